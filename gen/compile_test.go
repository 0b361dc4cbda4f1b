package gen

import (
	"maps"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// snippets are handlers, each in a package of its own, with the errors that the compiler must find.
var snippets = map[string]struct {
	source string
	errors []string
}{
	"good": {source: `
func Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	file, err := r.Files.Open(ctx, r.Path)
	if err != nil {
		return ftp.RetrError(err)
	}
	return ftp.RetrOpening(file.Info().Size, func(_ context.Context, w *fsm.DataWriter) ftp.RetrEnd {
		if _, err := file.WriteTo(w); err != nil {
			return ftp.RetrEndError(err)
		}
		return ftp.RetrDone()
	})
}`},
	"anothercommand": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return ftp.StorRefused() }
var _ *fsm.DataWriter`, errors: []string{
		"cannot use ftp.StorRefused() (value of interface type ftp.StorReply) as ftp.RetrReply value in return statement: " +
			"ftp.StorReply does not implement ftp.RetrReply (missing method retrReply)",
	}},
	"completionalone": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return ftp.RetrDone() }
var _ *fsm.DataWriter`, errors: []string{
		"cannot use ftp.RetrDone() (value of interface type ftp.RetrEnd) as ftp.RetrReply value in return statement: " +
			"ftp.RetrEnd does not implement ftp.RetrReply (missing method retrReply)",
	}},
	"nocompletion": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	return ftp.RetrOpening(1, func(context.Context, *fsm.DataWriter) ftp.RetrEnd {})
}`, errors: []string{"missing return"}},
	"nosender": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return ftp.RetrOpening(1) }
var _ *fsm.DataWriter`, errors: []string{
		"not enough arguments in call to ftp.RetrOpening\n\thave (number)\n\t" +
			"want (int64, func(context.Context, *\"github.com/portolan-ftp/portolan/fsm\".DataWriter) ftp.RetrEnd)",
	}},
	"replyascompletion": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	return ftp.RetrOpening(1, func(context.Context, *fsm.DataWriter) ftp.RetrEnd { return ftp.RetrMissing() })
}`, errors: []string{
		"cannot use ftp.RetrMissing() (value of interface type ftp.RetrReply) as ftp.RetrEnd value in return statement: " +
			"ftp.RetrReply does not implement ftp.RetrEnd (missing method retrEnd)",
	}},
	"undeclared": {source: `
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return ftp.RetrNotModified() }
var _ *fsm.DataWriter`, errors: []string{"undefined: ftp.RetrNotModified"}},
	"ownreply": {source: `
type mine struct{}
func (mine) outcome() fsm.Outcome { return fsm.Answer(7) }
func (mine) retrReply() {}
func Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return mine{} }`, errors: []string{
		"cannot use mine{} (value of struct type mine) as ftp.RetrReply value in return statement: " +
			"mine does not implement ftp.RetrReply (unexported method outcome)",
	}},
	"widercapability": {source: `
func Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	return ftp.RetrError(r.Files.Remove(ctx, r.Path))
}
var _ *fsm.DataWriter`, errors: []string{
		"r.Files.Remove undefined (type storage.Reader has no field or method Remove)",
	}},
}

// Code that answers what the spec does not declare does not compile, and the compiler says why.
func TestWrongCodeDoesNotCompile(t *testing.T) {
	testcost.Some(t)
	files := map[string][]byte{}
	var names, dirs []string
	for _, name := range slices.Sorted(maps.Keys(snippets)) {
		files["gen/snippets/"+name+"/x.go"] = []byte("package " + name + `
import (
	"context"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)
` + snippets[name].source)
		names, dirs = append(names, name), append(dirs, "gen/snippets/"+name)
	}
	for i, p := range load(t, files, dirs...) {
		if got, want := p.messages(), snippets[names[i]].errors; !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", names[i], got, want)
		}
	}
}

// The generated package of the small spec type-checks against the runtime.
func TestSmallPackageCompiles(t *testing.T) {
	p := load(t, generate(t, decoded(t, smallFile), smallOptions), "commands/small")[0]
	if got := p.messages(); got != nil {
		t.Errorf("%q", got)
	}
	if !p.types.Scope().Lookup("RetrOpening").Exported() {
		t.Error("RetrOpening is not declared")
	}
}
