package commands_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// replyLike is how a reply begins.
var replyLike = regexp.MustCompile(`(^|[^0-9A-Za-z])[1-5][0-5][0-9][ -]`)

// TestNoReplyOutsideTheSpec reads every string in the module's hand-written Go: none begins like a reply, and
// none is a text that the spec has for one. Replies are told by the spec alone.
func TestNoReplyOutsideTheSpec(t *testing.T) {
	t.Parallel()
	texts := replyTexts()
	files := 0
	for _, file := range handWritten(t) {
		files++
		for _, s := range literals(t, file) {
			if replyLike.MatchString(s.value) {
				t.Errorf("%s: %q begins like a reply", s.at, s.value)
			}
			for _, text := range texts {
				if strings.Contains(s.value, text) {
					t.Errorf("%s: %q is a text of the spec", s.at, s.value)
				}
			}
		}
	}
	if files < 50 {
		t.Errorf("only %d files were found", files)
	}
}

// TestReplyLike shows what would be found.
func TestReplyLike(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"226 Done": true, "%s\r\n550-x": true, "x 421 y": true, "226": false, "1226 bytes": false, "sha256 of": false, "999 x": false} {
		if got := replyLike.MatchString(s); got != want {
			t.Errorf("%q: %t; want %t", s, got, want)
		}
	}
}

// replyTexts are the stretches of text between placeholders of every reply in every language, as far as they
// say something.
func replyTexts() []string {
	const telling = 6 // runes; "Done." is one, "End." and "METHOD" are words of other trades
	var all []string
	for _, row := range ftp.Table().Rows {
		for _, text := range append(row.Text, row.End...) {
			for _, piece := range regexp.MustCompile(`\{[^}]*\}`).Split(text, -1) {
				if piece = strings.TrimSpace(piece); len([]rune(piece)) > telling || strings.HasSuffix(piece, "。") {
					all = append(all, piece)
				}
			}
		}
	}
	return all
}

// aboutReplies are directories that judge or imitate servers, ours and others', and so speak of replies. None
// of them is linked into a server.
var aboutReplies = []string{"../spec/audit", "../spec/conform", "../spec/learn", "../gen/analyzers", "../cmd/ftpbench", "../cmd/ftpspec"}

// handWritten are the module's Go files that are neither generated nor tests.
func handWritten(t *testing.T) []string {
	t.Helper()
	var files []string
	must(t, filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() != ".." && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() && slices.Contains(aboutReplies, filepath.ToSlash(p)):
			return filepath.SkipDir
		case strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") && !strings.HasSuffix(p, "_gen.go"):
			files = append(files, p)
		}
		return nil
	}))
	return files
}

// literal is a string in a Go file.
type literal struct {
	at    token.Position
	value string
}

func literals(t *testing.T, file string) []literal {
	t.Helper()
	source, err := os.ReadFile(file)
	must(t, err)
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	must(t, err)
	var all []literal
	ast.Inspect(parsed, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			value, err := strconv.Unquote(l.Value)
			must(t, err)
			all = append(all, literal{set.Position(l.Pos()), value})
		}
		return true
	})
	return all
}
