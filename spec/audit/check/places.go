package audit

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// spot is a state that has a meaning for the checks. Region is -1 when the spec has no such thing.
type spot struct {
	region int
	state  uint8
}

// nouns are the places that the checks speak of. They are found by what commands do, not by the names of
// regions: the login is wherever PASS leads.
type nouns struct {
	login    spot // PASS was accepted
	rename   spot // RNFR was accepted
	restart  spot // REST was accepted
	part     spot // RANG was accepted
	copied   spot // SITE CPFR was accepted
	data     spot // an endpoint is there: any state but the first
	epsvOnly spot // EPSV ALL was accepted
	control  spot // AUTH was accepted
	buffer   spot // PBSZ was accepted
	private  spot // PROT P was accepted
	host     spot // HOST was accepted; no command need ask for it
}

func (m *Model) findNouns() nouns {
	return nouns{
		login: m.remembers("PASS"), rename: m.remembers("RNFR"), restart: m.remembers("REST"),
		part: m.remembers("RANG"), copied: m.remembers("SITE CPFR"),
		data:     m.remembers("EPSV", "PASV", "EPRT", "PORT", "LPSV", "LPRT"),
		epsvOnly: m.remembers("EPSV ALL"), control: m.remembers("AUTH TLS", "AUTH"),
		buffer: m.remembers("PBSZ"), private: m.remembers("PROT P", "PROT"), host: m.remembers("HOST"),
	}
}

// regions are those that the checks speak of: they have to be in the nodes, also where no command reads them.
func (n *nouns) regions() []int {
	var all []int
	for _, p := range []spot{n.login, n.rename, n.restart, n.part, n.copied, n.data, n.epsvOnly, n.control, n.buffer, n.private} {
		if p.exists() {
			all = append(all, p.region)
		}
	}
	return all
}

// remembers is where the first of the commands that exists leads when it is accepted: the first move away from
// a region's first state.
func (m *Model) remembers(commands ...string) spot {
	for _, name := range commands {
		if m.Machine.Command(name) == nil {
			continue
		}
		for _, row := range m.rows() {
			if row.Command != name || row.Kind != spec.KindReply || negative(row) {
				continue
			}
			if p := m.away(row); p.region >= 0 {
				return p
			}
		}
		break
	}
	return spot{region: -1}
}

// away is the first move of a row to a state that is not its region's first; the regions that the runtime
// moves do not count.
func (m *Model) away(row *spec.Row) spot {
	for _, mv := range row.Moves {
		r := m.Machine.Region(mv.Region)
		if s := slices.Index(m.Spec.Regions[r].States, mv.State); s > 0 && mv.Region != m.Spec.Roles.Session() && mv.Region != m.Spec.Roles.Transfer {
			return spot{r, uint8(s)}
		}
	}
	return spot{region: -1}
}

// exists reports whether the spec has such a place.
func (p spot) exists() bool { return p.region >= 0 }

// at reports whether a session is there.
func (p spot) at(c *explore.Config) bool { return p.region >= 0 && c.States[p.region] == p.state }

// left reports whether the place's region is in another state than its first: there is an endpoint, a file to rename.
func (p spot) left(c *explore.Config) bool { return p.region >= 0 && c.States[p.region] != 0 }

// named is the name of the place's region, "" without one.
func (p spot) named(s *spec.Spec) string {
	if p.region < 0 {
		return ""
	}
	return s.Regions[p.region].Name
}

// loggedIn reports whether somebody is logged in.
func (m *Model) loggedIn(c *explore.Config) bool { return m.nouns.login.at(c) }

// loggedOut reports whether nobody is logged in.
func (m *Model) loggedOut(c *explore.Config) bool { return !m.loggedIn(c) }

// guarded reports whether a command has a need that only a login meets, and which: the index into its needs.
func (m *Model) guarded(c *spec.Command) (need int, ok bool) {
	p := m.nouns.login
	if !p.exists() {
		return 0, false
	}
	region := &m.Spec.Regions[p.region]
	for i := range c.Needs {
		for _, t := range c.Needs[i].When {
			if !t.Policy && t.Region == region.Name && len(t.States) == 1 && t.States[0] == region.States[p.state] {
				return i, true
			}
		}
	}
	return 0, false
}
