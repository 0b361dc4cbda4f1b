package check

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Place is a state that has a meaning for the checks. Region is -1 if the spec has no such state.
type Place struct {
	Region int
	State  uint8
}

// Places are the places that the checks speak of. They are found by what commands do, not by the names of
// regions: the login is wherever PASS leads.
type Places struct {
	Login    Place // PASS was accepted
	Rename   Place // RNFR was accepted
	Restart  Place // REST was accepted
	Part     Place // RANG was accepted
	Copied   Place // SITE CPFR was accepted
	Data     Place // an endpoint is there: any state but the first
	EpsvOnly Place // EPSV ALL was accepted
	Control  Place // AUTH was accepted
	Buffer   Place // PBSZ was accepted
	Private  Place // PROT P was accepted
	Host     Place // HOST was accepted; no command need ask for it
}

func (m *Model) findPlaces() Places {
	return Places{
		Login: m.remembers("PASS"), Rename: m.remembers("RNFR"), Restart: m.remembers("REST"),
		Part: m.remembers("RANG"), Copied: m.remembers("SITE CPFR"),
		Data:     m.remembers("EPSV", "PASV", "EPRT", "PORT", "LPSV", "LPRT"),
		EpsvOnly: m.remembers("EPSV ALL"), Control: m.remembers("AUTH TLS", "AUTH"),
		Buffer: m.remembers("PBSZ"), Private: m.remembers("PROT P", "PROT"), Host: m.remembers("HOST"),
	}
}

// regions are the regions of all places. They have to be in the nodes, even if no command reads them.
func (n *Places) regions() []int {
	var all []int
	for _, p := range []Place{n.Login, n.Rename, n.Restart, n.Part, n.Copied, n.Data, n.EpsvOnly, n.Control, n.Buffer, n.Private} {
		if p.Exists() {
			all = append(all, p.Region)
		}
	}
	return all
}

// remembers is the place to which the first existing command of a list leads when it is accepted: its first move away
// from a region's first state.
func (m *Model) remembers(commands ...string) Place {
	for _, name := range commands {
		if m.Machine.Command(name) == nil {
			continue
		}
		for _, row := range m.Rows() {
			if row.Command != name || row.Kind != spec.KindReply || Negative(row) {
				continue
			}
			if p := m.Away(row); p.Region >= 0 {
				return p
			}
		}
		break
	}
	return Place{Region: -1}
}

// Away is the first move of a row to a state that is not its region's first; the regions that the runtime
// moves do not count.
func (m *Model) Away(row *spec.Row) Place {
	for _, mv := range row.Moves {
		r := m.Machine.Region(mv.Region)
		if s := slices.Index(m.Spec.Regions[r].States, mv.State); s > 0 && mv.Region != m.Spec.Roles.Session() && mv.Region != m.Spec.Roles.Transfer {
			return Place{r, uint8(s)}
		}
	}
	return Place{Region: -1}
}

// Exists reports whether the spec has such a place.
func (p Place) Exists() bool { return p.Region >= 0 }

// At reports whether a session is there.
func (p Place) At(c *explore.Config) bool { return p.Region >= 0 && c.States[p.Region] == p.State }

// Left reports whether the place's region is in another state than its first: there is an endpoint, a file to rename.
func (p Place) Left(c *explore.Config) bool { return p.Region >= 0 && c.States[p.Region] != 0 }

// RegionName is the name of the place's region, "" without one.
func (p Place) RegionName(s *spec.Spec) string {
	if p.Region < 0 {
		return ""
	}
	return s.Regions[p.Region].Name
}

// LoggedIn reports whether somebody is logged in.
func (m *Model) LoggedIn(c *explore.Config) bool { return m.Places.Login.At(c) }

// LoggedOut reports whether nobody is logged in.
func (m *Model) LoggedOut(c *explore.Config) bool { return !m.LoggedIn(c) }

// Guarded reports whether a command has a need that only a login meets, and the index of that need.
func (m *Model) Guarded(c *spec.Command) (need int, ok bool) {
	p := m.Places.Login
	if !p.Exists() {
		return 0, false
	}
	region := &m.Spec.Regions[p.Region]
	for i := range c.Needs {
		for _, t := range c.Needs[i].When {
			if !t.Policy && t.Region == region.Name && len(t.States) == 1 && t.States[0] == region.States[p.State] {
				return i, true
			}
		}
	}
	return 0, false
}
