package lsp

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// BenchmarkTyping types the README's command key by key in the spec of FTP, and waits after each key until what is wrong
// is shown. It reports the median and the worst, and what a hover and a completion take.
func BenchmarkTyping(b *testing.B) {
	dir := copySpec(b)
	site := filepath.Join(dir, "chapters", "site.yaml")
	e := open(b, Options{})
	defer e.close()
	e.edit(site)
	e.clean(site)
	var keys, hovers, completions []time.Duration
	for b.Loop() {
		at := strings.Index(e.texts[site], "\ncommands:\n") + len("\ncommands:\n")
		for i, key := range strings.TrimPrefix(countCommand, "commands:\n") {
			begun := time.Now()
			pos := positionAt(e.texts[site], at+i)
			e.texts[site] = e.texts[site][:at+i] + string(key) + e.texts[site][at+i:]
			e.version++
			e.notify("textDocument/didChange", map[string]any{
				"textDocument":   map[string]any{"uri": uriOf(site), "version": e.version},
				"contentChanges": []protocol.ContentChange{{Range: &protocol.Range{Start: pos, End: pos}, Text: string(key)}},
			})
			var symbols []protocol.WorkspaceSymbol
			e.call("workspace/symbol", protocol.WorkspaceSymbolParams{Query: "no such name"}, &symbols) // behind the diagnostics
			keys = append(keys, time.Since(begun))
		}
		for range 20 {
			begun := time.Now()
			e.call("textDocument/hover", e.on(site, "\n  SITE CH|MOD:"), nil)
			hovers = append(hovers, time.Since(begun))
			begun = time.Now()
			e.call("textDocument/completion", e.on(site, "does: [|files.list]\n    replies:\n      count:"), nil)
			completions = append(completions, time.Since(begun))
		}
	}
	report := func(name string, all []time.Duration) {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Milliseconds()), name+"-median-ms")
		b.ReportMetric(float64(all[len(all)-1].Milliseconds()), name+"-worst-ms")
	}
	report("key", keys)
	report("hover", hovers)
	report("completion", completions)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys>>20), "MiB")
}
