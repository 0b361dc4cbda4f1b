package fsm_test

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// working is FTP with another HELP, which works and then answers 214; what it is told to do is do. The row that
// begins the work is returned too.
func working(t *testing.T, do func(context.Context, *fsm.Progress)) fsm.Protocol {
	t.Helper()
	p := ftp.Protocol(nil)
	table := *p.Table
	table.Rows = slices.Clone(table.Rows)
	move := func(s fsm.State) []fsm.Move { return []fsm.Move{{Region: ftp.RegionTransfer, State: s}} }
	end := func(kind fsm.Kind, name string, code uint16) fsm.Row {
		table.Rows = append(table.Rows, fsm.RowInfo{Command: ftp.CmdHelp, Name: "begun." + name, Kind: kind, Code: code, Moves: move(0),
			Text: []string{name, name}})
		return fsm.Row(len(table.Rows) - 1)
	}
	done, failed := end(fsm.KindEnd, "done", 214), end(fsm.KindEnd, "failed", 451)
	ends := []fsm.Row{done, failed, end(fsm.KindTransferEnd, "aborted", 426), end(fsm.KindTransferEnd, "overtime", 450)}
	begun := slices.IndexFunc(table.Rows, func(r fsm.RowInfo) bool { return r.Command == ftp.CmdHelp && r.Name == "commands" })
	table.Rows[begun] = fsm.RowInfo{Command: ftp.CmdHelp, Name: "begun", Then: fsm.Work, Moves: move(fsm.State(ftp.TransferWorking)), Ends: ends}
	handlers := slices.Clone(p.Handlers)
	handlers[ftp.CmdHelp] = func(context.Context, *fsm.Call) fsm.Outcome {
		return fsm.Answer(fsm.Row(begun)).WithWork(func(ctx context.Context, p *fsm.Progress) fsm.Outcome {
			do(ctx, p)
			if ctx.Err() != nil {
				return fsm.Fail(ctx.Err(), &fsm.ClassRows{failed})
			}
			return fsm.Answer(done)
		})
	}
	return fsm.Protocol{Table: &table, Handlers: handlers}
}

func TestWork(t *testing.T) {
	t.Parallel()
	forever := func(ctx context.Context, _ *fsm.Progress) { <-ctx.Done() }
	short := func(context.Context, *fsm.Progress) {}
	for _, c := range []struct {
		name, send, want string
		do               func(context.Context, *fsm.Progress)
		limits           fsm.Limits
	}{
		{"one reply, at the end", "HELP\r\nNOOP\r\nQUIT\r\n", lines("220 Service ready.", "214 done", "200 Done.", "221 Goodbye."), short, fsm.Limits{}},
		{"QUIT waits", "HELP\r\nQUIT\r\n", lines("220 Service ready.", "214 done", "221 Goodbye."),
			func(context.Context, *fsm.Progress) { time.Sleep(60 * time.Millisecond) }, fsm.Limits{}},
		{"others wait, ABOR does not", "HELP\r\nNOOP\r\nABOR\r\nQUIT\r\n",
			lines("220 Service ready.", "426 aborted", "226 Abort done.", "200 Done.", "221 Goodbye."), forever, fsm.Limits{}},
		{"it takes too long", "HELP\r\nNOOP\r\nQUIT\r\n", lines("220 Service ready.", "450 overtime", "200 Done.", "221 Goodbye."),
			forever, fsm.Limits{WorkTimeout: 50 * time.Millisecond}},
		{"silence meanwhile is no idleness", "HELP\r\nQUIT\r\n", lines("220 Service ready.", "214 done", "221 Goodbye."),
			func(context.Context, *fsm.Progress) { time.Sleep(200 * time.Millisecond) }, fsm.Limits{IdleTimeout: 40 * time.Millisecond}},
		{"a handler that panics", "HELP\r\nQUIT\r\n", lines("220 Service ready.", "426 aborted", "221 Goodbye."),
			func(context.Context, *fsm.Progress) { panic("on purpose") }, fsm.Limits{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, address := serve(t, fsm.Options{Protocol: working(t, c.do), Limits: c.limits})
			if got := talk(t, dial(t, address), c.send); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// The end of the client, and of the server, is the end of work.
func TestWorkEndsWithItsSession(t *testing.T) {
	for _, what := range []string{"client", "server"} {
		t.Run(what, func(t *testing.T) {
			begun, ended := make(chan bool), make(chan bool, 1)
			server, address := serve(t, fsm.Options{Protocol: working(t, func(ctx context.Context, _ *fsm.Progress) {
				begun <- true
				<-ctx.Done()
				ended <- true
			})})
			conn := dial(t, address)
			io.WriteString(conn, "HELP\r\n")
			<-begun
			if what == "client" {
				conn.Close()
			} else {
				ctx, cancel := context.WithCancel(context.Background())
				cancel()
				if err := server.Shutdown(ctx); err != context.Canceled {
					t.Error(err)
				}
			}
			select {
			case <-ended:
			case <-time.After(patience):
				t.Error("the work goes on")
			}
		})
	}
}

// What is read through the progress counts, for whoever asks how far it is; and it ends with the context.
func TestProgress(t *testing.T) {
	counted, aborted := make(chan fsm.TransferInfo, 1), make(chan error, 1)
	var server *fsm.Server
	server, address := serve(t, fsm.Options{Protocol: working(t, func(ctx context.Context, p *fsm.Progress) {
		p.Expect(10)
		p.Add(2)
		io.ReadAll(p.Reader(strings.NewReader("0123")))
		for _, running := range server.Transfers() {
			counted <- running
		}
		<-ctx.Done()
		_, err := p.Reader(strings.NewReader("4")).Read(make([]byte, 1))
		aborted <- err
	})})
	conn := dial(t, address)
	io.WriteString(conn, "HELP\r\n")
	if i := <-counted; i.Command != "HELP" || i.Bytes != 6 || i.Total != 10 || i.Upload {
		t.Errorf("%+v", i)
	}
	io.WriteString(conn, "ABOR\r\n")
	if err := <-aborted; err != context.Canceled {
		t.Error("what is read after the end:", err)
	}
	r := bufio.NewReader(conn)
	for _, want := range []string{"220 Service ready.", "426 aborted", "226 Abort done."} {
		if got, err := r.ReadString('\n'); got != want+"\r\n" || err != nil {
			t.Errorf("%q %v, want %q", got, err, want)
		}
	}
}

// What waits during work is answered in order, whatever it is; too many mistakes are too many there as well, and
// nothing behind them is answered. ABOR finds its way past all of it while the queue has room.
func TestQueue(t *testing.T) {
	forever := func(ctx context.Context, _ *fsm.Progress) { <-ctx.Done() }
	overlong := strings.Repeat("x", 10_000)
	for _, c := range []struct{ name, send, want string }{
		{"mistakes keep their place", "HELP\r\nXYZZY\r\n" + overlong + "\r\nNOOP\r\nABOR\r\nQUIT\r\n",
			lines("220 Service ready.", "426 aborted", "226 Abort done.", "500 Unknown command.", "500 Line too long.", "200 Done.", "221 Goodbye.")},
		{"mistakes in a row", "HELP\r\n" + strings.Repeat("XYZZY\r\n", 30) + "ABOR\r\nNOOP\r\n",
			lines("220 Service ready.", "426 aborted", "226 Abort done.") + strings.Repeat("500 Unknown command.\r\n", 19) + "421 Too many errors.\r\n"},
		{"another protocol", "HELP\r\nNOOP\r\nGET / HTTP/1.1\r\nABOR\r\nNOOP\r\n",
			lines("220 Service ready.", "426 aborted", "226 Abort done.", "200 Done.", "421 This is FTP.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, address := serve(t, fsm.Options{Protocol: working(t, forever)})
			if got := talk(t, dial(t, address), c.send); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// A server that stops while the queue of a session is full does not wait for what is in it.
func TestShutdownWithAFullQueue(t *testing.T) {
	t.Parallel()
	begun := make(chan bool)
	server, address := serve(t, fsm.Options{Protocol: working(t, func(ctx context.Context, _ *fsm.Progress) {
		begun <- true
		<-ctx.Done()
	})})
	conn := dial(t, address)
	io.WriteString(conn, "HELP\r\n"+strings.Repeat("NOOP\r\n", 2000))
	<-begun
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := server.Shutdown(ctx); err != context.Canceled {
		t.Error(err)
	}
	got, _ := io.ReadAll(conn)
	if want := lines("220 Service ready.", "426 aborted", "421 The server is shutting down."); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
