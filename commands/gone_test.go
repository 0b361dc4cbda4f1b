package commands_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ebcdic"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/wire"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// forms are what an upload may look like on its way, with the commands that choose it.
var forms = []struct {
	name string
	set  []string
	form wire.Form
}{
	{"image", nil, wire.Form{Type: ftp.TypeImage}},
	{"text", []string{"TYPE A", "200 Type is ASCII."}, wire.Form{Type: ftp.TypeAscii}},
	{"EBCDIC", []string{"TYPE E", "200 Type is EBCDIC."}, wire.Form{Type: ftp.TypeEbcdic}},
	{"blocks", []string{"MODE B", "200 Mode is block."}, wire.Form{Type: ftp.TypeImage, Mode: ftp.ModeBlock}},
	{"compressed", []string{"MODE C", "200 Mode is compressed."}, wire.Form{Type: ftp.TypeImage, Mode: ftp.ModeCompressed}},
	{"deflated", []string{"MODE Z", "200 Mode is deflate."}, wire.Form{Type: ftp.TypeImage, Mode: ftp.ModeDeflate}},
}

// ways are how uploads become files.
var ways = []storage.Uploads{storage.Safe, storage.Strict, storage.InPlace}

const uploaded = "the whole of it\nin two lines\n"

// encoded is a file as the client sends it.
func encoded(t *testing.T, f wire.Form) []byte {
	t.Helper()
	var out bytes.Buffer
	switch {
	case f.IsText():
		out.WriteString(strings.ReplaceAll(uploaded, "\n", "\r\n"))
	case f.Type == ftp.TypeEbcdic:
		text := []byte(uploaded)
		ebcdic.Encode(text)
		out.Write(text)
	default:
		e, err := f.Encoder(&out)
		must(t, err)
		_, err = io.WriteString(e, uploaded)
		must(t, err)
		must(t, e.Close())
	}
	return out.Bytes()
}

// TestClientGoneBeforeTheEnd closes the control connection and then, in good order, the data connection. The end of the
// data is what counts: the upload is kept, and the log says that it is complete. One that must not be seen before the
// client can be told is not: then the log says that it was aborted, and nothing is left.
func TestClientGoneBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		for _, secure := range []bool{false, true} {
			for _, f := range forms {
				t.Run(fmt.Sprintf("%s, %v, TLS %v", f.name, way, secure), func(t *testing.T) {
					t.Parallel()
					r := newRig(t, setup{local: storage.LocalOptions{Uploads: way}, Options: fsm.Options{Policies: map[string]string{"tls": "optional"}}})
					for round := range 10 {
						must(t, ignoreMissing(os.Remove(filepath.Join(r.dir, "f"))))
						r.clear()
						c := r.loginFor(secure)
						c.talk(f.set...)
						c.pasv()
						c.talk("STOR f", "150 Opening data connection.")
						data := c.dataFor(t, secure)
						bytes := encoded(t, f.form)
						last := len(bytes) - 1
						_, err := data.Write(bytes[:last])
						must(t, err)
						if round%3 == 0 {
							time.Sleep(60 * time.Millisecond) // until another goroutine listens to the control connection
						}
						must(t, c.conn.Close())
						_, err = data.Write(bytes[last:])
						must(t, err)
						must(t, data.Close())
						r.waitFor("the session has ended", func() bool { return slices.Contains(r.rows(), "dropped") })
						completed := slices.Contains(r.rows(), "STOR opening.done")
						got, there := r.tree()["f"]
						if strict := way == storage.Strict; completed == strict || there == strict || there && got != uploaded || len(r.tree()) > 1 {
							t.Fatalf("complete in the log: %v; on disk: %q", completed, r.tree())
						}
					}
				})
			}
		}
	}
}

// TestBothConnectionsClosedAtOnce closes the data connection and at once the control connection: whether the client
// could still be told is then nobody's to decide, but log and disk agree.
func TestBothConnectionsClosedAtOnce(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		r := newRig(t, setup{local: storage.LocalOptions{Uploads: way}})
		for range 100 {
			must(t, ignoreMissing(os.Remove(filepath.Join(r.dir, "f"))))
			r.clear()
			c := r.login("alice")
			c.pasv()
			c.talk("STOR f", "150 Opening data connection.")
			_, err := io.WriteString(c.openData(), uploaded)
			must(t, err)
			c.data.Close()
			c.conn.Close()
			r.waitFor("the session has ended", func() bool { return slices.Contains(r.rows(), "dropped") })
			completed := slices.Contains(r.rows(), "STOR opening.done")
			got, there := r.tree()["f"]
			if completed != there || there && got != uploaded || way != storage.Strict && !completed || len(r.tree()) > 1 {
				t.Fatalf("%v, complete in the log: %v; on disk: %q", way, completed, r.tree())
			}
		}
	}
}

// TestResetIsNoEnd breaks the data connection off while the control connection is gone: nothing is complete.
func TestResetIsNoEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{local: storage.LocalOptions{Uploads: storage.Strict}})
	c := r.login("alice")
	c.pasv()
	c.talk("STOR f", "150 Opening data connection.")
	_, err := io.WriteString(c.openData(), uploaded)
	must(t, err)
	c.conn.Close()
	c.resetData()
	r.waitFor("the session has ended", func() bool { return slices.Contains(r.rows(), "dropped") })
	if rows := r.rows(); slices.Contains(rows, "STOR opening.done") || len(r.tree()) > 0 {
		t.Errorf("ran %q; on disk: %q", rows, r.tree())
	}
}

// committing tells when an upload is being committed, and lets it go on when it is told to.
type committing struct {
	storage.FS
	begun, goOn chan struct{}
}

func (c committing) Create(ctx context.Context, p storage.Path, o storage.CreateOptions) (storage.Upload, error) {
	up, err := c.FS.Create(ctx, p, o)
	return slowCommit{up, c}, err
}

type slowCommit struct {
	storage.Upload
	committing
}

func (s slowCommit) Commit() error {
	close(s.begun)
	<-s.goOn
	return s.Upload.Commit()
}

// abortAsked is closed when ABOR is to be answered.
type abortAsked chan struct{}

func (abortAsked) Step(fsm.Step) {}

func (a abortAsked) BeforeStep(s fsm.Step) {
	if s.Command == ftp.CmdAbor {
		close(a)
	}
}

// TestAbortDuringCommit aborts an upload, and loses its session, while it is put in its place: the file is there, and
// so says the reply, and so says the log.
func TestAbortDuringCommit(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		begun, goOn, asked := make(chan struct{}), make(chan struct{}), make(abortAsked)
		r := newRig(t, setup{Options: fsm.Options{Observer: asked}, files: func(f storage.FS) storage.FS { return committing{f, begun, goOn} }})
		c := r.login("alice")
		c.pasv()
		c.talk("STOR f", "150 Opening data connection.")
		c.upload(uploaded)
		<-begun
		if lost {
			c.conn.Close()
		} else {
			c.send("ABOR")
			<-asked
		}
		time.Sleep(50 * time.Millisecond) // until the transfer has been told to end
		close(goOn)
		if lost {
			r.waitFor("the session has ended", func() bool { return slices.Contains(r.rows(), "dropped") })
		} else {
			c.talk("226 Transfer complete.", "226 Abort done.")
		}
		if got := r.tree()["f"]; got != uploaded || !slices.Contains(r.rows(), "STOR opening.done") {
			t.Errorf("session lost: %v; ran %q, on disk is %q", lost, r.rows(), got)
		}
	}
}

// TestNothingBehindTheEnd sends more than the file in the forms that say where it ends, in the same piece.
func TestNothingBehindTheEnd(t *testing.T) {
	t.Parallel()
	for _, f := range forms[3:] {
		r := newRig(t, setup{})
		c := r.login("alice")
		c.talk(f.set...)
		c.pasv()
		c.talk("STOR f", "150 Opening data connection.")
		c.upload(string(encoded(t, f.form)) + "more")
		c.expect("451 Stopped: the data do not fit mode and structure.")
	}
}

// TestNothingBehindTheStreamLater is the same for deflate mode, where the connection's end is the file's, with what is
// too much coming later.
func TestNothingBehindTheStreamLater(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	c := r.login("alice")
	c.talk("MODE Z", "200 Mode is deflate.")
	c.pasv()
	c.talk("STOR f", "150 Opening data connection.")
	for _, f := range forms {
		if f.name == "deflated" {
			_, err := c.openData().Write(encoded(t, f.form))
			must(t, err)
		}
	}
	c.upload("more")
	c.expect("451 Stopped: the data do not fit mode and structure.")
}

// dataFor is the data connection, in TLS or not.
func (c *client) dataFor(t *testing.T, secure bool) io.WriteCloser {
	t.Helper()
	if !secure {
		return c.openData()
	}
	conn := tls.Client(c.openData(), &tls.Config{InsecureSkipVerify: true})
	must(t, conn.Handshake())
	return conn
}

// loginFor logs in, over TLS or not.
func (r *rig) loginFor(secure bool) *client {
	r.t.Helper()
	if secure {
		return r.loginTLS("alice")
	}
	return r.login("alice")
}

// TestStatusOfAnUpload asks for the status of an upload that is short and slow, in each way that the bytes may take:
// what has come is told soon.
func TestStatusOfAnUpload(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		for _, f := range forms[:2] {
			t.Run(fmt.Sprintf("%s, TLS %v", f.name, secure), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, setup{Options: fsm.Options{Policies: map[string]string{"tls": "optional"}}})
				c := r.loginFor(secure)
				c.talk(f.set...)
				c.pasv()
				c.talk("STOR f", "150 Opening data connection.")
				data := c.dataFor(t, secure)
				_, err := io.WriteString(data, "some\r\n")
				must(t, err)
				r.waitFor("the status tells of some bytes", func() bool {
					c.send("STAT")
					status := c.reply()
					return !strings.Contains(status, " 0 bytes") && strings.Contains(status, " bytes, ")
				})
				must(t, data.Close())
				c.expect("226 Transfer complete.")
			})
		}
	}
}
