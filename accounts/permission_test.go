package accounts

import "testing"

func TestPermissionHas(t *testing.T) {
	tests := []struct {
		have, want Permission
		has        bool
	}{
		{ReadOnly, Read, true},
		{ReadOnly, Read | List, true},
		{ReadOnly, Write, false},
		{ReadOnly, Read | Write, false}, // all of them, not any of them
		{ReadWrite, ReadOnly | Attributes, true},
		{0, Read, false},
		{0, 0, true},
		{Write, Append, false},
	}
	for _, test := range tests {
		if got := test.have.Has(test.want); got != test.has {
			t.Errorf("%v.Has(%v) = %v, want %v", test.have, test.want, got, test.has)
		}
	}
}

func TestPermissionString(t *testing.T) {
	tests := []struct {
		p    Permission
		want string
	}{
		{0, "none"},
		{Read, "read"},
		{List, "list"},
		{ReadOnly, "read-only"},
		{ReadWrite, "read-write"},
		{Attributes | Read | Write, "read,write,attributes"},
		{ReadWrite &^ Read, "list,write,append,delete,rename,mkdir,rmdir,attributes"},
		{Read | 1<<20, "read,0x100000"},
	}
	for _, test := range tests {
		if got := test.p.String(); got != test.want {
			t.Errorf("Permission(%#x).String() = %q, want %q", uint32(test.p), got, test.want)
		}
	}
}

func TestPermissionsReadBack(t *testing.T) {
	for p := Permission(0); p <= ReadWrite; p++ {
		if got, err := ParsePermissions(p.String()); got != p || err != nil {
			t.Errorf("ParsePermissions(%q) = %v, %v", p, got, err)
		}
	}
}

func TestParsePermissions(t *testing.T) {
	tests := []struct {
		in   string
		want Permission
	}{
		{"read-only", ReadOnly},
		{" read-write ", ReadWrite},
		{"none", 0},
		{"read,list", ReadOnly},
		{"write, read", Read | Write},
		{"rmdir,mkdir,rename,delete,append,attributes", RemoveDir | MakeDir | Rename | Delete | Append | Attributes},
	}
	for _, test := range tests {
		if got, err := ParsePermissions(test.in); got != test.want || err != nil {
			t.Errorf("ParsePermissions(%q) = %v, %v, want %v", test.in, got, err, test.want)
		}
	}
}

func TestParsePermissionsErrors(t *testing.T) {
	const all = "the names are read, list, write, append, delete, rename, mkdir, rmdir, attributes, none, read-only, read-write"
	tests := []struct{ in, want string }{
		{"", `permissions are empty: write "none" for an account that may do nothing`},
		{"  ", `permissions are empty: write "none" for an account that may do nothing`},
		{"read,,list", `a permission is empty: two commas in a row, or one at an end`},
		{"read,", `a permission is empty: two commas in a row, or one at an end`},
		{"read,list,read", `permission "read" is listed twice`},
		{"read-only,write", `"read-only" is a whole set and cannot stand in a list`},
		{"none,read", `"none" is a whole set and cannot stand in a list`},
		{"raed", `unknown permission "raed": did you mean "read"?`},
		{"READ", `unknown permission "READ": did you mean "read"?`},
		{"readonly", `unknown permission "readonly": did you mean "read-only"?`},
		{"read,mkd", `unknown permission "mkd": did you mean "mkdir"?`},
		{"rmkdir", `unknown permission "rmkdir": did you mean "mkdir"?`},
		{"feet", `unknown permission "feet": ` + all}, // three edits from read
		{"upload", `unknown permission "upload": ` + all},
		{"attributesattribu", `unknown permission of 17 bytes: ` + all},
	}
	for _, test := range tests {
		p, err := ParsePermissions(test.in)
		if p != 0 {
			t.Errorf("ParsePermissions(%q) = %v with an error", test.in, p)
		}
		wantError(t, err, test.want)
	}
}

func TestEdits(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "read", 4},
		{"read", "", 4},
		{"read", "read", 0},
		{"raed", "read", 2},
		{"kitten", "sitting", 3},
		{"rename", "name", 2},
	}
	for _, test := range tests {
		if got := edits(test.a, test.b); got != test.want {
			t.Errorf("edits(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
