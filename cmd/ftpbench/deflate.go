package main

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// deflated has a client download a file in MODE Z, and measures the bytes of the file, not those on the way. The
// client expands nothing: that is not what is measured, and would take the server's processors.
func deflated(file string) func(context.Context, sizes, *subject) ([]float64, error) {
	return func(ctx context.Context, _ sizes, s *subject) ([]float64, error) {
		info, err := os.Stat(filepath.Join(s.dir, file))
		if err != nil {
			return nil, err
		}
		return moved(ctx, s, 1, "TYPE I", func(c *client, _ int) (int64, error) {
			if _, err := c.do("MODE Z"); err != nil {
				return 0, err
			}
			_, err := c.download("RETR " + file)
			return info.Size(), err
		})
	}
}

const (
	// vocabulary is how many words the compressible text has, and longestWord their length; lines have ten.
	vocabulary, longestWord, wordsOfLine = 5_000, 9, 10
)

// story is a block of text that compresses as texts do, to a third or so: words of which few are frequent.
func story() []byte {
	r := rand.New(rand.NewPCG(3, 4))
	words := make([][]byte, vocabulary)
	for i := range words {
		for range 2 + r.IntN(longestWord-1) {
			words[i] = append(words[i], byte('a'+r.IntN(26)))
		}
	}
	frequency := rand.NewZipf(r, 1.1, 8, vocabulary-1)
	var block []byte
	for n := 1; len(block) < storySize; n++ {
		block = append(block, words[frequency.Uint64()]...)
		if block = append(block, ' '); n%wordsOfLine == 0 {
			block[len(block)-1] = '\n'
		}
	}
	return block[:storySize]
}

// storySize is much longer than the window of deflate, so that nothing is found again.
const storySize = 8 << 20
