package accounts

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestQuotaInUsersFile(t *testing.T) {
	users := parse(t, "a:!:read-only;quota=10G;quota-files=7:x y\nb:!:read, list;quota-files=1:\nc:!:none:quota=1\n")
	for i, want := range []Account{
		{Name: "a", Home: "x y", Permissions: ReadOnly, Quota: Quota{10 << 30, 7}},
		{Name: "b", Permissions: ReadOnly, Quota: Quota{Files: 1}},
		{Name: "c", Home: "quota=1"},
	} {
		if got := users.List()[i].Account; !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	for field, want := range map[string]string{
		";quota=1":             "permissions are empty",
		"read;quota=1;quota=2": `option "quota=" is given twice`,
		"read;quota=0":         `option "quota=": "0" is no size`,
		"read;quota=-1":        "is no size",
		"read;quota=":          "is no size",
		"read;quota":           "is no size",
		"read;quota=9999999T":  "is no size",
		"read;quota-files=1K":  `option "quota-files=": "1K" is no number above 0`,
		"read;qouta=1":         "unknown option \"qouta=1\"",
		"read;quota=1;write":   "unknown option",
	} {
		if _, err := ParseUsers("users", []byte("a:!:"+field+":\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", field, err, want)
		}
	}
}

func TestSetAccount(t *testing.T) {
	users := parse(t, "# kept\na:!:read-only;quota=1;cn=a b:x\nb:!:none:y")
	for name, change := range map[string]func(*Entry){
		"a": func(a *Entry) { a.Quota.Bytes, a.Permissions = 1536<<10, ReadWrite },
		"b": func(a *Entry) { a.Quota.Files, a.Home = 3, "z" },
	} {
		if err := users.Set(name, change); err != nil {
			t.Error(err)
		}
	}
	const want = "# kept\na:!:read-write;cn=a b;quota=1536K:x\nb:!:none;quota-files=3:z"
	if got := string(users.Bytes()); got != want {
		t.Errorf("file\n%q\nwant\n%q", got, want)
	}
	if err := users.Set("c", func(*Entry) {}); !errors.Is(err, ErrNoUser) {
		t.Errorf("unknown user: %v", err)
	}
	for _, home := range []string{"x\n", "..", "x\neve:!:read:"} {
		if err := users.Set("a", func(a *Entry) { a.Home = home }); err == nil {
			t.Errorf("home %q was taken", home)
		}
	}
	if got := string(users.Bytes()); got != want {
		t.Errorf("errors changed the file to\n%q", got)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "1023": 1023, "1K": 1 << 10, "10G": 10 << 30, "1T": 1 << 40, "1536K": 1536 << 10, "9223372036854775807": math.MaxInt64} {
		got, err := ParseSize(text)
		if err != nil || got != want || FormatSize(got) != text {
			t.Errorf("%s is %d, %v, shown as %s", text, got, err, FormatSize(got))
		}
	}
	if got := FormatSize(1024 << 40); got != "1024T" {
		t.Errorf("a thousand tebibytes are %s", got)
	}
}
