package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// byItself says why no client brings about an event or an end.
var byItself = map[string]string{
	"connected":           "",
	"too-many":            "it takes more connections than the server allows",
	"login-timeout":       "it takes the server's time-out",
	"idle-timeout":        "it takes the server's time-out",
	"no-transfer-timeout": "it takes the server's time-out",
	"stalled":             "it takes the server's time-out",
	"overtime":            "it takes the server's time-out",
	"shutdown":            "the operator ends the server",
	"failed":              "it takes a fault in a handler",
	"other-host":          "it takes TLS for another virtual host",
}

// reason says why no client can bring about a row, whatever it does; "" if one can.
func (p *Planner) reason(i int) string {
	row := &p.machine.Rows[i]
	o := &p.options
	why, known := byItself[endName(row)]
	if row.Kind == spec.KindEvent {
		why, known = byItself[row.Name]
	}
	switch {
	case row.Kind == spec.KindUnwritten:
		return "the handler is written"
	case p.family(i) != "":
		return p.family(i)
	case row.Command == "HOST" && !o.Host && row.Code/100 == 2:
		return "no virtual host is known (--host)"
	case row.Command == "HOST" && (row.Code == 421 || len(row.Argument) > 0):
		return "it takes another virtual host"
	case row.Command == "ACCT" && !o.Account && (row.Kind == spec.KindSyntax || row.Kind == spec.KindReply):
		return "no account needs information for ACCT (--user NAME:PASSWORD:ACCOUNT)"
	case row.Kind == spec.KindDenied && o.Limited:
		return ""
	case row.Kind == spec.KindDenied && o.Others:
		return "the account that lacks permissions was refused otherwise"
	case row.Kind == spec.KindDenied:
		return "the account has the permission (--limited NAME:PASSWORD)"
	case known && (row.Kind == spec.KindEvent || row.Kind == spec.KindTransferEnd):
		return why
	case row.Kind == spec.KindTransferEnd && p.ofWork(i):
		return "the work is done before anything can end it"
	case row.Kind == spec.KindEvent:
		return p.event(row)
	case row.Code == 421 && !o.Dangerous:
		return "it could lock the account (--dangerous)"
	case row.Kind == spec.KindReply || row.Kind == spec.KindEnd:
		return p.outcome(i)
	}
	return ""
}

func (p *Planner) event(row *spec.Row) string {
	switch {
	case row.Name == "noise" && !p.options.Dangerous:
		return "it could shut the address out (--dangerous)"
	case (row.Name == "injected" || row.Name == "handshake-failed") && !p.options.TLS:
		return "the tester has no TLS"
	case row.Name == "implicit" && !p.options.Implicit:
		return "no port for implicit TLS is known (--implicit)"
	}
	return ""
}

// ofWork reports whether an end is one of work.
func (p *Planner) ofWork(end int) bool {
	return slices.ContainsFunc(p.machine.Rows, func(r spec.Row) bool { return r.Then == spec.ThenWork && slices.Contains(r.Ends, end) })
}

// outcome says why no argument brings about an outcome: its classes of failure are those that only a full disk, or an
// unlucky one, has.
func (p *Planner) outcome(i int) string {
	row := &p.machine.Rows[i]
	command := p.machine.Command(row.Command)
	switch {
	case command == nil, row.Code != 0 && row.Code < 400:
		return p.account(row)
	case row.Kind == spec.KindEnd && !p.ofWork(i):
		return p.upload(row)
	case len(row.On) == 0, p.needing[i]:
		return ""
	case slices.Contains(row.On, "other") && (row.Kind == spec.KindEnd || !slices.Contains(row.On, "not-exist")):
		return "it takes a disk, or a back end, that fails"
	}
	for _, l := range p.lines.Lines(command) {
		if slices.ContainsFunc(row.On, l.Causes) {
			return ""
		}
	}
	return fmt.Sprintf("no argument brings about %s", strings.Join(row.On, ", "))
}

// upload says why no data bring about the end of an upload.
func (p *Planner) upload(row *spec.Row) string {
	if p.sends(row) {
		return "it takes a disk that fails"
	}
	if len(row.On) == 0 || slices.Contains(row.On, "unsupported") || slices.Contains(row.On, "invalid-offset") {
		return ""
	}
	return fmt.Sprintf("no data bring about %s", strings.Join(row.On, ", "))
}

// sends reports whether an end is one of a download.
func (p *Planner) sends(end *spec.Row) bool {
	begin, _, _ := strings.Cut(end.Name, ".")
	return slices.ContainsFunc(p.machine.Rows, func(r spec.Row) bool { return r.Command == end.Command && r.Name == begin && r.Then == spec.ThenSend })
}

// account says what is missing for a login of another kind.
func (p *Planner) account(row *spec.Row) string {
	needs := func(state string) bool {
		return slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.State == state && m.Region == "login" })
	}
	switch {
	case row.Command == "USER" && (needs("in") || needs("half")):
		return "it takes a client certificate"
	case needs("half") && !p.options.Account:
		return "no account needs information for ACCT (--user NAME:PASSWORD:ACCOUNT)"
	}
	return ""
}

// Unseen is a row that was not seen, and why.
type Unseen struct {
	Row    int
	Why    string
	Lacks  bool // the target does not have the command
	Never  bool // no client can bring it about, whatever the server is
	Policy bool // not under the policies that the server has
}

// Unseen are the rows that were not seen, each with its reason. Possible says which rows some way leads to under the
// policies that the target may have.
func (p *Planner) Unseen(possible []bool) []Unseen {
	var all []Unseen
	for i := range p.machine.Rows {
		if p.seen[i] {
			continue
		}
		row := &p.machine.Rows[i]
		u := Unseen{Row: i}
		switch why := p.why[i]; {
		case row.Kind == spec.KindUnwritten:
			continue
		case p.refused[row.Command] && row.Command != "":
			u.Why, u.Lacks = "the server does not offer it", true
		case !possible[i]:
			u.Why, u.Policy = "not under this server's policies", true
		case why != "":
			u.Why, u.Never = why, true
		case p.total[i] > 0:
			u.Why = fmt.Sprintf("tried %d times; the server answered otherwise", p.total[i])
		default:
			u.Why = "no way led there"
		}
		all = append(all, u)
	}
	return all
}

// family says that a row is only there over the address family that the connection does not have; "" if it is not so.
func (p *Planner) family(i int) string {
	row := &p.machine.Rows[i]
	when, unless := row.When, row.Unless
	if c := p.machine.Command(row.Command); c != nil && row.Kind == spec.KindNeed {
		for _, n := range c.Needs {
			if n.Name == row.Name {
				when, unless = n.Unless, n.When
			}
		}
	}
	for _, region := range p.machine.Spec.Regions {
		if region.Begins == "" {
			continue
		}
		mine := region.States[p.options.Family]
		for _, t := range when {
			if !t.Policy && t.Region == region.Name && !slices.Contains(t.States, mine) {
				return "not over " + mine
			}
		}
		for _, t := range unless {
			if len(unless) == 1 && !t.Policy && t.Region == region.Name && slices.Contains(t.States, mine) {
				return "not over " + mine
			}
		}
	}
	return ""
}
