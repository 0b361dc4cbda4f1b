package lsp

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// BenchmarkTyping is a session: it types the README's command, with three mistakes in it, key by key in the spec of
// FTP, waits after each key until what is wrong is shown, mends the mistakes by the quick fixes, and asks for help
// meanwhile. It logs each answer with what it took, and reports the median and the worst of each kind: of the whole
// machine's time, and of the processor's, which other work on the machine does not lengthen. -v shows the answers:
//
//	go test ./spec/lsp -run NONE -bench Typing -benchtime 1x -v
func BenchmarkTyping(b *testing.B) {
	for b.Loop() {
		s := newTypist(b)
		s.typing(countCommand)
		s.mending()
		s.asking()
		s.e.close()
		s.report()
	}
}

// typist is a session of somebody who types.
type typist struct {
	b     *testing.B
	e     *editor
	site  string
	said  string // what was shown last
	spent map[string][]taken
}

// taken is what an answer took.
type taken struct{ wall, processor time.Duration }

func newTypist(b *testing.B) *typist {
	s := &typist{b: b, site: filepath.Join(copySpec(b), "chapters", "site.yaml"), spent: map[string][]taken{}}
	s.e = open(b, Options{Audit: audited})
	s.e.edit(s.site)
	s.e.clean(s.site)
	return s
}

// measure notes what something takes.
func (s *typist) measure(kind string, do func()) taken {
	begun, before := time.Now(), processor(s.b)
	do()
	t := taken{time.Since(begun), processor(s.b) - before}
	s.spent[kind] = append(s.spent[kind], t)
	return t
}

// processor is the processor time that this process has had.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// typing types the text of a section under its key, and logs what is shown whenever that is
// something else, but for what is no YAML in the midst of a word.
func (s *typist) typing(section string) {
	key, text, _ := strings.Cut(section, "\n")
	at := strings.Index(s.e.texts[s.site], "\n"+key+"\n") + len(key) + 2
	for i, key := range text {
		t := s.measure("key", func() { s.press(at+i, string(key)) })
		s.e.mu.Lock()
		now := messages(s.e.shown[s.site])
		s.e.mu.Unlock()
		if first, _, _ := strings.Cut(now, "\n"); first != s.said && !strings.Contains(first, "not YAML") {
			s.said = first
			s.b.Logf("%4d ms, %4d of the processor: %s", t.wall.Milliseconds(), t.processor.Milliseconds(), first)
		}
	}
}

// press types one key and waits until the server has said what is wrong.
func (s *typist) press(at int, key string) {
	e := s.e
	pos := positionAt(e.texts[s.site], at)
	e.texts[s.site] = e.texts[s.site][:at] + key + e.texts[s.site][at:]
	e.version++
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uriOf(s.site), "version": e.version},
		"contentChanges": []protocol.ContentChange{{Range: &protocol.Range{Start: pos, End: pos}, Text: key}},
	})
	var symbols []protocol.WorkspaceSymbol
	e.call("workspace/symbol", protocol.WorkspaceSymbolParams{Query: "no such name"}, &symbols) // behind the diagnostics
}

// mending mends the three mistakes.
func (s *typist) mending() {
	e := s.e
	fix := func(kind, words, title string) {
		var d protocol.Diagnostic
		t := s.measure(kind, func() { d = e.shows(s.site, words) })
		s.b.Logf("%4d ms, %4d of the processor: %s: %s", t.wall.Milliseconds(), t.processor.Milliseconds(), d.Source, d.Message)
		t = s.measure("fix", func() { e.act(s.site, d, title) })
		s.b.Logf("%4d ms, %4d of the processor: %s", t.wall.Milliseconds(), t.processor.Milliseconds(), title)
	}
	fix("decoder", `unknown need "loged-in"`, `Write "logged-in"`)
	fix("decoder", `text lacks the language "zh"`, `Add the language "zh", with the words to translate`)
	e.replace(s.site, `zh: "{number:int64} files."`, `zh: "{number:int64} 个文件。"`)
	e.clean(s.site)
	e.replace(s.site, "    needs: [logged-in]\n    does: [files.list]\n    replies:\n      count:", "    does: [files.list]\n    replies:\n      count:")
	fix("audit", "SITE COUNT does files.list before login", `Add the need "logged-in"`)
	e.clean(s.site)
}

// asking asks for help as an author does.
func (s *typist) asking() {
	for range 20 {
		s.measure("hover", func() { s.e.call("textDocument/hover", s.e.on(s.site, "\n  SITE CH|MOD:"), nil) })
		s.measure("completion", func() {
			s.e.call("textDocument/completion", s.e.on(s.site, "does: [|files.list]\n    replies:\n      count:"), nil)
		})
	}
}

// report reports the median and the worst of each kind, and the memory.
func (s *typist) report() {
	for kind, all := range s.spent {
		of := func(unit string, of func(taken) time.Duration) {
			slices.SortFunc(all, func(a, b taken) int { return int(of(a) - of(b)) })
			s.b.ReportMetric(float64(of(all[len(all)/2]).Milliseconds()), fmt.Sprintf("%s-median-%s", kind, unit))
			s.b.ReportMetric(float64(of(all[len(all)-1]).Milliseconds()), fmt.Sprintf("%s-worst-%s", kind, unit))
		}
		of("ms", func(t taken) time.Duration { return t.wall })
		of("cpu-ms", func(t taken) time.Duration { return t.processor })
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	s.b.ReportMetric(float64(memory.Sys>>20), "MiB")
}
