package proxy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/dialogue"
	"github.com/portolan-ftp/portolan/spec/conform/judge"
)

// moved is how much a data connection has carried.
type moved struct {
	toClient, toServer int64
	failed             bool
}

// count compares what data connections carry with the sizes that the session has told.
type count struct {
	ended    chan moved
	sizes    map[string]int64 // by the names that the client has used
	verb     string           // of the transfer
	name     string
	counts   bool // the transfer's bytes are those of the whole file
	replied  bool // it was answered 2yz
	carried  *moved
	asked    string // the verb and the argument of the last line
	argument string
}

// maxEnded is how many data connections may have ended before the session looks.
const maxEnded = 8

func newCount() *count {
	return &count{ended: make(chan moved, maxEnded), sizes: map[string]int64{}}
}

// line notes a line of the client.
func (c *count) line(verb, argument string) { c.asked, c.argument = verb, argument }

// reply notes what a reply tells: a size, the beginning or the end of a transfer, or that files may be others now.
func (c *count) reply(r *dialogue.Reply, plain bool) {
	if r.Command == nil {
		return
	}
	verb, argument, _ := strings.Cut(r.Line, " ")
	verb = strings.ToUpper(verb)
	switch {
	case r.Role == dialogue.Begin:
		c.verb, c.name, c.counts, c.replied, c.carried = verb, argument, plain, false, nil
	case r.Role == dialogue.End:
		c.replied = r.Code/100 == 2
		c.counts = c.counts && c.replied
	case verb == "SIZE" && r.Code == 213 && plain && len(c.sizes) < maxSizes:
		if n, err := strconv.ParseInt(strings.TrimSpace(r.Text()), 10, 64); err == nil {
			c.sizes[argument] = n
		}
	case r.Code/100 == 2 && !slices.Contains(harmless, verb):
		c.sizes = map[string]int64{}
	}
}

// harmless are commands after which a name still means the same file.
var harmless = []string{"TYPE", "PASV", "EPSV", "PORT", "EPRT", "NOOP", "MDTM", "PWD", "SYST", "FEAT", "STAT", "OPTS", "MLST", "PBSZ", "PROT", "ALLO"}

// waits reports whether a transfer has been answered whose data connection has not ended yet.
func (c *count) waits() bool { return c.counts && c.replied && c.carried == nil }

// settled is the size that was told and the one that came, once both are known and not the same.
func (c *count) settled() (want, got int64, wrong bool) {
	if !c.counts || !c.replied || c.carried == nil || c.carried.failed {
		return 0, 0, false
	}
	m := *c.carried
	c.counts, c.carried = false, nil
	switch c.verb {
	case "RETR":
		want, known := c.sizes[c.name]
		return want, m.toClient, known && want != m.toClient
	case "STOR":
		if len(c.sizes) < maxSizes {
			c.sizes[c.name] = m.toServer
		}
	}
	return 0, 0, false
}

// moved notes that a data connection has ended.
func (s *session) moved(m moved) {
	s.count.carried = &m
	s.compare()
}

// compare reports a download whose size is not the one that was told. It is a warning: somebody else may have changed
// the file meanwhile.
func (s *session) compare() {
	want, got, wrong := s.count.settled()
	if !wrong || s.broken {
		return
	}
	f := judge.Finding{
		Verdict: judge.Warn, ID: "R959-3.1.2-DATA-1", Level: "MUST", Command: "RETR", Source: "RFC 959 3.1.2",
		Text: "a file comes as it is stored, unless somebody has changed it meanwhile",
		Got:  "a download of another size than was told", Allowed: fmt.Sprintf("%d bytes", want),
	}
	if r := s.proxy.options.Book.Requirement(f.ID); r != nil {
		f.Level = r.Level()
	}
	s.show(fmt.Sprintf("-- the data connection has carried %d bytes", got))
	s.tell(&f)
}

// plain reports whether a transfer that a reply begins, or a size that it tells, is that of the file's bytes.
func (s *session) plain(r *dialogue.Reply) bool {
	for region, wanted := range map[string][]string{"mode": {"stream"}, "structure": {"file"}, "type": {"image", "local"}, "restart": {"none", "begin"}, "range": {"none"}} {
		for i := range r.Before {
			if !slices.Contains(wanted, s.dialogue.Machine.State(&r.Before[i].Config, region)) {
				return false
			}
		}
	}
	return len(r.Before) > 0
}

// consider judges a reply.
func (s *session) consider(r *dialogue.Reply) {
	if s.broken || s.blind {
		return
	}
	for _, f := range s.judge.Passed(r, s.commands == 0 && r.Command == nil) {
		s.tell(&f)
	}
}

// tell tells the first step that is against the standards, and the first that is against the table alone.
func (s *session) tell(f *judge.Finding) {
	told := &s.broken
	if f.Verdict == judge.Differs {
		told = &s.differed
	}
	if *told {
		return
	}
	*told = true
	s.proxy.tell(Finding{s.number, s.client.raw.RemoteAddr().String(), finding(f, slices.Clone(s.shown))})
}
