package gen

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// What is known here about the interfaces of package storage is what they are. A method with another signature does
// not compile where it is generated; one too many, or one that is missing, is found here.
func TestStorageInterfacesAreStorages(t *testing.T) {
	all := map[string]reflect.Type{}
	for _, t := range []reflect.Type{
		reflect.TypeFor[storage.Statter](), reflect.TypeFor[storage.Reader](), reflect.TypeFor[storage.Lister](),
		reflect.TypeFor[storage.Writer](), reflect.TypeFor[storage.Deleter](), reflect.TypeFor[storage.Renamer](), reflect.TypeFor[storage.Replacer](), reflect.TypeFor[storage.Allocator](),
		reflect.TypeFor[storage.DirMaker](), reflect.TypeFor[storage.DirRemover](), reflect.TypeFor[storage.Attributer](),
		reflect.TypeFor[storage.Linker](), reflect.TypeFor[storage.Meter](), reflect.TypeFor[storage.Trees](),
		reflect.TypeFor[storage.Clearer](), reflect.TypeFor[storage.FS](),
	} {
		all[t.String()] = t
	}
	if got, want := slices.Sorted(maps.Keys(storageInterfaces)), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
		t.Errorf("interfaces %v, want %v", got, want)
	}
	for name, of := range all {
		var got, want []string
		for _, m := range methodsOf([]string{name}) {
			method, _, _ := strings.Cut(m, "(")
			got = append(got, method)
		}
		for m := range of.Methods() {
			want = append(want, m.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// A handler is given a wrapper for what its command may do, and the whole storage only where an interface is unknown.
func TestGrants(t *testing.T) {
	const opened = "fsm.Payload[*storage.Opened](c, SlotFiles).Grant()"
	for _, c := range []struct {
		interfaces []string
		value      string
		methods    int
	}{
		{[]string{"storage.Reader"}, "grantedReader{" + opened + "}", 3},
		{[]string{"storage.Writer", "storage.Meter"}, "grantedWriterMeter{" + opened + "}", 6},
		{[]string{"own.Searcher"}, "storage.Granted(" + opened + ")", 0},
	} {
		b := &builder{}
		if got := b.granted(slotView{Const: "SlotFiles"}, c.interfaces); got != c.value || len(methodsOf(c.interfaces)) != c.methods {
			t.Errorf("%v: %s with %v", c.interfaces, got, methodsOf(c.interfaces))
		}
	}
	if got, want := called("Rename(ctx context.Context, from, to storage.Path) error"), "Rename(ctx, from, to)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
