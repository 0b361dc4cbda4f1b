// Package sessionlog tells a log what the sessions of a server do.
//
//	server, err := fsm.NewServer(fsm.Options{Observer: sessionlog.New(log, sessionlog.Options{}), …})
//
//	14:03:21 login portolan 127.0.0.1:50112
//	14:03:25 upload /video.mp4 done 1.2 GB 3.1 s 390 MB/s portolan 127.0.0.1:50112
//
// Sessions, logins, transfers and other changes of files are logged at level info. Errors of the storage and failed
// logins are logged at level warn, and every other command at level debug. Passwords are never logged.
package sessionlog

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// Options are what a Log is made of.
type Options struct {
	// Host is the name of a session's virtual host, "" for none; nil is none for all.
	Host func(*fsm.Session) string
	// Advice tells an operator what to do about an error, at the end of its line; nil tells nothing.
	Advice func(error) string
}

// Log is an fsm.Observer, and so never sees a password. It observes FTP, and what extends FTP, which has its numbers.
type Log struct {
	log *slog.Logger
	of  Options

	mu   sync.Mutex
	open map[uint64]*visit // by session
}

// visit is the state of a session for the log, until the session ends. Only the session's own goroutine touches it.
type visit struct {
	user     string // the last name given with USER
	began    time.Time
	sent     int64
	received int64
}

// New makes the observer that tells log.
func New(log *slog.Logger, o Options) *Log {
	if o.Host == nil {
		o.Host = func(*fsm.Session) string { return "" }
	}
	if o.Advice == nil {
		o.Advice = func(error) string { return "" }
	}
	return &Log{log: log, of: o, open: map[uint64]*visit{}}
}

// Step logs one row.
func (l *Log) Step(s fsm.Step) {
	table := s.Session.Table()
	row := &table.Rows[s.Row]
	if s.Row == table.Events[fsm.EventTooMany] { // never was a session
		l.say(slog.LevelWarn, "refused", &s, "", slog.String(logging.KeyResult, row.Name))
		return
	}
	switch {
	case s.Row == table.Events[fsm.EventConnected]:
		l.visit(&s)
		l.say(slog.LevelInfo, "connected", &s, "")
	case s.Transfer != nil && s.Transfer.Work:
		l.worked(&s, row)
	case s.Transfer != nil:
		l.transferred(&s, row)
	case row.Kind == fsm.KindReply && logsIn(table, s.Command):
		l.login(&s, row)
	case s.Command != fsm.NoCommand:
		l.command(&s, row)
	}
	if s.After[ftp.RegionSession] == ftp.SessionClosed {
		l.closed(&s, row)
	}
}

// visit finds what is remembered of a session; one that is new begins now.
func (l *Log) visit(s *fsm.Step) *visit {
	id := s.Session.ID()
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.open[id]
	if v == nil {
		v = &visit{began: time.Now()}
		l.open[id] = v
	}
	return v
}

// say writes one line. The user and address come last, so that plain lines begin alike.
func (l *Log) say(level slog.Level, message string, s *fsm.Step, user string, what ...slog.Attr) {
	if !l.log.Enabled(context.Background(), level) {
		return
	}
	if user != "" {
		what = append(what, slog.String(logging.KeyUser, user))
	}
	if host := l.of.Host(s.Session); host != "" {
		what = append(what, slog.String(logging.KeyHost, host))
	}
	what = append(what, slog.String(logging.KeyPeer, s.Session.Peer().String()), slog.Uint64(logging.KeySession, s.Session.ID()))
	if s.Cause != nil && !errors.Is(s.Cause, io.EOF) { // the client's own way to leave
		what = append(what, slog.String(logging.KeyError, s.Cause.Error()+l.of.Advice(s.Cause)))
	}
	l.log.LogAttrs(context.Background(), level, message, what...)
}

// logsIn reports whether a command is one that a login consists of: it asks accounts.
func logsIn(table *fsm.Table, c fsm.Command) bool {
	return c != fsm.NoCommand && slices.ContainsFunc(table.Commands[c].Does, func(name string) bool { return strings.HasPrefix(name, accountsDo) })
}

// login logs a step of a login: its end, or a question for more.
func (l *Log) login(s *fsm.Step, row *fsm.RowInfo) {
	v := l.visit(s)
	if s.Command == ftp.CmdUser {
		if v.user = s.Session.User(); v.user == "" { // nobody of that name is let on
			_, v.user, _ = strings.Cut(s.Line, " ")
		}
	}
	switch {
	case s.After[ftp.RegionLogin] == fsm.State(ftp.LoginIn):
		l.say(slog.LevelInfo, "login", s, v.user)
	case row.Code/100 == positiveIntermediate:
		l.command(s, row)
	default:
		l.say(slog.LevelWarn, "login failed", s, v.user, slog.String(logging.KeyResult, row.Name))
	}
}

// transferred logs the end of a transfer. Listings are told only to those who want every command.
func (l *Log) transferred(s *fsm.Step, row *fsm.RowInfo) {
	t, v := s.Transfer, l.visit(s)
	message, level := "download", slog.LevelInfo
	if t.Upload {
		message = "upload"
		v.received += t.Bytes
	} else {
		v.sent += t.Bytes
	}
	if slices.Contains(s.Session.Table().Commands[s.Command].Does, listingDoes) {
		message, level = "listing", slog.LevelDebug
	}
	if !succeeded(row) {
		level = slog.LevelWarn
	}
	took := t.Ended.Sub(t.Started)
	_, result, _ := strings.Cut(row.Name, ".") // "opening.done"
	what := []slog.Attr{slog.String(logging.KeyResult, result), slog.Int64(logging.KeyBytes, t.Bytes),
		slog.Float64(logging.KeySeconds, seconds(took)), slog.Int64(logging.KeyRate, logging.Rate(t.Bytes, took))}
	if t.Name != "" { // a listing of the working directory has none
		what = slices.Insert(what, 0, slog.String(logging.KeyPath, t.Name))
	}
	what, level = missed(s, what, level)
	if result == fsm.TransferEndNames[fsm.EndAborted] {
		s.Cause = nil // where the abort met the transfer says nothing more
	}
	l.say(level, message, s, t.User, what...)
}

// worked logs the end of work like a command: at level info if it changes the tree.
func (l *Log) worked(s *fsm.Step, row *fsm.RowInfo) {
	t := s.Transfer
	level := slog.LevelDebug
	switch {
	case !succeeded(row):
		level = slog.LevelWarn
	case s.Session.Table().Changes(s.Row):
		level = slog.LevelInfo
	}
	_, result, _ := strings.Cut(row.Name, ".") // "removing.done"
	if result == fsm.TransferEndNames[fsm.EndAborted] {
		s.Cause = nil
	}
	what, level := missed(s, []slog.Attr{slog.String(logging.KeyCommand, strings.TrimSpace(t.Command+" "+t.Name)),
		slog.String(logging.KeyResult, result), slog.Float64(logging.KeySeconds, seconds(t.Ended.Sub(t.Started)))}, level)
	l.say(level, "command", s, t.User, what...)
}

// missed adds how many entries could not be read, which makes the line a warning, and the error of the first if it is
// not the error of the end.
func missed(s *fsm.Step, what []slog.Attr, level slog.Level) ([]slog.Attr, slog.Level) {
	t := s.Transfer
	if t.Missed == 0 {
		return what, level
	}
	s.Cause = cmp.Or(s.Cause, t.Fault)
	return append(what, slog.Int(logging.KeyMissed, t.Missed)), max(level, slog.LevelWarn)
}

// command logs each command at level debug, but changes of the tree at level info, and errors of the storage of class
// Other at level warn.
func (l *Log) command(s *fsm.Step, row *fsm.RowInfo) {
	level := slog.LevelDebug
	switch {
	case s.Cause != nil && storage.ClassOf(s.Cause) == storage.Other:
		level = slog.LevelWarn
	case succeeded(row) && s.Session.Table().Changes(s.Row):
		level = slog.LevelInfo
	}
	if l.log.Enabled(context.Background(), level) { // lines below the level cost nothing
		l.say(level, "command", s, l.visit(s).user, slog.String(logging.KeyCommand, s.Line), slog.String(logging.KeyResult, row.Name))
	}
}

// closed logs the end of a session, and forgets it.
func (l *Log) closed(s *fsm.Step, row *fsm.RowInfo) {
	v := l.visit(s)
	l.say(slog.LevelInfo, "disconnected", s, v.user, slog.String(logging.KeyResult, row.Name), slog.Float64(logging.KeySeconds, seconds(time.Since(v.began))),
		slog.Int64(logging.KeySent, v.sent), slog.Int64(logging.KeyReceived, v.received))
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, s.Session.ID())
}

const (
	// listingDoes is the capability by which a transfer is known to be a listing.
	listingDoes = "files.list"
	// accountsDo begins the names of what asks whether somebody may log in.
	accountsDo = "accounts."
	// positiveCompletion is the first digit of a reply that says it was done (RFC 959 4.2.1).
	positiveCompletion = 2
	// positiveIntermediate is that of one that asks for more.
	positiveIntermediate = 3
)

func succeeded(row *fsm.RowInfo) bool { return row.Code/100 == positiveCompletion }

// seconds rounds to milliseconds.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }
