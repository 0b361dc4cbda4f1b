package proxy

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// Options say between whom a proxy stands.
type Options struct {
	Machine     *explore.Machine // of the table
	Book        *standards.Book
	Upstream    string           // host and port of the server
	Implicit    string           // where the server has implicit TLS; "" for nowhere
	Certificate *tls.Certificate // that clients are shown; nil: nothing is judged behind AUTH TLS
	TLS         *tls.Config      // towards the server
	Found       func(Finding)    // is told each finding when it is seen first; nil for nobody
}

// Finding is something that a server did in a session.
type Finding struct {
	Session int
	Client  string // address
	report.Finding
}

// Proxy judges the sessions that pass through it.
type Proxy struct {
	options Options
	lines   *stimulus.Set
	serving *tls.Config // towards clients

	mu       sync.Mutex
	sessions int
	now      int // sessions that are open
	commands int
	begun    time.Time
	greeting string
	asked    map[string]bool // requirements that some reply has answered
	found    []report.Finding
	notes    map[string]int // why sessions were not judged to their end, and how many
}

// New makes a proxy.
func New(o Options) *Proxy {
	p := &Proxy{options: o, lines: stimulus.New(o.Machine), asked: map[string]bool{}, notes: map[string]int{}, begun: time.Now()}
	if o.Certificate != nil {
		p.serving = &tls.Config{Certificates: []tls.Certificate{*o.Certificate}}
	}
	return p
}

// Serve takes clients until the context ends, and waits for their sessions.
func (p *Proxy) Serve(ctx context.Context, l net.Listener) error {
	return p.serve(ctx, l, false)
}

// ErrBlind says that sessions with implicit TLS have nothing that could be judged.
var ErrBlind = errors.New("proxy: implicit TLS takes a certificate for the clients (--proxy-cert), and a server that has it (--implicit)")

// ServeTLS is Serve for clients that begin TLS at once, and for the server's port of that kind.
func (p *Proxy) ServeTLS(ctx context.Context, l net.Listener) error {
	if p.options.Certificate == nil || p.options.TLS == nil || p.options.Implicit == "" {
		return ErrBlind
	}
	return p.serve(ctx, l, true)
}

func (p *Proxy) serve(ctx context.Context, l net.Listener, implicit bool) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var open sync.WaitGroup
	defer open.Wait()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				conn.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil: // too many files are open, for example
			time.Sleep(linger)
			continue
		}
		client, ok := conn.(*net.TCPConn)
		if !ok || !p.enter() {
			conn.Close()
			continue
		}
		open.Go(func() {
			defer p.leave()
			p.session(ctx, client, implicit)
		})
	}
}

func (p *Proxy) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now >= maxSessions {
		return false
	}
	p.now++
	p.sessions++
	return true
}

func (p *Proxy) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now--
}

// tell notes a finding, and tells it where it is new.
func (p *Proxy) tell(f Finding) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.IndexFunc(p.found, func(x report.Finding) bool { return x.Case == f.Case && x.Verdict == f.Verdict }); i >= 0 {
		p.found[i].Times++
		return
	}
	f.Times = 1
	p.found = append(p.found, f.Finding)
	if p.options.Found != nil {
		p.options.Found(f)
	}
}

// note counts a session that is not judged to its end.
func (p *Proxy) note(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes[why]++
}

// answered notes the requirements that the replies of a session have answered.
func (p *Proxy) answered(asked map[string]bool, commands int, greeting string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range asked {
		p.asked[id] = true
	}
	p.commands += commands
	p.greeting = cmp.Or(p.greeting, greeting)
}

// Report is what was found so far.
func (p *Proxy) Report() *report.Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &report.Report{
		Target: p.options.Upstream, Greeting: p.greeting, Commands: p.commands, Sessions: p.sessions,
		Seconds: time.Since(p.begun).Seconds(), Findings: slices.Clone(p.found),
	}
	for _, why := range sortedKeys(p.notes) {
		r.Profile = append(r.Profile, report.Fact{Name: "not judged", Value: plural(p.notes[why], why)})
	}
	worst := map[string]string{}
	for _, f := range p.found {
		worst[f.ID] = cmp.Or(worst[f.ID], f.Verdict)
	}
	for q := range p.options.Book.Requirements() {
		switch {
		case worst[q.ID] != "":
			r.Requirements = append(r.Requirements, report.Requirement{ID: q.ID, Verdict: worst[q.ID], Level: q.Level(), Text: q.Text()})
		case p.asked[q.ID]:
			r.Requirements = append(r.Requirements, report.Requirement{ID: q.ID, Verdict: report.Pass, Level: q.Level(), Text: q.Text()})
		}
	}
	return r
}

// finding is one of the judge, as reports have it.
func finding(f *judge.Finding, dialogue []string) report.Finding {
	return report.Finding{
		Case: f.Name(), Verdict: string(f.Verdict), ID: f.ID, Also: f.Also, Level: f.Level, Text: f.Text, Source: f.Source,
		Command: f.Command, Got: f.Got, Allowed: f.Allowed, Dialogue: dialogue,
	}
}
