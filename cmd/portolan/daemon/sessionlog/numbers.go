package sessionlog

import (
	"slices"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// numbers are those by which a table knows what the log looks for. An overlay numbers its regions, states and commands anew
// and keeps the names of its base, so each is found by the name that it has in the table of package ftp.
type numbers struct {
	user     fsm.Command // that names who wants to log in
	login    fsm.Region
	loggedIn fsm.State
	over     fsm.Guard
}

func numbersIn(t *fsm.Table) numbers {
	base := ftp.Table()
	login := base.Regions[ftp.RegionLogin]
	n := numbers{user: fsm.NoCommand, login: fsm.NoRegion, over: t.Roles.Over}
	user := base.Commands[ftp.CmdUser].Name
	if c := slices.IndexFunc(t.Commands, func(c fsm.CommandInfo) bool { return c.Name == user }); c >= 0 {
		n.user = fsm.Command(c)
	}
	if r := slices.IndexFunc(t.Regions, func(r fsm.RegionInfo) bool { return r.Name == login.Name }); r >= 0 {
		if s := slices.Index(t.Regions[r].States, login.States[ftp.LoginIn]); s >= 0 {
			n.login, n.loggedIn = fsm.Region(r), fsm.State(s)
		}
	}
	return n
}

// in says whether a step has led to, or left, a session that is logged in.
func (n *numbers) in(s *fsm.Step) bool {
	return n.login != fsm.NoRegion && s.After[n.login] == n.loggedIn
}

// ended says whether a session is over after a step.
func (n *numbers) ended(s *fsm.Step) bool {
	return n.over.States&(1<<s.After[n.over.Region]) != 0
}
