// Package contexts ignores some.
package contexts

import (
	"bufio"
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type deaf struct {
	news chan int
	ctx  context.Context
	cond *sync.Cond
}

func (h *deaf) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply {
	look(context.Background())          // want `C07: context.Background never ends; go on with the context that the handler was given`
	look(context.TODO())                // want `C07: context.TODO never ends`
	time.Sleep(time.Second)             // want `C07: time.Sleep cannot be ended; select on ctx.Done\(\) and a timer`
	look(nil)                           // want `C07: there is no context; go on with the one that the handler was given`
	look(h.ctx)                         // want `C07: the context is not the command's`
	h.cond.Wait()                       // want `C07: sync.Cond cannot be left when the context ends`
	for r.Files.Remove(r.Path) != nil { // want `C07: the loop goes on whatever the context says; look at ctx.Err\(\) in it`
	}
	<-h.news    // want `C07: the handler waits until somebody sends`
	h.news <- 1 // want `C07: the handler waits until somebody receives`
	select {    // want `C07: the select waits whatever the context says`
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
	io.ReadAll(file)                        // want `C07: io.ReadAll keeps as much as comes, at once`
	io.Copy(io.Discard, file)               // want `C07: the whole file is read, whatever the context says`
	bufio.NewReader(file).ReadString('\n')  // want `C07: ReadString keeps as much as comes before the delimiter`
	piece := make([]byte, file.Info().Size) // want `C07: the memory is as large as a file or a client says; take a piece of bounded size`
	for {                                   // want `C07: the loop goes on whatever the context says`
		if n, err := file.Read(piece); n == 0 || err != nil { // want `C07: the loop reads the whole file, whatever the context says`
			break
		}
	}
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
	pieces(ctx, nil, nil)
	for look(ctx) == nil {
		break
	}
	for n := 0; n < 3; n++ {
		look(ctx)
	}
	own := make(chan int, 1)
	own <- 1
	<-own
	return nil
}

// pieces looks at its context, or is ended by the transfer.
func pieces(ctx context.Context, data *fsm.DataWriter, file storage.File) error {
	piece := make([]byte, min(file.Info().Size, 512))
	for ctx.Err() == nil {
		if _, err := file.Read(piece); err != nil {
			return err
		}
	}
	if size := file.Info().Size; size < 100 {
		piece = make([]byte, size)
	}
	for {
		n, err := file.Read(piece)
		if err != nil {
			return err
		}
		data.Write(piece[:n])
	}
}

// listen is run by no handler.
func listen() { look(context.Background()) }
