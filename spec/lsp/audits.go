package lsp

import (
	"time"

	"github.com/portolan-ftp/portolan/spec/audit/report"
)

// auditor runs one audit at a time, when nothing was typed for a while.
type auditor struct {
	rest    *time.Timer
	running bool
	again   bool // something has changed while it ran
	stopped bool
}

// auditLater begins an audit of all that has changed once nothing is typed for a while.
func (s *server) auditLater() {
	switch a := &s.audits; {
	case s.options.Audit == nil || a.stopped:
	case a.running:
		a.again = true
	case a.rest == nil:
		a.rest = time.AfterFunc(s.options.Rest, s.auditNow)
	default:
		a.rest.Reset(s.options.Rest)
	}
}

// stopAudits lets no further audit begin.
func (s *server) stopAudits() {
	s.audits.stopped = true
	if s.audits.rest != nil {
		s.audits.rest.Stop()
	}
}

// auditNow audits, one after the other, the specs whose text has changed since their last audit. Text that is typed
// meanwhile makes the result worthless; another audit begins when the typing stops.
func (s *server) auditNow() {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.audits.running || s.audits.stopped {
		return
	}
	s.audits.running = true
	for _, p := range s.workspace.projects {
		if p.audited || !p.now.concludes() {
			continue
		}
		checked, edition := p.now.spec, p.edition
		s.lock.Unlock()
		found, err := s.options.Audit(checked)
		s.lock.Lock()
		if s.audits.stopped {
			return
		}
		if p.edition != edition {
			s.audits.again = true
			continue
		}
		p.audited = true
		s.take(p, found, err)
	}
	s.audits.running = false
	if s.audits.again {
		s.audits.again = false
		s.auditLater()
	}
}

// take shows what an audit has found.
func (s *server) take(p *project, found *report.Report, err error) {
	if err != nil {
		s.options.Log.Error("the audit failed", "spec", p.entry, "err", err)
		return
	}
	p.findings = found.Groups()
	if err := s.publish(p); err != nil {
		s.options.Log.Error("the findings could not be told", "spec", p.entry, "err", err)
	}
	if !s.refreshes { // the lenses say what the audit has to say
		return
	}
	if err := s.request("workspace/codeLens/refresh", nil); err != nil {
		s.options.Log.Error("the lenses could not be renewed", "spec", p.entry, "err", err)
	}
}
