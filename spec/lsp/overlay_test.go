package lsp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

const overlayText = `extends: ./tiny.yaml
languages: [en]
regions:
  note: {states: [none, taken], carries: {taken: {note: name}}, lasts: session, moved-by: [XNOTE]}
change:
  commands:
    RETR: {needs: [writable]}
commands:
  XNOTE:
    rfc: 959 4.1.3
    arg: {note: name}
    needs: [logged-in]
    replies: {taken: {code: 250, to: {note: taken}, text: {en: "Noted {note}."}}}
    help: {en: "note"}
  XTOLD:
    rfc: 959 4.1.3
    needs: [{name: noted, when: {note: taken}, else: {code: 503, text: {en: "No note."}}}]
    replies: {told: {code: 250, text: {en: "It is {note}."}}}
    help: {en: "tell"}
`

// TestOverlay: an overlay's names lead to its base, as the editor has the base; a fault of either is told in its file;
// a rename of what is the base's wants the base to be open.
func TestOverlay(t *testing.T) {
	t.Parallel()
	e, base := tiny(t)
	over := filepath.Join(filepath.Dir(base), "site.yaml")
	if err := os.WriteFile(over, []byte(overlayText), 0o644); err != nil {
		t.Fatal(err)
	}
	e.edit(over)
	e.clean(over)
	for at, want := range map[string]string{
		"    RE|TR: {needs": "RETR:", "RETR: {needs: [writ|able]": "writable:", "needs: [logged|-in]\n    replies: {taken": "logged-in:", "when: {no|te: taken}": "note: {state",
	} {
		var found []protocol.Location
		e.call("textDocument/definition", e.on(over, at), &found)
		if places := e.places(found); len(places) != 1 || !strings.HasPrefix(places[0], want) {
			t.Errorf("%q leads to %q, want %q", at, places, want)
		}
	}
	e.replace(over, "{needs: [writable]}", "{needs: [writeable]}")
	e.shows(over, `unknown need "writeable"; did you mean "writable"?`)
	e.replace(over, "{needs: [writeable]}", "{needs: [writable]}")
	e.clean(over)
	e.replace(base, "  writable:  {unless: {policy.files: read-only}, else: denied}", "  writeable:  {unless: {policy.files: read-onyl}, else: denied}")
	e.shows(base, `"read-onyl" is no state of "policy.files"`)
	e.replace(base, "  writeable:  {unless: {policy.files: read-onyl}, else: denied}", "  writable:  {unless: {policy.files: read-only}, else: denied}")
	e.clean(base)
	e.clean(over)

	var edit protocol.WorkspaceEdit
	e.call("textDocument/rename", protocol.RenameParams{TextDocumentPositionParams: e.on(over, "RETR: {needs: [writ|able]"), NewName: "open"}, &edit)
	e.apply(edit)
	e.clean(base)
	e.clean(over)
	if !strings.Contains(e.texts[over], "RETR: {needs: [open]}") || !strings.Contains(e.texts[base], "\n  open:  {unless") {
		t.Error("the need has not another name in both files")
	}
	for file, text := range e.texts {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	e.notify("textDocument/didClose", protocol.DocumentParams{TextDocument: protocol.TextDocumentIdentifier{URI: uriOf(base)}})
	err := e.ask("textDocument/rename", protocol.RenameParams{TextDocumentPositionParams: e.on(over, "needs: [logged|-in]\n    replies: {taken"), NewName: "inside"}, &edit)
	if err == nil || !strings.Contains(err.Error(), "is the base's") {
		t.Errorf("the base is changed from the overlay: %v", err)
	}
}
