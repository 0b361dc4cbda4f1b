package accounts

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
)

func static(t *testing.T, users ...StaticUser) *Static {
	t.Helper()
	s, err := NewStatic(users...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStaticAuthenticate(t *testing.T) {
	alice := Account{Name: "alice", Home: "a", Permissions: ReadWrite}
	bob := Account{Name: "bob", Permissions: ReadOnly}
	s := static(t, StaticUser{alice, "correct"}, StaticUser{bob, "bcorrect"})
	tests := []struct {
		user, password string
		want           *Account
	}{
		{"alice", "correct", &alice},
		{"bob", "bcorrect", &bob},
		{"alice", "bcorrect", nil},
		{"alice", "", nil},
		{"", "", nil},
		{"nobody", "correct", nil},
		{"ALICE", "correct", nil},
		// Moving the border between the two must not help.
		{"alicec", "orrect", nil},
		{"bo", "bbcorrect", nil},
	}
	for _, test := range tests {
		account, err := s.Authenticate(t.Context(), credentials(test.user, test.password, "192.0.2.1"))
		if !reflect.DeepEqual(account, test.want) || test.want == nil && err != ErrRejected {
			t.Errorf("%q with %q: %+v, %v, want %+v", test.user, test.password, account, err, test.want)
		}
	}
}

func TestStaticEmpty(t *testing.T) {
	if got := login(t, static(t), "", ""); got != "rejected" {
		t.Error(got)
	}
}

func TestStaticGivesCopies(t *testing.T) {
	s := static(t, StaticUser{Account{Name: "alice"}, "correct"})
	account, err := s.Authenticate(t.Context(), credentials("alice", "correct", "192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	account.Name = "root"
	if got := login(t, s, "alice", "correct"); got != "account alice" {
		t.Error(got)
	}
}

func TestStaticKeepsNoPassword(t *testing.T) {
	s := static(t, StaticUser{Account{Name: "alice"}, "correct"})
	if dump := fmt.Appendf(nil, "%+v %s", s, s.users[0].tag); bytes.Contains(dump, []byte("correct")) {
		t.Errorf("the password is in %s", dump)
	}
	other := static(t, StaticUser{Account{Name: "alice"}, "correct"})
	if bytes.Equal(s.users[0].tag, other.users[0].tag) {
		t.Error("two lists hash alike: the key is not random")
	}
}

func TestNewStaticErrors(t *testing.T) {
	tests := []struct {
		users []StaticUser
		want  string
	}{
		{[]StaticUser{{Account{Name: ""}, "x"}}, `user "": user name is empty`},
		{[]StaticUser{{Account{Name: "a"}, ""}}, `user "a": password is empty`},
		{[]StaticUser{{Account{Name: "a", Home: "../b"}, "x"}}, `user "a": home "../b" climbs with ".."`},
		{[]StaticUser{{Account{Name: "a"}, "x"}, {Account{Name: "b"}, "x"}, {Account{Name: "a"}, "y"}}, `user "a": given twice`},
		{[]StaticUser{{Account{Name: "a:"}, ""}, {Account{Name: "b"}, "\x00"}}, "" +
			"user \"a:\": user name \"a:\" contains a colon\n" +
			"password is empty\n" +
			"user \"b\": password contains the control character 0x00, which no client can send"},
	}
	for _, test := range tests {
		s, err := NewStatic(test.users...)
		if s != nil {
			t.Errorf("%+v: a list with an error", test.users)
		}
		wantError(t, err, test.want)
	}
}

func TestParseStaticUser(t *testing.T) {
	for in, want := range map[string]StaticUser{
		"alice:correct":  {Account{Name: "alice"}, "correct"},
		"alice::b: c:":   {Account{Name: "alice"}, ":b: c:"},
		"a@b.example: x": {Account{Name: "a@b.example"}, " x"},
	} {
		if got, err := ParseStaticUser(in); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("ParseStaticUser(%q) = %+v, %v, want %+v", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"":         "user has no password: write NAME:PASSWORD",
		"alice":    "user has no password: write NAME:PASSWORD",
		"alice:":   "password is empty",
		":correct": "user name is empty",
		" a:b\nc":  "user name \" a\" starts or ends with a space\npassword contains the control character 0x0a, which no client can send",
	} {
		_, err := ParseStaticUser(in)
		wantError(t, err, want)
	}
}
