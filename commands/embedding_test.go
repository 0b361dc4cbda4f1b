package commands_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// ends notes how transfers ended.
type ends struct {
	mu  sync.Mutex
	all []end
}

type end struct {
	row       string
	completed bool
	class     storage.Class // of the cause
	caused    bool
}

func (e *ends) Step(s fsm.Step) {
	if s.Transfer == nil {
		if s.Completed() {
			panic("a step that ends no transfer has completed one")
		}
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, end{s.Session.Table().RowName(s.Row), s.Completed(), storage.ClassOf(s.Cause), s.Cause != nil})
}

// last is how the last transfer ended; it is known before the client has the reply.
func (e *ends) last(t *testing.T) end {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.all) == 0 {
		t.Fatal("no transfer has ended")
	}
	return e.all[len(e.all)-1]
}

// TestUploadsAreToldApart ends uploads well and badly: an observer knows which, and why, for sure.
func TestUploadsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		faults []storagetest.Fault
		upload func(*client)
		reply  string
		want   end
	}{
		{"well", nil, func(c *client) { c.upload("all of it") }, "226 Transfer complete.",
			end{row: "STOR opening.done", completed: true}},
		{"empty", nil, func(c *client) { c.upload("") }, "226 Transfer complete.",
			end{row: "STOR opening.done", completed: true}},
		{"full", []storagetest.Fault{{Op: storagetest.Write, Class: storage.NoSpace, After: 3}},
			func(c *client) { c.upload("too much") }, "552 Stopped: storage is full.",
			end{row: "STOR opening.full", class: storage.NoSpace, caused: true}},
		{"not committed", []storagetest.Fault{{Op: storagetest.Commit, Class: storage.Quota}},
			func(c *client) { c.upload("all of it") }, "552 Stopped: storage is full.",
			end{row: "STOR opening.full", class: storage.Quota, caused: true}},
		{"broken off", nil, func(c *client) { c.sendData("some"); c.resetData() }, "426 The data connection broke; transfer stopped.",
			end{row: "STOR opening.broken", caused: true}},
		{"aborted", nil, func(c *client) { c.openData(); c.send("ABOR") }, "426 Transfer aborted.",
			end{row: "STOR opening.aborted", caused: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := &ends{}
			r := newRig(t, setup{Options: fsm.Options{Observer: seen}})
			r.fail(c.faults...)
			client := r.login("alice")
			client.pasv()
			client.talk("STOR new", "150 Opening data connection.")
			c.upload(client)
			client.expect(c.reply)
			if got := seen.last(t); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// TestDownloadsComplete is the same for a download.
func TestDownloadsComplete(t *testing.T) {
	t.Parallel()
	seen := &ends{}
	r := newRig(t, setup{Options: fsm.Options{Observer: seen}})
	r.write("f", "content")
	c := r.login("alice")
	c.pasv()
	c.talk("RETR f", "150 Opening data connection (7 bytes).")
	if got := c.download(); got != "content" {
		t.Errorf("got %q", got)
	}
	c.expect("226 Transfer complete.")
	if got, want := seen.last(t), (end{row: "RETR opening.done", completed: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// only lets one name in.
type only string

func (o only) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.User != string(o) {
		return nil, accounts.ErrRejected
	}
	return &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}, nil
}

// embedded is a server with accounts, files and options of its own, and a session on it.
func embedded(t *testing.T, user only, o fsm.Options) (*client, *fsm.Server) {
	t.Helper()
	files := aferofs.New(afero.NewMemMapFs())
	o.Protocol = ftp.Protocol(commands.New(commands.Options{
		Accounts: user,
		Files:    func(context.Context, *accounts.Account) (storage.FS, error) { return files, nil },
	}))
	server, err := fsm.NewServer(o)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(server.Shutdown(context.Background()), <-done); !errors.Is(err, fsm.ErrServerClosed) {
			t.Error(err)
		}
	})
	return (&rig{t: t, address: l.Addr().String()}).dial(), server
}

// TestServersShareNothing runs three servers in one process, with sessions side by side: each has its own
// accounts, files, policies, language and numbers, and one that stops does not disturb the others.
func TestServersShareNothing(t *testing.T) {
	t.Parallel()
	a, _ := embedded(t, "ann", fsm.Options{})
	b, _ := embedded(t, "bob", fsm.Options{Language: "zh"})
	c, third := embedded(t, "cid", fsm.Options{Policies: map[string]string{"files": "read-only", "passive": "refused"}})
	a.talk("220 Service ready.", "USER ann", "331 Password, please.")
	b.talk("220 服务就绪。", "USER ann", "331 请输入密码。", "PASS pw", "530 登录信息不正确。")
	c.talk("220 Service ready.", "USER cid", "331 Password, please.", "PASS pw", "230 Logged in.")
	a.talk("PASS pw", "230 Logged in.", "MKD ours", `257 "/ours" created.`, "CWD ours", `250 Directory is now "/ours".`)
	b.talk("USER bob", "331 请输入密码。", "PASS pw", "230 登录成功。", "CWD ours", "550 文件或目录不存在。")
	c.talk("MKD ours", "550 This server is read-only.", "PASV", "502 Passive mode is not offered; use PORT or EPRT.")
	must(t, third.Shutdown(context.Background()))
	c.talk("421 The server is shutting down.")
	c.expectEnd()
	a.talk("PWD", `257 "/ours" is the working directory.`, "QUIT", "221 Goodbye.")
	b.talk("PWD", `257 "/" 是当前工作目录。`, "QUIT", "221 再见。")
}

// TestOptionsCanBeUsedAgain makes two servers of one value: making a server changes nothing of what it is given.
func TestOptionsCanBeUsedAgain(t *testing.T) {
	t.Parallel()
	policies := map[string]string{"files": "read-only"}
	o := fsm.Options{Protocol: ftp.Protocol(commands.New(commands.Options{})), Policies: policies}
	for range 2 {
		_, err := fsm.NewServer(o)
		must(t, err)
	}
	if len(policies) != 1 || policies["files"] != "read-only" {
		t.Errorf("the policies became %v", policies)
	}
}
