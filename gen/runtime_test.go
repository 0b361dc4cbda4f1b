package gen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/storage"
)

// The kinds of rows are the same, in the same order.
func TestKindsAreTheRuntimes(t *testing.T) {
	runtime := map[spec.Kind]fsm.Kind{
		spec.KindReply: fsm.KindReply, spec.KindNeed: fsm.KindNeed, spec.KindDenied: fsm.KindDenied,
		spec.KindSyntax: fsm.KindSyntax, spec.KindNotOffered: fsm.KindNotOffered, spec.KindUnwritten: fsm.KindUnwritten,
		spec.KindWaiting: fsm.KindWaiting, spec.KindEnd: fsm.KindEnd, spec.KindTransferEnd: fsm.KindTransferEnd,
		spec.KindEvent: fsm.KindEvent,
	}
	if len(runtime) != len(kindConsts) {
		t.Fatalf("%d kinds, %d constants", len(runtime), len(kindConsts))
	}
	for s, f := range runtime {
		if int(s) != int(f) {
			t.Errorf("kind %s is %d in spec and %d in fsm", s, s, f)
		}
		want := ""
		if s != spec.KindReply {
			want = "fsm.Kind" + goName(s.String())
		}
		if kindConsts[s] != want {
			t.Errorf("kind %s is written %q, want %q", s, kindConsts[s], want)
		}
	}
}

// Every permission that the accounts know has a Go constant here, and no other.
func TestPermissionsAreTheAccounts(t *testing.T) {
	for _, name := range strings.Split((accounts.ReadWrite &^ accounts.Attributes).String(), ",") {
		if permissions[name] == "" {
			t.Errorf("permission %s has no Go constant", name)
		}
	}
	for name := range permissions {
		if _, err := accounts.ParsePermissions(name); err != nil {
			t.Errorf("%s is no permission: %v", name, err)
		}
	}
}

func TestPermission(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{""}, ""},
		{[]string{"read"}, "accounts.Read"},
		{[]string{"mkdir", "", "rmdir", "mkdir"}, "accounts.MakeDir | accounts.RemoveDir"},
		{[]string{"change-owner"}, "accounts.ChangeOwner"},
	} {
		if got := permission(c.names); got != c.want {
			t.Errorf("permission(%v) = %q, want %q", c.names, got, c.want)
		}
	}
}

// The spec names every class that the storage can report, and each by the name of its Go constant.
func TestClassesAreTheStorages(t *testing.T) {
	s := decoded(t, specFile)
	var want []string
	for c := range storage.ClassCount {
		want = append(want, fmt.Sprint(storage.Class(c)))
	}
	got := slices.Clone(s.Classes)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the spec has %v, the storage %v", got, want)
	}
}
