// Package contexts ignores some.
package contexts

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type deaf struct{ news chan int }

func (h *deaf) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	look(context.Background()) // want `C07: context.Background never ends; go on with the context that the handler was given`
	look(context.TODO())       // want `C07: context.TODO never ends`
	time.Sleep(time.Second)    // want `C07: time.Sleep cannot be ended; select on ctx.Done\(\) and a timer`
	<-h.news                   // want `C07: the handler waits until somebody sends`
	h.news <- 1                // want `C07: the handler waits until somebody receives`
	select {                   // want `C07: the select waits whatever the context says`
	case <-h.news:
	case <-time.After(time.Second):
	}
	return ftp.DeleOk()
}

func look(ctx context.Context) error { return ctx.Err() }

// forgets goes on whatever ends.
func forgets(ctx context.Context) error {
	return look(context.WithoutCancel(ctx)) // want `C07: the context is used without its end alone`
}

func (h *deaf) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	file, err := r.Files.Open(r.Path)
	if err != nil {
		return ftp.RetrError(err)
	}
	io.ReadAll(file)          // want `C07: io.ReadAll keeps as much as comes, at once`
	io.Copy(io.Discard, file) // want `C07: the whole file is read, whatever the context says`
	forgets(ctx)
	return ftp.RetrOpening(0, func(own context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		if look(ctx) != nil { // want `C07: the function in Retr uses the context of the function around it, which has ended; use its own`
			return ftp.RetrLocalError()
		}
		return ftp.RetrDone()
	})
}

// Pass looks at its context, or waits for what cannot fail to come.
func (h *deaf) Pass(ctx context.Context, r ftp.PassRequest) ftp.PassReply {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	select {
	case n := <-h.news:
		_ = n
	default:
	}
	if look(ctx) != nil {
		look(context.WithoutCancel(ctx)) // puts something right
	}
	io.ReadAll(io.LimitReader(strings.NewReader("a"), 10))
	io.ReadAll(strings.NewReader("a"))
	own := make(chan int, 1)
	own <- 1
	<-own
	return nil
}

func upload(data *fsm.DataWriter, file storage.File) {}

// Listen is run by no handler.
func listen() { look(context.Background()) }
