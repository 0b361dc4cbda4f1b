package fsm

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocNamesWhatIsThere: the route of a RETR leads through files that there are, and each room is named.
func TestDocNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "// # Rooms\n")
	rooms, rest, _ := strings.Cut(rest, "// # One RETR\n")
	route, _, found := strings.Cut(rest, "// # What a session is\n")
	if !found {
		t.Fatal("the doc has other sections")
	}
	files := regexp.MustCompile(`[a-z_/]+\.go\b`).FindAllString(route, -1)
	for _, name := range files {
		if !isThere(name) && !isThere(filepath.Join("..", name)) {
			t.Errorf("there is no file %s", name)
		}
	}
	if len(files) < 15 {
		t.Errorf("the route of a RETR names %d files: %q", len(files), files)
	}
	below, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range below {
		if d.IsDir() && d.Name() != "testdata" && !regexp.MustCompile(`\b`+d.Name()+`\b`).MatchString(rooms) {
			t.Errorf("the room %s is not named", d.Name())
		}
	}
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
