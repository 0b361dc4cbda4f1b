package data

import (
	"io"
	"os"
	"testing"
	"time"
)

// TestSendsWhatWasTold: of a file that has grown, the client gets as much as it was told; without a word of that, or
// after a wrong one, all of it.
func TestSendsWhatWasTold(t *testing.T) {
	for name, c := range map[string]struct{ told, want int64 }{
		"grown": {4096, 4096}, "unknown": {-1, 6000}, "empty when it was opened": {0, 6000}, "shrunk": {7000, 6000},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.CreateTemp(t.TempDir(), "")
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if _, err := file.WriteAt(pattern(make([]byte, 6000)), 0); err != nil {
				t.Fatal(err)
			}
			ours, theirs := narrowPassive(t)
			defer theirs.Close()
			progress := new(Progress)
			progress.Begin(t.Context())
			connection := New(Settings{StallTimeout: time.Minute}, progress)
			connection.conn = ours
			w := connection.Writer()
			w.Expect(c.told)
			if n, err := w.ReadFrom(file); n != c.want || err != nil {
				t.Errorf("%d bytes, %v; want %d", n, err, c.want)
			}
			if err := connection.Close(); err != nil {
				t.Error(err)
			}
			if got, err := io.ReadAll(theirs); int64(len(got)) != c.want || err != nil {
				t.Errorf("%d bytes came, %v; want %d", len(got), err, c.want)
			}
		})
	}
}
