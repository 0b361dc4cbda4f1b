package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/accounts/sqldb/sqldbtest"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// result is what a program that has ended said.
type result struct {
	status         int
	stdout, stderr string
}

// run runs the program to its end.
func run(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	var stdout, stderr bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// store is where users are kept: the flag, and what the output calls it.
type store struct {
	flag        []string
	name        string
	description string
}

// stores are those that a test has: a file of users, and empty databases of both kinds.
func stores(t *testing.T) []store {
	t.Helper()
	db := postgrestest.Start(t)
	file, sqlite := filepath.Join(t.TempDir(), "users"), filepath.Join(t.TempDir(), "users.db")
	return []store{
		{flag: []string{"--users", file}, name: file, description: "file"},
		{flag: []string{"--sqlite", sqlite}, name: sqlite, description: "sqlite"},
		{flag: []string{"--postgres", db.URL()}, name: strings.Replace(db.URL(), "portolan@", "", 1), description: "postgres"},
	}
}

// step is a command, and what it says. NAME in it is the store's.
type step struct {
	stdin, args    string
	status         int
	stdout, stderr string
}

func (s *store) steps(t *testing.T, steps []step) {
	t.Helper()
	named := strings.NewReplacer("NAME:", s.name+":")
	for _, step := range steps {
		words := strings.Fields(step.args)
		got := run(t, step.stdin, slices.Concat(words[:1], s.flag, words[1:])...)
		if want := (result{step.status, named.Replace(step.stdout), named.Replace(step.stderr)}); got != want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", step.args, got, want)
		}
	}
}

var sum = strings.Repeat("0f", 32)

// usual are the commands that say the same wherever users are kept. The names are in their order, which is that of a
// database.
var usual = []step{
	{"first\nproject\n", "user add --password-stdin --account --mount films=shared/films --mount old=/p alice", 0, "NAME: added alice\n", ""},
	{"pw", "user add --password-stdin --home b/b --permissions write,list bob", 0, "NAME: added bob\n", ""},
	{"", "user add --no-password --cn Carol --permissions read-only --quota 1536K --no-fxp carol", 0, "NAME: added carol\n", ""},
	{"", "user add --no-password --cn Eve eve", 0, "NAME: added eve\n", ""},
	{"", "user list", 0, "" +
		"NAME   PASSWORD  CERTIFICATE  ACCOUNT  PERMISSIONS  QUOTA  FILES  HOME  MOUNTS                       FXP\n" +
		"alice  argon2id  -            wanted   read-write   -      -      /     films=/shared/films, old=/p  -\n" +
		"bob    argon2id  -            -        list,write   -      -      /b/b  -                            -\n" +
		"carol  none      cn=Carol     -        read-only    1536K  -      /     -                            never\n" +
		"eve    none      cn=Eve       -        read-write   -      -      /     -                            -\n", ""},
	{"second\n", "user passwd --password-stdin bob", 0, "NAME: changed bob\n", ""},
	{"", "user set --quota 10G --quota-files 500 bob", 0, "NAME: changed bob\n", ""},
	{"", "user set --quota 0 --permissions write,list,mkdir bob", 0, "NAME: changed bob\n", ""},
	{"", "user set --no-account --no-password --mount= --cn A --sha256 " + sum + " alice", 0, "NAME: changed alice\n", ""},
	{"", "user set --password-too alice", 0, "NAME: changed alice\n", ""},
	{"", "user set --no-fxp=false --home c carol", 0, "NAME: changed carol\n", ""},
	{"", "user remove eve", 0, "NAME: removed eve\n", ""},
	{"", "user list", 0, "" +
		"NAME   PASSWORD  CERTIFICATE                                      PERMISSIONS       QUOTA  FILES  HOME\n" +
		"alice  locked    cn=A, sha256=0f0f0f0f0f0f..., with the password  read-write        -      -      /\n" +
		"bob    argon2id  -                                                list,write,mkdir  -      500    /b/b\n" +
		"carol  none      cn=Carol                                         read-only         1536K  -      /c\n", ""},
	{"pw", "user add --password-stdin bob", 1, "", `portolan-node: add user "bob": user exists already: "portolan-node user set" changes it, and "portolan-node user passwd" its password` + "\n"},
	{"pw", "user passwd --password-stdin dave", 1, "", `portolan-node: set password of user "dave": no such user` + "\n"},
	{"", "user set --home x dave", 1, "", `portolan-node: change user "dave": no such user` + "\n"},
	{"", "user remove dave", 1, "", `portolan-node: remove user "dave": no such user` + "\n"},
	{"", "user set --mount a=b;c bob", 2, "", `portolan-node: change user "bob": option "mount=" contains ';', which ends it` + "\n"},
	{"", "user set --sha256 0f bob", 2, "", `portolan-node: change user "bob": option "sha256=" is no fingerprint: it has 64 hexadecimal digits, without colons` + "\n"},
	{"", "user set --home ../x bob", 2, "", `portolan-node: change user "bob": home "../x" climbs with ".."` + "\n"},
	{"pw", "user add --password-stdin a:b", 2, "", `portolan-node: add user "a:b": user name "a:b" contains a colon` + "\n"},
	{"", "user set --quota 5 --unset quota bob", 2, "", "portolan-node: --quota and --unset quota exclude each other\n"},
	{"", "user set --unset name bob", 2, "", `portolan-node: --unset: "name" is none of home, permissions, quota, quota-files, no-fxp` + "\n"},
}

// grouped are the commands that only databases have.
var grouped = []step{
	{"", "group list", 0, "NAME  USERS  PERMISSIONS  QUOTA  FILES  HOME\n", ""},
	{"", "group add --permissions read,list,write --home people/{user} --quota 5G staff", 0, "NAME: added group staff\n", ""},
	{"", "group add crew", 0, "NAME: added group crew\n", ""},
	{"", "user add --no-password --cn D --group staff dave", 0, "NAME: added dave\n", ""},
	{"", "user set --group staff --unset permissions bob", 0, "NAME: changed bob\n", ""},
	{"", "user list", 0, "" +
		"NAME   PASSWORD  CERTIFICATE                                      GROUP  PERMISSIONS      QUOTA  FILES  HOME\n" +
		"alice  locked    cn=A, sha256=0f0f0f0f0f0f..., with the password  -      read-write       -      -      /\n" +
		"bob    argon2id  -                                                staff  read,list,write  -      500    /b/b\n" +
		"carol  none      cn=Carol                                         -      read-only        1536K  -      /c\n" +
		"dave   none      cn=D                                             staff  read,list,write  5G     -      /people/dave\n", ""},
	{"", "group set --unset home --quota-files 7 --no-fxp staff", 0, "NAME: changed group staff\n", ""},
	{"", "user set --home d --quota 0 dave", 0, "NAME: changed dave\n", ""},
	{"", "group list", 0, "" +
		"NAME   USERS  PERMISSIONS      QUOTA  FILES  HOME  FXP\n" +
		"crew   0      -                -      -      -     -\n" +
		"staff  2      read,list,write  5G     7      -     never\n", ""},
	{"", "user set --group= bob", 0, "NAME: changed bob\n", ""},
	{"", "user list", 0, "" +
		"NAME   PASSWORD  CERTIFICATE                                      GROUP  PERMISSIONS      QUOTA  FILES  HOME  FXP\n" +
		"alice  locked    cn=A, sha256=0f0f0f0f0f0f..., with the password  -      read-write       -      -      /     -\n" +
		"bob    argon2id  -                                                -      read-only        -      500    /b/b  -\n" +
		"carol  none      cn=Carol                                         -      read-only        1536K  -      /c    -\n" +
		"dave   none      cn=D                                             staff  read,list,write  -      7      /d    never\n", ""},
	{"", "group remove staff", 2, "", `portolan-node: remove group "staff": it has users: 1` + "\n"},
	{"", "group remove crew", 0, "NAME: removed group crew\n", ""},
	{"", "group remove crew", 1, "", `portolan-node: remove group "crew": no such group` + "\n"},
	{"", "group add staff", 1, "", `portolan-node: add group "staff": group exists already` + "\n"},
	{"", "user set --group crew bob", 1, "", `portolan-node: change user "bob": group "crew": no such group` + "\n"},
}

// TestUserCommands: the commands do and say the same in a file of users and in both databases, which have groups as
// well.
func TestUserCommands(t *testing.T) {
	testcost.Long(t)
	for _, s := range stores(t) {
		t.Run(s.description, func(t *testing.T) {
			s.steps(t, usual)
			if s.description != "file" {
				s.steps(t, grouped)
			} else {
				s.steps(t, []step{{"", "user set --group staff bob", 2, "", `portolan-node: change user "bob": a file of users has no groups; a database has` + "\n"}})
			}
		})
	}
}

// TestUserImport: a file of users becomes a database's, all of it or nothing.
func TestUserImport(t *testing.T) {
	testcost.Long(t)
	all := stores(t)
	file := all[0].name
	write(t, file, "# ours\nann:"+sqldbtest.PW+":read,list;cn=A;quota=5K;account="+sqldbtest.Word+";mount=m=n:a\nguest:!:none:\nzoe:*:read-write;sha256="+sum+":/z\n")
	list := run(t, "", "user", "list", "--users", file)
	broken := filepath.Join(t.TempDir(), "broken")
	write(t, broken, "ann:plain:read:\nbob:!:raed:\n")
	for _, s := range all[1:] {
		t.Run(s.description, func(t *testing.T) {
			notThere := `portolan-node: ` + s.name + `: the database has no users: there are no tables portolan_users and portolan_groups: "portolan-node user add" makes what is missing` + "\n"
			if s.description == "sqlite" {
				notThere = "portolan-node: --sqlite: sqlite: stat " + s.name + ": no such file or directory\n"
			}
			s.steps(t, []step{
				{"", "user list", 2, "", notThere},
				{"", "user import " + broken, 2, "", "portolan-node: " + broken + ":1: password field is neither an argon2id nor a bcrypt hash\n" +
					"portolan-node: " + broken + `:2: unknown permission "raed": did you mean "read"?` + "\n"},
				{"", "user import " + file, 0, "NAME: imported users: 3\n", ""},
				{"", "user list", 0, list.stdout, ""},
				{"", "user remove ann", 0, "NAME: removed ann\n", ""},
				{"", "user set --home other zoe", 0, "NAME: changed zoe\n", ""},
				{"", "user import " + file, 1, "", `portolan-node: add user "guest": user exists already: --replace replaces it; nothing has changed` + "\n"},
				{"", "user list", 0, "" +
					"NAME   PASSWORD  CERTIFICATE             PERMISSIONS  QUOTA  FILES  HOME\n" +
					"guest  locked    -                       none         -      -      /\n" +
					"zoe    none      sha256=0f0f0f0f0f0f...  read-write   -      -      /other\n", ""},
				{"", "user import --replace " + file, 0, "NAME: imported users: 3\n", ""},
				{"", "user list", 0, list.stdout, ""},
			})
		})
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestUserPlaces: it has to be said where users are, once.
func TestUserPlaces(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for args, want := range map[string]string{
		"user list":                                     "where are they kept? Say one of --postgres, --sqlite, --users",
		"user list --users a --sqlite b":                "--sqlite and --users exclude each other",
		"group list":                                    "where are they kept? Say one of --postgres, --sqlite",
		"group list --users a":                          "unknown flag: --users",
		"user remove --sqlite " + none + " x":           "--sqlite: sqlite: stat " + none + ": no such file or directory",
		"user list --sqlite=":                           "--sqlite names none",
		"group remove --postgres= x":                    "--postgres names none",
		"user list --postgres postgres://localhost:a/b": "--postgres: postgres: cannot parse ",
	} {
		got := run(t, "", strings.Fields(args)...)
		if got.status != cli.ExitUsage || got.stdout != "" || !strings.HasPrefix(got.stderr, "portolan-node: "+want) {
			t.Errorf("%s: %+v, want %s", args, got, want)
		}
	}
	if _, err := os.Stat(none); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file was made: %v", err)
	}
	got := run(t, "", "user", "list", "--postgres", "postgres://127.0.0.1:1/x?connect_timeout=1")
	if got.status != cli.ExitFailed || !strings.HasPrefix(got.stderr, "portolan-node: postgres: ") {
		t.Errorf("a database that is away: %+v", got)
	}
}

// TestUsersWhileServing: a server asks its database at each login, so that what a command has just changed counts at
// once.
func TestUsersWhileServing(t *testing.T) {
	testcost.Some(t)
	for _, s := range stores(t)[1:] {
		t.Run(s.description, func(t *testing.T) {
			s.steps(t, []step{{"", "user add --no-password --cn Z zoe", 0, "NAME: added zoe\n", ""}})
			n := start(t, append(slices.Clone(s.flag), "--max-login-failures-per-address", "1000", "--create-homes")...)
			as := func(password, want string, then ...string) {
				t.Helper()
				c := greeted(t, n.ftp)
				says(t, c, "USER alice", "331 ")
				says(t, c, "PASS "+password, want)
				for i := 0; i < len(then); i += 2 {
					says(t, c, then[i], then[i+1])
				}
			}
			as("first", "530 ")
			s.steps(t, []step{
				{"", "group add --home people/{user} --permissions read,list,write staff", 0, "NAME: added group staff\n", ""},
				{"first", "user add --password-stdin --group staff alice", 0, "NAME: added alice\n", ""},
			})
			as("first", "230 ", "MKD x", "550 ")
			s.steps(t, []step{
				{"", "group set --permissions read-write staff", 0, "NAME: changed group staff\n", ""},
				{"second", "user passwd --password-stdin alice", 0, "NAME: changed alice\n", ""},
			})
			as("first", "530 ")
			as("second", "230 ", "MKD x", "257 ", "RMD x", "250 ")
			s.steps(t, []step{{"", "user remove alice", 0, "NAME: removed alice\n", ""}})
			as("second", "530 ")
		})
	}
}
