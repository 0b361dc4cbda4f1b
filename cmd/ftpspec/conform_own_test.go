package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/cover"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/conform/keeper"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// setting is our server under some policies, and how it is tested.
type setting struct {
	name   string
	served served
	change func(o *conform.Options, dir string)
}

// settings have each value of each policy once, both address families, and both kinds of account.
func settings() []setting {
	policies := func(pairs ...string) served {
		s := served{policies: map[string]string{}}
		for _, p := range pairs {
			name, value, _ := strings.Cut(p, "=")
			s.policies[name] = value
		}
		return s
	}
	return []setting{
		{name: "in the clear", served: served{}, change: func(o *conform.Options, _ string) { o.Dangerous = true }},
		{name: "over TLS", served: policies("tls=optional", "ccc=allowed", "pages=allowed", "fxp=allowed"), change: func(o *conform.Options, _ string) { o.Pairs, o.Random = true, 300 }},
		{name: "TLS required", served: policies("tls=required")},
		{name: "no active mode", served: policies("active=refused")},
		{name: "no passive mode", served: policies("passive=refused")},
		{name: "read-only", served: policies("files=read-only"), change: readOnly},
		{name: "objects", served: policies("files=objects")},
		{name: "IPv6", served: served{network: "[::1]:0"}},
		{name: "ACCT", served: served{}, change: func(o *conform.Options, _ string) { o.User, o.Account, o.Dangerous = "half", "project", true }},
	}
}

// readOnly makes the files of the tests, which the server does not let the tester make.
func readOnly(o *conform.Options, dir string) {
	for _, name := range keeper.Names() {
		file := filepath.Join(dir, "given", filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(file), 0o755) != nil || os.WriteFile(file, keeper.File(name), 0o644) != nil {
			panic("the files of the tests cannot be made")
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "given", "empty"), 0o755); err != nil {
		panic(err)
	}
	o.Dir = "given"
}

// TestConformSettings: no value of a policy is left out.
func TestConformSettings(t *testing.T) {
	s, err := decode.Ours()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Policies {
		for _, value := range p.Values[1:] { // the first is the default
			if !slices.ContainsFunc(settings(), func(s setting) bool { return s.served.policies[p.Name] == value }) {
				t.Errorf("our own server is not tested with %s=%s", p.Name, value)
			}
		}
	}
}

// TestConformOwn: our own server, under each policy, in the clear and over TLS, breaks no requirement and does not
// differ from its own table; and what the tester says that it has seen, the server has done.
func TestConformOwn(t *testing.T) {
	testcost.Long(t)
	seen, unseen := map[string]bool{}, map[string]string{}
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			o, counter, dir := s.served.start(t)
			if s.change != nil {
				s.change(&o, dir)
			}
			r, err := conform.Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := report.Text(&b, []*report.Report{r}); err != nil {
				t.Fatal(err)
			}
			if len(r.Findings) > 0 {
				t.Errorf("%s", b.String())
			}
			t.Logf("%d of %d rows seen, %d commands, %.1f s", r.Rows.Seen, r.Rows.All, r.Commands, r.Seconds)
			for _, name := range r.Rows.Names {
				seen[name] = true
				if slices.Contains(limits, name) && !o.Dangerous {
					t.Errorf("%s: a limit of the server was struck", name)
				}
			}
			for _, u := range r.Rows.Unseen {
				unseen[u.Row] = u.Why
			}
			checkDone(t, o, r, counter)
			left, err := os.ReadDir(dir)
			if err != nil || o.Dir == "" && len(left) > 0 || r.Left != "" {
				t.Errorf("left on the server: %v %v %s", left, err, r.Left)
			}
		})
	}
	maps.DeleteFunc(unseen, func(name, _ string) bool { return seen[name] })
	t.Logf("%d rows seen in all; %d were not:", len(seen), len(unseen))
	for _, name := range slices.Sorted(maps.Keys(unseen)) {
		t.Logf("  %s: %s", name, unseen[name])
	}
}

// limits are rows that end a session which has done too much of something.
var limits = []string{"USER too-many", "PASS too-many", "ACCT too-many", "noise"}

// checkDone: what the tester says was given, the server has given. Left out are two rows with one code and one text, of
// which the tester cannot know which it was, and QUIT that waits: the server may read it when the transfer has ended
// already.
func checkDone(t *testing.T, o conform.Options, r *report.Report, counter *cover.Counter) {
	t.Helper()
	var file bytes.Buffer
	if err := counter.Write(&file); err != nil {
		t.Fatal(err)
	}
	given := file.String()
	for _, name := range r.Rows.Names {
		if !strings.Contains(given, `"`+name+`"`) && !alike(o, name) {
			t.Errorf("%s: the tester says that it was given, and the server has not given it", name)
		}
	}
}

// alike reports whether another row of the command has the code and the text of a row.
func alike(o conform.Options, name string) bool {
	n := 0
	for i := range o.Machine.Rows {
		row := &o.Machine.Rows[i]
		if strings.TrimSpace(row.Command+" "+row.Name) != name {
			continue
		}
		if row.Kind == spec.KindWaiting {
			return true
		}
		for k := range o.Machine.Rows {
			if other := &o.Machine.Rows[k]; k != i && other.Command == row.Command && other.Code == row.Code && slices.Equal(other.Text, row.Text) {
				n++
			}
		}
	}
	return n > 0
}
