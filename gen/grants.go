package gen

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// filesType is the Go type of a carried value that is an account's whole storage. A session keeps it as a
// *storage.Opened, and a handler is given a wrapper of it that has the methods of the command's capabilities and no
// others.
const filesType = "storage.FS"

// openedValue is what an outcome carries for a value of a Go type.
func openedValue(name, goType string) string {
	if goType == filesType {
		return "storage.NewOpened(" + name + ")"
	}
	return name
}

// storageInterface is one of package storage's: what it consists of, and its own methods as Go declares them. The
// towers do not import each other, so a test compares this with the interfaces.
type storageInterface struct {
	parts, methods []string
}

const statter = "storage.Statter"

var storageInterfaces = map[string]storageInterface{
	statter: {methods: []string{
		"Stat(ctx context.Context, p storage.Path) (storage.Info, error)",
		"Lstat(ctx context.Context, p storage.Path) (storage.Info, error)",
	}},
	"storage.Reader":    {[]string{statter}, []string{"Open(ctx context.Context, p storage.Path) (storage.File, error)"}},
	"storage.Lister":    {[]string{statter}, []string{"List(ctx context.Context, p storage.Path) iter.Seq2[storage.Info, error]"}},
	"storage.Allocator": {nil, []string{space, "MaxUpload() int64"}},
	"storage.Writer": {[]string{statter, "storage.Allocator"}, []string{
		"Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error)",
	}},
	"storage.Deleter":    {[]string{statter}, []string{"Remove(ctx context.Context, p storage.Path) error"}},
	"storage.Renamer":    {[]string{statter}, []string{"RenameNew(ctx context.Context, from, to storage.Path) error"}},
	"storage.Replacer":   {[]string{statter}, []string{"Rename(ctx context.Context, from, to storage.Path) error"}},
	"storage.DirMaker":   {nil, []string{"Mkdir(ctx context.Context, p storage.Path, o storage.DirOptions) error"}},
	"storage.DirRemover": {nil, []string{"Rmdir(ctx context.Context, p storage.Path) error"}},
	"storage.Attributer": {[]string{statter}, []string{
		"Chtimes(ctx context.Context, p storage.Path, accessed, modified time.Time) error",
		"Chmod(ctx context.Context, p storage.Path, perm fs.FileMode) error",
		"Chgrp(ctx context.Context, p storage.Path, group string) error",
	}},
	"storage.Linker": {[]string{statter}, []string{"Symlink(ctx context.Context, target, link storage.Path) error"}},
	"storage.Meter":  {[]string{statter}, []string{space, "Usage(ctx context.Context) (storage.Usage, error)"}},
	"storage.Trees": {parts: []string{
		"storage.Reader", "storage.Lister", "storage.Writer", "storage.Deleter", "storage.DirMaker", "storage.DirRemover",
		"storage.Attributer", "storage.Linker",
	}},
	"storage.Clearer": {parts: []string{"storage.Lister", "storage.Deleter", "storage.DirRemover"}},
	filesType: {
		[]string{"storage.Trees", "storage.Renamer", "storage.Replacer", "storage.Meter"}, []string{"Close() error"},
	},
}

const space = "Space(ctx context.Context, p storage.Path) (int64, error)"

// methodsOf are the methods of interfaces, each once; nil if one is not of package storage.
func methodsOf(interfaces []string) []string {
	var all []string
	for _, name := range interfaces {
		i, known := storageInterfaces[name]
		if !known {
			return nil
		}
		for _, m := range append(methodsOf(i.parts), i.methods...) {
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// granted is the value of a request's field for the storage in a slot.
func (b *builder) granted(slot slotView, interfaces []string) string {
	opened := "fsm.Payload[*storage.Opened](c, " + slot.Const + ").Grant()"
	if methodsOf(interfaces) == nil {
		return "storage.Granted(" + opened + ")"
	}
	return grantName(interfaces) + "{" + opened + "}"
}

// grantName is the name of the wrapper: grantedReader.
func grantName(interfaces []string) string {
	name := "granted"
	for _, i := range interfaces {
		name += i[strings.LastIndexByte(i, '.')+1:]
	}
	return name
}

// addGrants adds the wrappers that the package's own handlers are given.
func (b *builder) addGrants() {
	for _, h := range b.view.Handlers {
		for _, f := range h.Fields {
			name := grantName(f.interfaces)
			known := slices.ContainsFunc(b.view.Grants, func(g grantView) bool { return g.Name == name })
			if known || !strings.Contains(f.Value, name+"{") {
				continue
			}
			g := grantView{Name: b.names.take(name, "the storage of "+h.Name, spec.Pos{File: b.spec.File, Line: 1, Column: 1})}
			for _, m := range methodsOf(f.interfaces) {
				g.Methods = append(g.Methods, methodView{Declaration: m, Call: called(m)})
			}
			b.view.Grants = append(b.view.Grants, g)
		}
	}
	slices.SortFunc(b.view.Grants, func(x, y grantView) int { return strings.Compare(x.Name, y.Name) })
}

// called is the call of a method with the parameters of its declaration.
func called(declaration string) string {
	name, rest, _ := strings.Cut(declaration, "(")
	params, _, _ := strings.Cut(rest, ")")
	var args []string
	for p := range strings.SplitSeq(params, ",") {
		arg, _, _ := strings.Cut(strings.TrimSpace(p), " ")
		args = append(args, arg)
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}
