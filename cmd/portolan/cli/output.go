package cli

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// flushPatience is how long the program waits for the reader of its output, at its end and when it prints its
// addresses: a pipe that is not read and a terminal that is stopped (^S) may block for ever.
const flushPatience = 3 * time.Second

// errNotRead says that output is stuck in a full pipe or before a stopped terminal.
var errNotRead = errors.New("nobody reads it")

// tell writes a text, within flushPatience.
func tell(w io.Writer, text string) error {
	done := make(chan error, 1)
	go func() {
		_, err := io.WriteString(w, text)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(flushPatience):
		return errNotRead
	}
}

// output is the log, and the line of progress below it where that is possible. Neither blocks the server: the log goes
// through a queue, and the line has a goroutine of its own.
type output struct {
	*slog.Logger
	queue   *logging.Queue
	display *screen       // nil if there is no line
	done    chan struct{} // ends the goroutine of the line
	gone    chan struct{} // and says that it has ended
}

// openOutput begins to log on standard error, as --log-format and --log-level say.
func (o *options) openOutput(stderr *os.File) *output {
	display, out := newDisplay(stderr, o.logFormat)
	queue := logging.NewQueue(out, func(lines int) []byte {
		var line bytes.Buffer
		logging.New(&line, o.logFormat, slog.LevelDebug).Warn("lines of this log are missing here: nobody took them in time", logging.KeyLines, lines)
		return line.Bytes()
	})
	return &output{Logger: logging.New(queue, o.logFormat, o.logLevel), queue: queue, display: display}
}

// watch shows the running transfers from now on.
func (l *output) watch(server *daemon.Server) {
	if l.display == nil {
		return
	}
	l.done, l.gone = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(l.gone)
		watch(server, l.display, l.done)
	}()
}

// close erases the line and writes the waiting lines of the log, both within flushPatience.
func (l *output) close() {
	late := time.Now().Add(flushPatience)
	if l.done != nil {
		close(l.done)
		select {
		case <-l.gone:
		case <-time.After(flushPatience):
		}
	}
	l.queue.Close(time.Until(late))
}

// newDisplay says where the log goes: to the terminal through a screen, which
// has room for a line of progress, or straight to where it was sent.
func newDisplay(stderr *os.File, format string) (*screen, io.Writer) {
	fd := int(stderr.Fd())
	if format != logging.Plain || os.Getenv("TERM") == "dumb" || !term.IsTerminal(fd) {
		return nil, stderr
	}
	display := &screen{out: stderr, width: func() int {
		width, _, err := term.GetSize(fd)
		if err != nil {
			return 0
		}
		return width
	}}
	return display, display
}
