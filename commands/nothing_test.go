package commands_test

import (
	"context"
	"log/slog"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// careless are handlers some of which a test replaces.
type careless struct {
	ftp.Handlers
	pass func(files storage.FS) ftp.PassReply
	cwd  func() ftp.CwdReply
	smnt func() ftp.SmntReply
	pasv func() ftp.PasvReply
	retr func() ftp.RetrReply
	stor func() ftp.StorReply
	stou func() ftp.StouReply
	list func() ftp.ListReply
	mlst func() ftp.MlstReply
	hash func() ftp.HashReply
	open func(context.Context, *accounts.Account) (storage.FS, error)
}

func (h *careless) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	if h.pass == nil {
		return h.Handlers.Pass(ctx, r)
	}
	files, err := h.open(ctx, &accounts.Account{})
	if err != nil {
		return ftp.PassError(err)
	}
	return h.pass(files)
}

func (h *careless) Cwd(context.Context, ftp.CwdRequest) ftp.CwdReply    { return h.cwd() }
func (h *careless) Smnt(context.Context, ftp.SmntRequest) ftp.SmntReply { return h.smnt() }
func (h *careless) Pasv(ctx context.Context, r ftp.PasvRequest) ftp.PasvReply {
	if h.pasv == nil {
		return h.Handlers.Pasv(ctx, r)
	}
	return h.pasv()
}
func (h *careless) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { return h.retr() }
func (h *careless) Stor(context.Context, ftp.StorRequest) ftp.StorReply { return h.stor() }
func (h *careless) Stou(context.Context, ftp.StouRequest) ftp.StouReply { return h.stou() }
func (h *careless) List(context.Context, ftp.ListRequest) ftp.ListReply { return h.list() }
func (h *careless) Mlst(context.Context, ftp.MlstRequest) ftp.MlstReply { return h.mlst() }
func (h *careless) Hash(context.Context, ftp.HashRequest) ftp.HashReply { return h.hash() }

// TestLoginsWithNothing: who has no account, no files or no directory is not logged in, what was opened is closed, and
// the log is told whose fault it is.
func TestLoginsWithNothing(t *testing.T) {
	t.Parallel()
	alice := &accounts.Account{Name: "alice", Permissions: accounts.ReadWrite}
	for name, pass := range map[string]func(storage.FS) ftp.PassReply{
		"account and files":   func(f storage.FS) ftp.PassReply { f.Close(); return ftp.PassIn(nil, nil, "/") },
		"account":             func(f storage.FS) ftp.PassReply { return ftp.PassIn(nil, f, "/") },
		"files":               func(f storage.FS) ftp.PassReply { f.Close(); return ftp.PassIn(alice, nil, "/") },
		"files of a driver":   func(f storage.FS) ftp.PassReply { f.Close(); return ftp.PassIn(alice, (*storage.Local)(nil), "/") },
		"directory":           func(f storage.FS) ftp.PassReply { return ftp.PassIn(alice, f, "") },
		"directory of a tree": func(f storage.FS) ftp.PassReply { return ftp.PassIn(alice, f, "pub") },
		"candidate":           func(f storage.FS) ftp.PassReply { f.Close(); return ftp.PassNeedAccount(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			_, c, log := carelessRig(t, &careless{pass: pass})
			c.talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", "451 Stopped: local error.",
				"PWD", "530 Please log in with USER and PASS.", "ACCT x", "503 No account information was asked for.", "QUIT", "221 Goodbye.")
			c.expectEnd()
			if !strings.Contains(log.String(), "handler broke its contract") || !strings.Contains(log.String(), "came with nothing for") {
				t.Errorf("the log says %q", log)
			}
		})
	}
}

// TestAnswersWithNothing: an answer that lacks what it is about is none. The session stays where it was.
func TestAnswersWithNothing(t *testing.T) {
	t.Parallel()
	for line, h := range map[string]*careless{
		"CWD d":       {cwd: func() ftp.CwdReply { return ftp.CwdOk("") }},
		"CWD e":       {cwd: func() ftp.CwdReply { return ftp.CwdOk("../..") }},
		"SMNT /":      {smnt: func() ftp.SmntReply { return ftp.SmntMounted(nil, "/") }},
		"PASV":        {pasv: func() ftp.PasvReply { return ftp.PasvOk(nil, netip.MustParseAddrPort("127.0.0.1:1")) }},
		"RETR f":      {retr: func() ftp.RetrReply { return ftp.RetrOpening(4, nil) }},
		"RETR text":   {retr: func() ftp.RetrReply { return ftp.RetrOpening(0, nil) }},
		"STOR f":      {stor: func() ftp.StorReply { return ftp.StorOpening(nil) }},
		"STOU f":      {stou: func() ftp.StouReply { return ftp.StouOpening("/f", nil) }},
		"STOU noname": {stou: func() ftp.StouReply { return ftp.StouOpening("", receiveNothing) }},
		"LIST":        {list: func() ftp.ListReply { return ftp.ListOpening(nil) }},
		"MLST f":      {mlst: func() ftp.MlstReply { return ftp.MlstEntry(nil) }},
		"HASH f":      {hash: func() ftp.HashReply { return ftp.HashHashing(nil) }},
	} {
		t.Run(line, func(t *testing.T) {
			r, c, log := carelessRig(t, h)
			c.talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
			if h.pasv == nil {
				c.pasv()
			}
			c.talk(line, "451 Stopped: local error.", "PWD", `257 "/" is the working directory.`, "NOOP", "200 Done.")
			if h.pasv != nil {
				c.talk("LIST", "425 Use PASV, EPSV, PORT or EPRT first.")
			}
			c.talk("QUIT", "221 Goodbye.")
			c.expectEnd()
			if !strings.Contains(log.String(), "handler broke its contract") {
				t.Errorf("the log says %q", log)
			}
			r.waitFor("what was open is closed", func() bool { return r.open.Load() == 0 })
		})
	}
}

func receiveNothing(context.Context, *fsm.DataReader) ftp.StouEnd { return ftp.StouDone() }

// carelessRig is a server of h, in place of the standard handlers that h replaces, and a connection.
func carelessRig(t *testing.T, h *careless) (*rig, *client, *logText) {
	t.Helper()
	return carelessRigOf(t, h, h)
}

// carelessRigOf is carelessRig with handlers around those.
func carelessRigOf(t *testing.T, h *careless, around ftp.Handlers) (*rig, *client, *logText) {
	t.Helper()
	log := &logText{}
	late := &lateFiles{}
	h.Handlers = commands.New(commands.Options{Accounts: people{}, Files: late.files})
	h.open = late.files
	r := newRig(t, setup{handlers: around, Options: fsm.Options{Log: slog.New(slog.NewTextHandler(log, nil))}})
	late.rig = r
	r.write("f", "data")
	return r, r.dial(), log
}

// logText is what a log says.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// lateFiles gives a rig's files to handlers that are made before it.
type lateFiles struct{ rig *rig }

func (l *lateFiles) files(ctx context.Context, a *accounts.Account) (storage.FS, error) {
	return l.rig.files(ctx, a)
}

// grasping are handlers that try what an assertion could give them beyond what they may.
type grasping struct {
	ftp.Handlers
	got map[string]any // what requests gave, by command
}

func (h *grasping) List(ctx context.Context, r ftp.ListRequest) ftp.ListReply {
	h.got["storage.Lister"] = r.Files
	return h.Handlers.List(ctx, r)
}

func (h *grasping) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	h.got["storage.Reader"] = r.Files
	return h.Handlers.Retr(ctx, r)
}

func (h *grasping) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	h.got["storage.Deleter"] = r.Files
	return h.Handlers.Dele(ctx, r)
}

func (h *grasping) SiteMkdir(ctx context.Context, r ftp.SiteMkdirRequest) ftp.SiteMkdirReply {
	h.got["storage.DirMaker and storage.DirRemover"] = r.Files
	return h.Handlers.SiteMkdir(ctx, r)
}

func (h *grasping) Pasv(ctx context.Context, r ftp.PasvRequest) ftp.PasvReply {
	h.got["fsm.Listener"] = r.Data
	return h.Handlers.Pasv(ctx, r)
}

// TestGraspingHandlers: what a request gives has the methods of what the spec lets the command do, and no type
// assertion finds another. The commands work all the same.
func TestGraspingHandlers(t *testing.T) {
	t.Parallel()
	late := &lateFiles{}
	h := &grasping{Handlers: commands.New(commands.Options{Accounts: people{}, Files: late.files}), got: map[string]any{}}
	r := newRig(t, setup{handlers: h})
	late.rig = r
	r.write("f", "data")
	c := r.login("alice")
	c.pasv()
	c.talk("RETR f", "150 Opening data connection (4 bytes).")
	if got := c.download(); got != "data" {
		t.Errorf("got %q", got)
	}
	c.expect("226 Transfer complete.")
	c.pasv()
	c.talk("LIST", "150 Opening data connection.")
	c.download()
	c.talk("226 Transfer complete.", "SITE MKDIR a/b", "200 Done.", "DELE f", "250 Deleted.", "QUIT", "221 Goodbye.")
	c.expectEnd()
	want := map[string]reflect.Type{
		"storage.Lister": reflect.TypeFor[storage.Lister](), "storage.Reader": reflect.TypeFor[storage.Reader](),
		"storage.Deleter": reflect.TypeFor[storage.Deleter](), "fsm.Listener": reflect.TypeFor[fsm.Listener](),
		"storage.DirMaker and storage.DirRemover": reflect.TypeFor[interface {
			storage.DirMaker
			storage.DirRemover
		}](),
	}
	for name, w := range want {
		var methods []string
		for m := range reflect.TypeOf(h.got[name]).Methods() {
			if _, has := w.MethodByName(m.Name); !has && m.IsExported() {
				methods = append(methods, m.Name)
			}
		}
		if methods != nil {
			t.Errorf("a handler that is given a %s could have %v too", name, methods)
		}
	}
}
