// Package goroutines starts some.
package goroutines

import (
	"context"
	"iter"
	"maps"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type busy struct{ wg sync.WaitGroup }

func (h *busy) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	go r.Files.Remove(r.Path)                                      // want `C06: the goroutine may go on when the handler has returned; wait for it on every way out, or do without it`
	time.AfterFunc(time.Second, func() { r.Files.Remove(r.Path) }) // want `C06: time.AfterFunc runs something when the handler may have returned`
	helper(r)
	next, _ := iter.Pull(maps.Keys(map[string]int{})) // want `C06: what iter.Pull begins is never stopped; defer its stop`
	next()
	return ftp.DeleOk()
}

// helper is reached by a handler.
func helper(r ftp.DeleRequest) {
	var group errgroup.Group
	group.Go(func() error { return r.Files.Remove(r.Path) }) // want `C06: the goroutine may go on`
}

func (h *busy) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if file, err := r.Files.Open(r.Path); err == nil { // want `C06: what is opened here is never closed, committed or aborted; defer that, or give it to the reply`
		file.Read(nil)
	}
	done := make(chan error, 1)
	go func() { // want `C06: the goroutine may go on`
		done <- storage.Enter(r.Files, r.Path)
	}()
	if r.Path == "" {
		return ftp.RetrMissing()
	}
	<-done
	return ftp.RetrLater()
}

// Pass waits on every way out.
func (h *busy) Pass(_ context.Context, r ftp.PassRequest) ftp.PassReply {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Add(1)
	go func() { defer wg.Done() }()
	var group errgroup.Group
	for range 3 {
		group.Go(func() error { return nil })
	}
	if group.Wait() != nil {
		return nil
	}
	_, stop := iter.Pull(maps.Keys(map[string]int{}))
	defer stop()
	if file, err := closed(nil); err == nil {
		file.Close()
	}
	received := make(chan int)
	go func() { received <- 1 }()
	<-received
	return nil
}

// closed closes what it opens, or gives it on.
func closed(files storage.Reader) (storage.File, error) {
	file, err := files.Open("/")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return files.Open("/other")
}

// serve is run by no handler.
func serve() { go helper(ftp.DeleRequest{}) }
