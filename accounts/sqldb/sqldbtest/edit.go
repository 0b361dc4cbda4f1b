package sqldbtest

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
)

var later = regexp.MustCompile(`: the schema is of a later version: it has 99 steps, and this program knows \d$`)

// full is a record with everything that can be said of a user.
func full() accounts.Record {
	r := accounts.Record{Hash: PW}
	r.Account = accounts.Account{Name: "Zoë", Home: "a: b", Permissions: accounts.Read | accounts.Write, Quota: accounts.Quota{Bytes: 5, Files: 6},
		NoExchange: true, Mounts: map[string]string{"films": "/shared, \"films\"", "old/{x}": "o"}}
	r.Certificates = []string{`cn=Zoë, "Z" {x}`, "sha256=" + strings.Repeat("0f", 32)}
	r.Both, r.Word = true, Word
	return r
}

// hasUsers compares all users of a database with records.
func hasUsers(t *testing.T, a *sqldb.Accounts, want []accounts.Record) {
	t.Helper()
	users, err := a.List(t.Context())
	if err != nil || len(users) != len(want) {
		t.Fatalf("%+v, %v", users, err)
	}
	for i, w := range want {
		user, err := w.User()
		if err != nil || !reflect.DeepEqual(users[i], user) {
			t.Errorf("there is\n%+v, want\n%+v, %v", users[i], user, err)
		}
	}
}

// edit: users are added, changed and removed, and everything that is said of one is read back. A failing edit changes
// nothing.
func edit(t *testing.T, d Database) {
	a, ctx := d.Open(sqldb.Options{}), t.Context()
	does := func(edit func(accounts.Editor) error) {
		t.Helper()
		if err := a.Edit(ctx, edit); err != nil {
			t.Fatal(err)
		}
	}
	lists := func(want ...accounts.Record) {
		t.Helper()
		hasUsers(t, a, want)
	}
	zoe, plain := full(), accounts.Record{Hash: "!"}
	plain.Name = "alice"
	does(func(e accounts.Editor) error { return e.Add(zoe) })
	lists(zoe)
	does(func(e accounts.Editor) error { return e.Add(plain) })
	lists(zoe, plain)
	if got, want := login(t, a, "Zoë", "pw"), "rejected"; got != want { // without the certificate
		t.Error(got)
	}
	zoe.Certificates, zoe.Both, zoe.Mounts, zoe.Word, zoe.Home, zoe.NoExchange = nil, false, nil, "", "", false
	does(func(e accounts.Editor) error {
		return e.Set("Zoë", func(u *accounts.Entry) { *u = zoe.Entry; u.Name = "somebody else" })
	})
	lists(zoe, plain)
	if got, want := login(t, a, "Zoë", "pw"), `Zoë read,write home "" quota 5/6 exchange true word false mounts map[]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	does(func(e accounts.Editor) error { return e.SetHash("alice", PW) })
	plain.Hash = PW
	lists(zoe, plain)
	if err := a.Edit(ctx, func(e accounts.Editor) error {
		return errors.Join(e.Remove("alice"), e.SetHash("Zoë", "!"), errors.New("stop"))
	}); err == nil || err.Error() != "stop" {
		t.Error(err)
	}
	lists(zoe, plain)
	does(func(e accounts.Editor) error { return e.Remove("Zoë") })
	lists(plain)
	if got := login(t, a, "Zoë", "pw"); got != "rejected" {
		t.Error(got)
	}
}

// editErrors: what cannot be kept is told in the words of a users' file.
func editErrors(t *testing.T, d Database) {
	a, ctx := d.Open(sqldb.Options{}), t.Context()
	migrate(t, a)
	d.Does(`INSERT INTO portolan_groups (name, home) VALUES ('staff', 'people/{user}')`, `INSERT INTO portolan_users (name) VALUES ('alice')`)
	named := func(name string, change func(*accounts.Record)) func(accounts.Editor) error {
		return func(e accounts.Editor) error {
			r := accounts.Record{Hash: "!"}
			r.Name = name
			change(&r)
			return e.Add(r)
		}
	}
	for i, test := range []struct {
		edit func(accounts.Editor) error
		kind error
		want string
	}{
		{named("alice", func(*accounts.Record) {}), accounts.ErrUserExists, `add user "alice": user exists already`},
		{named("a:b", func(*accounts.Record) {}), nil, `add user "a:b": user name "a:b" contains a colon`},
		{named("", func(*accounts.Record) {}), nil, `add user "": user name is empty`},
		{named("b", func(r *accounts.Record) { r.Hash = "plain" }), nil, `add user "b": password field is neither an argon2id nor a bcrypt hash`},
		{named("b", func(r *accounts.Record) { r.Home = "../x" }), nil, `add user "b": home "../x" climbs with ".."`},
		{named("b", func(r *accounts.Record) { r.Group = "crew" }), accounts.ErrNoGroup, `add user "b": group "crew": no such group`},
		{named("b/c", func(r *accounts.Record) { r.Group, r.Unset = "staff", accounts.FieldHome }), nil,
			`add user "b/c": no directory can be called "b/c", as the home "people/{user}" of group "staff" needs`},
		{func(e accounts.Editor) error { return e.Set("Alice", func(*accounts.Entry) {}) }, accounts.ErrNoUser, `change user "Alice": no such user`},
		{func(e accounts.Editor) error { return e.Set("alice", func(u *accounts.Entry) { u.Both = true }) }, nil,
			`change user "alice": option "password" adds to a certificate: say whose with cn= or sha256=`},
		{func(e accounts.Editor) error { return e.Set("alice", func(u *accounts.Entry) { u.Group = "crew" }) }, accounts.ErrNoGroup, `change user "alice": group "crew": no such group`},
		{func(e accounts.Editor) error { return e.SetHash("bob", "!") }, accounts.ErrNoUser, `set password of user "bob": no such user`},
		{func(e accounts.Editor) error { return e.SetHash("alice", "plain") }, nil, `set password of user "alice": password field is neither an argon2id nor a bcrypt hash`},
		{func(e accounts.Editor) error { return e.Remove("bob") }, accounts.ErrNoUser, `remove user "bob": no such user`},
	} {
		err := a.Edit(ctx, test.edit)
		if err == nil || err.Error() != test.want || test.kind != nil && !errors.Is(err, test.kind) {
			t.Errorf("%d: %v, want %s", i, err, test.want)
		}
		if _, ofDatabase := errors.AsType[*sqldb.Error](err); ofDatabase {
			t.Errorf("%d: %v is taken for a failing database", i, err)
		}
	}
	if users, err := a.List(ctx); err != nil || len(users) != 1 {
		t.Errorf("%+v, %v", users, err)
	}
}

// groups stand in for what their users do not have of their own.
func groups(t *testing.T, d Database) {
	a, ctx := d.Open(sqldb.Options{}), t.Context()
	staff := accounts.Group{Unset: accounts.FieldQuotaFiles | accounts.FieldNoExchange}
	staff.Account = accounts.Account{Name: "staff", Home: "people/{user}", Permissions: accounts.ReadWrite, Quota: accounts.Quota{Bytes: 7}}
	alice := accounts.Record{Hash: PW}
	alice.Name, alice.Group, alice.Unset = "alice", "staff", accounts.AllFields
	changes := func(edit func(accounts.GroupEditor) error) error { return a.EditGroups(ctx, edit) }
	err := errors.Join(changes(func(e accounts.GroupEditor) error { return e.Add(staff) }),
		a.Edit(ctx, func(e accounts.Editor) error { return e.Add(alice) }))
	if err != nil {
		t.Fatal(err)
	}
	logs := func(want string) {
		t.Helper()
		if got := login(t, a, "alice", "pw"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	logs(`alice read-write home "people/alice" quota 7/0 exchange true word false mounts map[]`)
	if users, err := a.List(ctx); err != nil || len(users) != 1 || users[0].Home != "people/alice" || users[0].Group != "staff" || users[0].Unset != accounts.AllFields {
		t.Errorf("%+v, %v", users, err)
	}
	if err := changes(func(e accounts.GroupEditor) error {
		return e.Set("staff", func(g *accounts.Group) {
			g.Home, g.Quota, g.NoExchange, g.Unset = "all", accounts.Quota{Files: 3}, true, accounts.FieldPermissions
		})
	}); err != nil {
		t.Fatal(err)
	}
	logs(`alice read-only home "all" quota 0/3 exchange false word false mounts map[]`)
	if err := a.Edit(ctx, func(e accounts.Editor) error {
		return e.Set("alice", func(u *accounts.Entry) {
			u.Home, u.Permissions, u.Quota, u.NoExchange, u.Unset = "own", accounts.ReadWrite, accounts.Quota{}, false, 0
		})
	}); err != nil {
		t.Fatal(err)
	}
	logs(`alice read-write home "own" quota 0/0 exchange true word false mounts map[]`)
	want := "[{staff all read-only 0/3 true unset permissions,quota members 1}]"
	all, err := a.Groups(ctx)
	if got := toldGroups(all); got != want || err != nil {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	refusesGroups(t, changes, staff)
	err = errors.Join(a.Edit(ctx, func(e accounts.Editor) error { return e.Remove("alice") }),
		changes(func(e accounts.GroupEditor) error { return e.Remove("staff") }))
	if all, listErr := a.Groups(ctx); err != nil || listErr != nil || len(all) != 0 {
		t.Errorf("%v, %v, %+v", err, listErr, all)
	}
}

// groupHomes: no user gets others' directories by a name that is no directory's, neither from who changes the group nor
// from a program that writes the tables.
func groupHomes(t *testing.T, d Database) {
	a := d.Open(sqldb.Options{Log: slog.New(slog.DiscardHandler)})
	migrate(t, a)
	d.Does(`INSERT INTO portolan_groups (name, home) VALUES ('crew', 'all'), ('staff', 'people/{user}')`,
		`INSERT INTO portolan_users (name, member, password) VALUES ('b/c', 'crew', '`+PW+`'), ('.', 'staff', '`+PW+`'), ('a/b', 'staff', '`+PW+`'),
		('a\b', 'staff', '`+PW+`'), ('..', 'staff', '`+PW+`'), ('a.b', 'staff', '`+PW+`')`,
		`INSERT INTO portolan_users (name, member, password, home) VALUES ('c/d', 'staff', '`+PW+`', 'c')`)
	for name, home := range map[string]string{"b/c": "all", ".": "", "a/b": "", `a\b`: "", "..": "", "a.b": "people/a.b", "c/d": "c"} {
		want := "rejected"
		if home != "" {
			want = fmt.Sprintf(`%s read-only home %q quota 0/0 exchange true word false mounts map[]`, name, home)
		}
		if got := login(t, a, name, "pw"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	err := a.EditGroups(t.Context(), func(e accounts.GroupEditor) error {
		return e.Set("crew", func(g *accounts.Group) { g.Home = "people/{user}" })
	})
	if want := `change group "crew": no directory can be called "b/c", as the home "people/{user}" of group "crew" needs`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// refusesGroups makes changes of groups that are refused, each with its reason; staff is a group with one user.
func refusesGroups(t *testing.T, changes func(func(accounts.GroupEditor) error) error, staff accounts.Group) {
	t.Helper()
	for want, edit := range map[string]func(accounts.GroupEditor) error{
		`remove group "staff": it has users: 1`:   func(e accounts.GroupEditor) error { return e.Remove("staff") },
		`remove group "crew": no such group`:      func(e accounts.GroupEditor) error { return e.Remove("crew") },
		`add group "staff": group exists already`: func(e accounts.GroupEditor) error { return e.Add(staff) },
		`add group "": group name is empty`:       func(e accounts.GroupEditor) error { return e.Add(accounts.Group{}) },
		`change group "crew": no such group`:      func(e accounts.GroupEditor) error { return e.Set("crew", func(*accounts.Group) {}) },
		`change group "staff": home "../{user}" climbs with ".."`: func(e accounts.GroupEditor) error {
			return e.Set("staff", func(g *accounts.Group) { g.Home = "../{user}" })
		},
		`add group "a\nb": group name "a\nb" contains the control character 0x0a`: func(e accounts.GroupEditor) error {
			return e.Add(accounts.Group{Account: accounts.Account{Name: "a\nb"}})
		},
	} {
		if err := changes(edit); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func toldGroups(all []accounts.Group) string {
	var told []string
	for _, g := range all {
		told = append(told, fmt.Sprintf("{%s %s %s %d/%d %v unset %s members %d}", g.Name, g.Home, g.Permissions, g.Quota.Bytes, g.Quota.Files, g.NoExchange, g.Unset, g.Members))
	}
	return fmt.Sprint(told)
}
