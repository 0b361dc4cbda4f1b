package listing

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

const allFacts = FactType | FactSize | FactModify | FactPerm | FactUnique | FactMode

func TestParseFacts(t *testing.T) {
	for _, c := range []struct {
		list       string
		want       Facts
		names      string
		wellFormed bool
	}{
		{"", 0, "", true},
		{"type;size;", FactType | FactSize, "type;size;", true},
		{"Size;TYPE;unix.MODE;", FactType | FactSize | FactMode, "type;size;UNIX.mode;", true},
		{"modify;perm", FactModify | FactPerm, "modify;perm;", true},
		{"modify;modify;", FactModify, "modify;", true},
		{"type;create;lang;X.unknown;UNIX.owner;", FactType, "type;", true},
		{"nothing;", 0, "", true},
		// As FileZilla and basic-ftp ask (Q53).
		{"type;size;modify;perm;unix.mode;unix.owner;unix.group;", FactType | FactSize | FactModify | FactPerm | FactMode,
			"type;size;modify;perm;UNIX.mode;", true},
		{"type;size;modify;perm;unique;unix.mode;unix.owner;unix.group;unix.ownername;unix.groupname;media-type;sizd;", allFacts,
			"type;size;modify;perm;unique;UNIX.mode;", true},
		{";", 0, "", false},
		{"type;;size;", FactType | FactSize, "type;size;", false},
		{"type; size;", FactType, "type;", false},
		{"type=file;size;", FactSize, "size;", false},
		{"ty\x7fpe;\t;", 0, "", false},
		{" ", 0, "", false},
		{"\u017fize;", 0, "", true}, // folds to an s, is none
	} {
		got := ParseFacts(c.list)
		if got != c.want || got.Names() != c.names {
			t.Errorf("ParseFacts(%q) = %06b %q, want %06b %q", c.list, got, got.Names(), c.want, c.names)
		}
		if got := WellFormedFacts(c.list); got != c.wellFormed {
			t.Errorf("WellFormedFacts(%q) = %v", c.list, got)
		}
	}
}

func TestFeatMLST(t *testing.T) {
	for f, want := range map[Facts]string{
		DefaultFacts:          "type*;size*;modify*;perm*;unique*;UNIX.mode;",
		0:                     "type;size;modify;perm;unique;UNIX.mode;",
		allFacts:              "type*;size*;modify*;perm*;unique*;UNIX.mode*;",
		FactModify | FactMode: "type;size;modify*;perm;unique;UNIX.mode*;",
	} {
		if got := FeatMLST(f); got != want {
			t.Errorf("FeatMLST(%06b) = %q, want %q", f, got, want)
		}
	}
}

// FuzzParseFacts: reading is idempotent, takes in nothing that was not asked
// for, and what it understood is well formed.
func FuzzParseFacts(f *testing.F) {
	f.Add("type;size;")
	f.Add(";;UNIX.mode;=;")
	f.Fuzz(func(t *testing.T, list string) {
		got := ParseFacts(list)
		names := got.Names()
		if ParseFacts(names) != got || !WellFormedFacts(names) {
			t.Fatalf("ParseFacts(%q) = %q", list, names)
		}
		asked := ";" + strings.ToLower(list) + ";"
		for name := range strings.SplitSeq(strings.TrimSuffix(names, ";"), ";") {
			if name != "" && !strings.Contains(asked, ";"+strings.ToLower(name)+";") {
				t.Fatalf("ParseFacts(%q) has %q", list, name)
			}
		}
	})
}

func TestAppendFacts(t *testing.T) {
	dir := storage.Info{Name: "sub", Size: 4096, Mode: fs.ModeDir | fs.ModeSticky | 0o755, ModTime: at, Device: 0x801, Inode: 0xff}
	link := storage.Info{Name: "a link", Size: 9, Mode: fs.ModeSymlink | 0o777, ModTime: at, Target: "x; y z", Inode: 1}
	bare := storage.Info{Name: "bare"}
	kind := func(m fs.FileMode) storage.Info { return storage.Info{Name: "n", Size: 1, Mode: m} }
	for _, c := range []struct {
		name  string
		info  storage.Info
		facts Facts
		kind  EntryKind
		perm  string
		want  string
	}{
		{"file", file("a.txt"), DefaultFacts, Entry, "adfrw", "type=file;size=3;modify=20261122174400;perm=adfrw;unique=801g1a2b; a.txt"},
		{"all facts", file("a.txt"), allFacts, Entry, "r", "type=file;size=3;modify=20261122174400;perm=r;unique=801g1a2b;UNIX.mode=0644; a.txt"},
		{"bits beyond the facts", file("a"), ^Facts(0), Entry, "r", "type=file;size=3;modify=20261122174400;perm=r;unique=801g1a2b;UNIX.mode=0644; a"},
		{"no facts keep the blank", file("a.txt"), 0, Entry, "r", " a.txt"},
		{"one fact", file("a.txt"), FactModify, Entry, "r", "modify=20261122174400; a.txt"},
		{"name as it is", file(" a; b=c "), FactSize, Entry, "", "size=3;  a; b=c "},
		{"directory has no size", dir, allFacts, Entry, "el", "type=dir;modify=20261122174400;perm=el;unique=801gff;UNIX.mode=01755; sub"},
		{"listed directory", dir, FactType, Self, "el", "type=cdir; sub"},
		{"parent", dir, FactType | FactPerm, Parent, "el", "type=pdir;perm=el; sub"},
		{"only directories are cdir", file("a"), FactType, Self, "", "type=file; a"},
		{"symlink without its target", link, DefaultFacts, Entry, "df", "type=OS.unix=symlink;modify=20261122174400;perm=df;unique=0g1; a link"},
		{"unknown is left out", bare, DefaultFacts, Entry, "", "type=file;size=0;perm=; bare"},
		{"fifo", kind(fs.ModeNamedPipe), FactType | FactSize, Entry, "", "type=OS.unix=fifo; n"},
		{"socket", kind(fs.ModeSocket), FactType | FactSize, Entry, "", "type=OS.unix=socket; n"},
		{"character device", kind(fs.ModeDevice | fs.ModeCharDevice), FactType | FactSize, Entry, "", "type=OS.unix=chr; n"},
		{"block device", kind(fs.ModeDevice), FactType | FactSize, Entry, "", "type=OS.unix=blk; n"},
		{"irregular", kind(fs.ModeIrregular), FactType | FactSize, Entry, "", "type=OS.unix=other; n"},
		{"set-user", kind(fs.ModeSetuid | 0o700), FactMode, Entry, "", "UNIX.mode=04700; n"},
		{"set-group", kind(fs.ModeSetgid | 0o070), FactMode, Entry, "", "UNIX.mode=02070; n"},
		{"no mode", kind(0), FactMode, Entry, "", "UNIX.mode=0000; n"},
		{"negative size", storage.Info{Name: "n", Size: -5}, FactSize, Entry, "", "size=0; n"},
	} {
		if got := string(AppendFacts([]byte("kept|"), c.info, c.facts, c.kind, c.perm)); got != "kept|"+c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, "kept|"+c.want)
		}
	}
}

func TestAppendTime(t *testing.T) {
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{time.Date(2024, 2, 29, 1, 2, 3, 999999999, time.UTC), "20240229010203"},
		{time.Date(2024, 3, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), "20240229233000"},
		{time.Date(476, 9, 4, 12, 0, 0, 0, time.UTC), "04760904120000"},
	} {
		if got := string(AppendTime([]byte("kept|"), c.t)); got != "kept|"+c.want {
			t.Errorf("AppendTime(%v) = %q, want %q", c.t, got, c.want)
		}
	}
}

func TestPerm(t *testing.T) {
	const all = Read | List | Write | Append | Delete | Rename | MakeDir | RemoveDir
	for _, c := range []struct {
		can              Rights
		file, dir, other string
	}{
		{all, "adfrw", "cdeflmp", "df"},
		{0, "", "", ""},
		{Read, "r", "e", ""},
		{List, "", "el", ""},
		{Write, "w", "ce", ""},
		{Append, "a", "e", ""},
		{Delete, "d", "ep", "d"},
		{Rename, "f", "ef", "f"},
		{MakeDir, "", "em", ""},
		{RemoveDir, "", "dep", ""},
		{Read | List, "r", "el", ""},
		{all &^ (Delete | RemoveDir), "afrw", "ceflm", "f"},
	} {
		for mode, want := range map[fs.FileMode]string{
			0o644:                      c.file,
			fs.ModeSetuid | 0o755:      c.file,
			fs.ModeDir | 0o755:         c.dir,
			fs.ModeSymlink | 0o777:     c.other,
			fs.ModeNamedPipe:           c.other,
			fs.ModeDir | fs.ModeSticky: c.dir,
		} {
			if got := Perm(storage.Info{Name: "x", Mode: mode}, c.can, 0xff); got != want {
				t.Errorf("Perm(%v, %08b) = %q, want %q", mode, c.can, got, want)
			}
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = Perm(file("a"), all, 0xff) }); n != 0 {
		t.Errorf("Perm allocates %v times", n)
	}
}
