// Package sharing reaches others.
package sharing

import (
	"context"
	"log"
	"os"
	"sync"
	"sync/atomic"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type open struct {
	last     string
	sessions map[string]*fsm.Session
	requests chan ftp.DeleRequest
	jobs     chan *job
	later    func()

	lines chan string

	mu      sync.Mutex
	journal []string
}

var (
	count    int
	commands atomic.Int64
	byName   = map[string]int{}
	buffers  = sync.Pool{}
)

func (h *open) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	count++                          // want `C09: a variable of the package is shared by all sessions and servers of the process; let the table carry it, or the handlers' type behind a lock`
	byName["a"] = 1                  // want `C09: a variable of the package is shared`
	commands.Add(1)                  // want `C09: a variable of the package is shared`
	h.last = "a"                     // want `C09: the handlers are shared by all sessions; let the table carry it, or hold a lock`
	h.sessions["a"] = r.Session      // want `C09: what a request gives is for its command alone, and is kept here; keep a copy of what is needed`
	h.requests <- r                  // want `C09: what a request gives is for its command alone; send a copy of what is needed`
	h.jobs <- &job{r.Files}          // want `C09: what a request gives is for its command alone; send a copy of what is needed`
	delete(byName, "a")              // want `C09: a variable of the package is shared`
	inc(&count)                      // want `C09: count is shared by all sessions and servers of the process, and its address is given away; give a copy`
	defer func() { _ = recover() }() // want `C09: recover hides a fault: the session contains panics, answers and logs them`
	if r.Path == "" {
		os.Exit(1) // want `C09: os.Exit is about the whole process; a handler answers`
	}
	if r.Path == "/gone" {
		log.Fatal("gone") // want `C09: log.Fatal is about the whole process`
	}
	if r.Path == "/" {
		panic("no path") // want `C09: a panic is answered as a fault of the server; answer with an error`
	}
	return ftp.DeleOk()
}

type job struct{ files storage.Deleter }

func inc(n *int) { *n++ }

func (h *open) Pass(_ context.Context, r ftp.PassRequest) ftp.PassReply {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.later = func() { log.Print(r.Account) } // want `C09: what a request gives is for its command alone, and is kept here`
	r.Account.Permissions = 7                 // want `C09: the account of a request is not to be changed: its session, and others, go on with it; change a copy`
	return nil
}

// Retr keeps to itself.
func (h *open) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	copied := accounts.Account{Name: "a"}
	copied.Permissions = 7
	r.Path = "/elsewhere"
	h.note("read")
	buffers.Put(buffers.Get())
	seen := map[string]int{}
	delete(seen, "b")
	h.lines <- "read"
	seen[h.last] = byName["a"] + count
	return ftp.RetrLater()
}

func (h *open) note(line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.journal = append(h.journal, line)
}

// newOpen is run by no handler.
func newOpen() *open {
	count++
	h := &open{}
	h.last = "none"
	return h
}
