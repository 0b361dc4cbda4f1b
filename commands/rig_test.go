package commands_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// patience is far longer than anything that works takes, with the race detector and other tests beside it.
const patience = time.Minute

// longAgo is when all files of a test were changed, so that listings are the same every day.
var longAgo = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)

// rig is a server on real sockets, with a directory of its own.
type rig struct {
	t       *testing.T
	dir     string
	server  *fsm.Server
	address string
	done    chan error
	local   storage.LocalOptions
	instead func(storage.FS) storage.FS

	watch *watch // of what refusals change

	open atomic.Int64 // logins whose files are open

	mu     sync.Mutex
	faults []storagetest.Fault // of the files of every login from now on
	steps  []fsm.Step          // without their sessions
}

// setup is how a rig differs from the usual.
type setup struct {
	fsm.Options
	local    storage.LocalOptions
	guard    *accounts.Guard
	enter    func(context.Context, *accounts.Account) error
	hosts    []string     // the names of virtual hosts, whose files are in the directory of that name
	handlers ftp.Handlers // instead of the standard ones
	network  string       // to listen on; "" is 127.0.0.1
	implicit bool         // TLS from the first byte
	tells    bool         // which names there are not
	dots     bool         // names that begin with a dot are listed
	wrap     func(fsm.Protocol) fsm.Protocol
	files    func(storage.FS) storage.FS // what a login gets instead of its files
}

// newRig starts a server.
func newRig(t *testing.T, s setup) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), done: make(chan error, 1), local: s.local, instead: s.files}
	if s.handlers == nil {
		o := commands.Options{Accounts: people{}, Guard: s.guard, Enter: s.enter, Files: r.files, Version: "1.2", RefuseUnknown: s.tells, ShowDotFiles: s.dots}
		if s.hosts != nil {
			o.Host = r.host(s.hosts)
		}
		s.handlers = commands.New(o)
	}
	s.Options.Protocol = ftp.Protocol(s.handlers)
	if s.wrap != nil {
		s.Options.Protocol = s.wrap(s.Options.Protocol)
	}
	if s.Options.TLS == nil {
		s.Options.TLS = certificate.get(t)
	}
	r.watch = &watch{rig: r, running: map[running]*look{}}
	s.Options.Observer = fsm.Observers(&coverage, r, r.watch, s.Options.Observer)
	if s.network == "" {
		s.network = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", s.network)
	if err != nil {
		t.Fatal(err)
	}
	if r.server, err = fsm.NewServer(s.Options); err != nil {
		t.Fatal(err)
	}
	r.address = l.Addr().String()
	serve := r.server.Serve
	if s.implicit {
		serve = r.server.ServeTLS
	}
	go func() { r.done <- serve(l) }()
	t.Cleanup(r.stop)
	return r
}

// stop ends the server and waits for everything that it started.
func (r *rig) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.server.Shutdown(ctx); err != nil {
		r.t.Error("shutdown:", err)
	}
	if err := <-r.done; err != fsm.ErrServerClosed {
		r.t.Error("serve:", err)
	}
	if left := r.open.Load(); left != 0 {
		r.t.Errorf("%d logins have not closed their files", left)
	}
}

// Step keeps what the server did.
func (r *rig) Step(s fsm.Step) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Session = nil
	r.steps = append(r.steps, s)
}

// clear forgets what the server did so far.
func (r *rig) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = nil
}

// rows are the names of the rows that have run so far.
func (r *rig) rows() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for _, s := range r.steps {
		names = append(names, ftp.Table().RowName(s.Row))
	}
	return names
}

// fail makes the files of later logins fail.
func (r *rig) fail(faults ...storagetest.Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = faults
}

var (
	errBackEnd = errors.New("the back end is down")
	errNoHome  = errors.New("there is no such home")
)

// files opens the tree of an account.
func (r *rig) files(_ context.Context, a *accounts.Account) (storage.FS, error) {
	if strings.HasPrefix(a.Name, "homeless") {
		return nil, errNoHome
	}
	local, err := storage.OpenLocal(filepath.Join(r.dir, filepath.FromSlash(a.Home)), r.local)
	if err != nil {
		return nil, err
	}
	r.open.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	var files storage.FS = local
	if len(r.faults) > 0 {
		files = storagetest.Faulty(local, r.faults...)
	}
	if r.instead != nil {
		files = r.instead(files)
	}
	return countedFiles{files, &r.open}, nil
}

// host finds virtual hosts: one that is named "closing" is found three times, by HOST, USER and PASS, one that is named
// "shutting" is out of service from then on, and one that is named "closed" is so from the beginning.
func (r *rig) host(names []string) func(string) *commands.Host {
	var closing, shutting atomic.Int64
	return func(name string) *commands.Host {
		if !slices.Contains(names, name) || name == "closing" && closing.Add(1) > 3 {
			return nil
		}
		return &commands.Host{Name: name, Closed: name == "closed" || name == "shutting" && shutting.Add(1) > 3, Accounts: people{}, Files: func(ctx context.Context, a *accounts.Account) (storage.FS, error) {
			there := *a
			there.Home = path.Join(name, a.Home)
			return r.files(ctx, &there)
		}}
	}
}

// countedFiles notices whether a login's files are closed.
type countedFiles struct {
	storage.FS
	open *atomic.Int64
}

// Unwrap implements storage.Wrapper.
func (f countedFiles) Unwrap() storage.FS { return f.FS }

func (f countedFiles) Close() error {
	f.open.Add(-1)
	return f.FS.Close()
}

// people are the accounts: the name says what they may do, and the password is "pw". Without a name of their
// own are those who may do everything but one thing, as "without read", and those who may do nothing else, as
// "only list,rename".
type people struct{}

var permissions = map[string]accounts.Permission{
	"alice":    accounts.ReadWrite,
	"bob":      accounts.ReadWrite,
	"reader":   accounts.ReadOnly,
	"nobody":   0,
	"guest":    accounts.ReadWrite,
	"homeless": accounts.ReadWrite,
	"half":     accounts.ReadWrite,

	"homeless half": accounts.ReadWrite,
}

// Authenticate implements accounts.Authenticator.
func (people) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.User == "broken" {
		return nil, errBackEnd
	}
	p, known := permissions[c.User]
	if right, without := strings.CutPrefix(c.User, "without "); without {
		lacks, err := accounts.ParsePermissions(right)
		p, known = accounts.ReadWrite&^lacks, err == nil
	}
	if rights, only := strings.CutPrefix(c.User, "only "); only {
		var err error
		p, err = accounts.ParsePermissions(rights)
		known = err == nil
	}
	if !known || c.Password != "pw" {
		return nil, accounts.ErrRejected
	}
	account := &accounts.Account{Name: c.User, Permissions: p, Mounts: map[string]string{"photos": "p", "old/films": "f", "gone": "gone"}}
	account.Anonymous = c.User == "guest"
	if c.User == "half" || c.User == "homeless half" {
		account.Confirm = confirm
	}
	return account, nil
}

// confirm is the account information of those who need one: "project".
func confirm(_ context.Context, information string) error {
	switch information {
	case "project":
		return nil
	case "broken":
		return errBackEnd
	}
	return accounts.ErrRejected
}

// AuthenticateCertificate implements accounts.CertificateAuthenticator: a certificate with a user's name is
// enough.
func (people) AuthenticateCertificate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.User == "broken" {
		return nil, errBackEnd
	}
	p, known := permissions[c.User]
	if !known || c.Certificate.Subject.CommonName != c.User {
		return nil, accounts.ErrRejected
	}
	account := &accounts.Account{Name: c.User, Permissions: p}
	if c.User == "half" {
		account.Confirm = confirm
	}
	return account, nil
}

// Knows implements accounts.Directory.
func (people) Knows(_ context.Context, name string) (bool, error) {
	if name == "broken" {
		return false, errBackEnd
	}
	_, known := permissions[name]
	return known, nil
}

// cause is what the log was told with the last reply of that code.
func (r *rig) cause(code string) (cause error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.steps {
		if strconv.Itoa(int(ftp.Table().Rows[s.Row].Code)) == code {
			cause = s.Cause
		}
	}
	return cause
}

// write makes a file, with the directories above it, changed longAgo.
func (r *rig) write(name, content string) {
	r.t.Helper()
	full := filepath.Join(r.dir, filepath.FromSlash(name))
	r.change(func() error {
		return errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(content), 0o644))
	})
}

// mkdir makes a directory.
func (r *rig) mkdir(name string) {
	r.t.Helper()
	r.change(func() error { return os.MkdirAll(filepath.Join(r.dir, filepath.FromSlash(name)), 0o755) })
}

// age makes everything look changed longAgo.
func (r *rig) age() {
	r.t.Helper()
	r.change(func() error { return nil })
}

// change changes the directory while nobody compares it, and makes everything look changed longAgo.
func (r *rig) change(do func() error) {
	r.t.Helper()
	r.watch.change(func() {
		must(r.t, do())
		must(r.t, filepath.WalkDir(r.dir, func(p string, d os.DirEntry, err error) error {
			if err != nil || d.Type()&os.ModeSymlink != 0 {
				return ignoreMissing(err)
			}
			return ignoreMissing(os.Chtimes(p, longAgo, longAgo))
		}))
	})
}

// wait waits until a file has the content: the server has received it.
func (r *rig) wait(name, want string) {
	r.t.Helper()
	file := filepath.Join(r.dir, name)
	r.waitFor(fmt.Sprintf("%s has %q", name, want), func() bool {
		unfinished, err := filepath.Glob(filepath.Join(filepath.Dir(file), storage.UploadPrefix+"*"))
		must(r.t, err)
		return slices.ContainsFunc(append(unfinished, file), func(name string) bool {
			got, err := os.ReadFile(name)
			return err == nil && string(got) == want
		})
	})
}

// waitFor waits until something is so that will be soon.
func (r *rig) waitFor(what string, so func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("waited in vain: %s", what)
		}
	}
}

// ignoreMissing is err, unless an upload that was given up has been removed meanwhile.
func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// tree is every path below the directory with its content; directories end with a slash, links have an arrow.
func (r *rig) tree() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	must(r.t, filepath.WalkDir(r.dir, func(p string, d os.DirEntry, err error) error {
		rel, relErr := filepath.Rel(r.dir, p)
		if err = errors.Join(err, relErr); err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			all[rel+"/"] = ""
		case d.Type()&os.ModeSymlink != 0:
			all[rel+" ->"], err = os.Readlink(p)
		default:
			var content []byte
			content, err = os.ReadFile(p)
			all[rel] = string(content)
		}
		return err
	}))
	return all
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addressOf is a connection's end as an address.
func addressOf(a net.Addr) netip.AddrPort { return a.(*net.TCPAddr).AddrPort() }
