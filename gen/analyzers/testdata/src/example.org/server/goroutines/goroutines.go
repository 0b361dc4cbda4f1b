// Package goroutines starts some.
package goroutines

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/server/ftp"
)

type busy struct{ wg sync.WaitGroup }

func (h *busy) Dele(_ context.Context, r ftp.DeleRequest) ftp.DeleReply {
	go r.Files.Remove(r.Path)                                      // want `C06: the goroutine may go on when the handler has returned; wait for it on every way out, or do without it`
	time.AfterFunc(time.Second, func() { r.Files.Remove(r.Path) }) // want `C06: time.AfterFunc runs something when the handler may have returned`
	helper(r)
	return ftp.DeleOk()
}

// helper is reached by a handler.
func helper(r ftp.DeleRequest) {
	var group errgroup.Group
	group.Go(func() error { return r.Files.Remove(r.Path) }) // want `C06: the goroutine may go on`
}

func (h *busy) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	done := make(chan error, 1)
	go func() { // want `C06: the goroutine may go on`
		_, err := r.Files.Open(r.Path)
		done <- err
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
	received := make(chan int)
	go func() { received <- 1 }()
	<-received
	return nil
}

// serve is run by no handler.
func serve() { go helper(ftp.DeleRequest{}) }
