package argument

import (
	"fmt"
	"testing"
)

func TestParseByteSize(t *testing.T) {
	for in, want := range map[string]int64{
		"8": 8, " 36 ": 36, "1": 1, "0": 0, "65536": 65536, "65537": -1, "": -1, "-8": -1, "+8": -1, "8.0": -1, "8 8": -1, "eight": -1,
	} {
		got, err := ParseByteSize(in, "/")
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

// TestParseDeflateLevel reads the examples of draft-preston-ftpext-deflate 3.6, and what is none of its settings.
func TestParseDeflateLevel(t *testing.T) {
	const unset = 6
	for in, want := range map[string]int{
		"": unset, "ENGINE ZLIB METHOD 8 LEVEL 9": 9, "engine zlib level 0": 0, " LEVEL  5 ": 5, "LEVEL 1 LEVEL 2": 2,
		"METHOD 8": unset, "METHOD 9": -1, "ENGINE BZIP2": -1, "LEVEL": -1, "LEVEL 10": -1, "LEVEL -1": -1, "LEVEL +1": -1, "LEVEL x": -1,
		"LEVEL 5 BLOCKSIZE": -1, "EXTRA 1": -1, "5": -1,
	} {
		level, err := ParseDeflateLevel(in, "/")
		got := fmt.Sprint(level.Or(unset))
		if err != nil {
			got = "-1"
		}
		if got != fmt.Sprint(want) {
			t.Errorf("%q: %s, want %d", in, got, want)
		}
	}
}
