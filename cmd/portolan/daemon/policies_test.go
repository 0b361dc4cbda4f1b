package daemon

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"net"
	"net/textproto"
	"slices"
	"testing"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
)

// TestPoliciesAreStated: what the flags say comes out as every policy that there is.
func TestPoliciesAreStated(t *testing.T) {
	plain := map[string]string{"active": "allowed", "passive": "allowed", "tls": "off", "ccc": "refused", "fxp": "refused", "pages": "refused", "files": "writable"}
	if len(plain) != len(ftp.Table().Policies) {
		t.Errorf("the table has %d policies", len(ftp.Table().Policies))
	}
	for _, c := range []struct {
		flags func(*Options)
		want  map[string]string
	}{
		{func(*Options) {}, nil},
		{func(o *Options) { o.Network.NoActive = true }, map[string]string{"active": "refused"}},
		{func(o *Options) { o.Network.NoPassive = true }, map[string]string{"passive": "refused"}},
		{func(o *Options) { o.Files.ReadOnly = true }, map[string]string{"files": "read-only"}},
		{inStore(true), map[string]string{"files": "objects"}},
		{func(o *Options) { inStore(true)(o); o.Files.ReadOnly = true }, map[string]string{"files": "read-only"}},
		{func(o *Options) { inStore(true)(o); o.Mounts = []Mount{{"/disk", "/srv"}} }, nil},
		{inStore(false), nil},
		{func(o *Options) { o.Network.Pages = true }, map[string]string{"pages": "allowed"}},
		{func(o *Options) { o.Exchange.Allowed = true }, map[string]string{"fxp": "allowed"}},
		{func(o *Options) { o.TLS.ClearCommand = true }, map[string]string{"ccc": "allowed"}},
		{func(o *Options) { o.TLS.SelfSigned = true }, map[string]string{"tls": "optional"}},
		{func(o *Options) { o.TLS.SelfSigned, o.TLS.Policy = true, "required" }, map[string]string{"tls": "required"}},
		{func(o *Options) { o.TLS.SelfSigned, o.TLS.Policy = true, "optional" }, map[string]string{"tls": "optional"}},
		{func(o *Options) { o.TLS.SelfSigned, o.TLS.Policy = true, "off" }, nil},
	} {
		o := &Options{}
		c.flags(o)
		want := maps.Clone(plain)
		maps.Copy(want, c.want)
		if got := o.policies(); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// inStore are options of a server that serves nothing else than places in a store.
func inStore(objects bool) func(*Options) {
	return func(o *Options) {
		o.Directory, o.Stores = "s3://bucket", map[string]Store{"s3": {Objects: objects}}
		o.Hosts = []Host{{Directory: "s3://other", Mounts: []Mount{{"/old", "s3://old"}}}}
	}
}

// TestNoDefaultIsReliedOn: a spec whose policies have their values in another order, so that each default is another
// one, makes no other server.
func TestNoDefaultIsReliedOn(t *testing.T) {
	files := aferofs.New(afero.NewMemMapFs())
	p := ftp.Protocol(commands.New(commands.Options{
		Accounts: accountOfAll{},
		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
	}))
	p.Table = turnedAround(p.Table)
	server, err := fsm.NewServer(fsm.Options{Protocol: p, Policies: (&Options{}).policies(), Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	defer func() {
		if err := errors.Join(server.Shutdown(context.Background()), <-done); !errors.Is(err, fsm.ErrServerClosed) {
			t.Error(err)
		}
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	lines := textproto.NewReader(bufio.NewReader(conn))
	for _, step := range [][2]string{
		{"", "220 Service ready."}, {"USER ann", "331 Password, please."}, {"PASS pw", "230 Logged in."},
		{"AUTH TLS", "502 TLS is not offered."}, {"CCC", "502 TLS is not offered."}, {"CPSV", "502 TLS is not offered."},
		{"STRU P", "504 Pages are not offered here; structure must be F or R."}, {"MKD d", `257 "/d" created.`},
		{"EPRT |1|127.0.0.1|2121|", "200 Data will go to 127.0.0.1:2121."}, {"EPSV ALL", "200 From now on only EPSV sets up data connections."},
		{"QUIT", "221 Goodbye."},
	} {
		if step[0] != "" {
			if _, err := conn.Write([]byte(step[0] + "\r\n")); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := lines.ReadLine(); err != nil || got != step[1] {
			t.Fatalf("%s: got %q, %v, want %q", step[0], got, err, step[1])
		}
	}
}

// turnedAround is a table whose policies have their values in the opposite order, and its languages and texts, too.
func turnedAround(t *fsm.Table) *fsm.Table {
	turned := *t
	turned.Languages = slices.Clone(t.Languages)
	slices.Reverse(turned.Languages)
	turned.Policies, turned.Commands, turned.Rows = slices.Clone(t.Policies), slices.Clone(t.Commands), slices.Clone(t.Rows)
	for i := range turned.Policies {
		turned.Policies[i].States = slices.Clone(t.Policies[i].States)
		slices.Reverse(turned.Policies[i].States)
	}
	guards := func(all []fsm.Guard) []fsm.Guard {
		all = slices.Clone(all)
		for i, g := range all {
			p := int(g.Region) - len(t.Regions)
			if p < 0 {
				continue
			}
			all[i].States = 0
			for v, n := 0, len(t.Policies[p].States); v < n; v++ {
				if g.States&(1<<v) != 0 {
					all[i].States |= 1 << (n - 1 - v)
				}
			}
		}
		return all
	}
	for c := range turned.Commands {
		needs := slices.Clone(t.Commands[c].Needs)
		for i := range needs {
			needs[i].Guards = guards(needs[i].Guards)
		}
		turned.Commands[c].Needs = needs
	}
	for r := range turned.Rows {
		row := &turned.Rows[r]
		row.When, row.Text, row.End = guards(row.When), slices.Clone(row.Text), slices.Clone(row.End)
		slices.Reverse(row.Text)
		slices.Reverse(row.End)
	}
	return &turned
}

// accountOfAll lets everybody in.
type accountOfAll struct{}

func (accountOfAll) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}, nil
}
