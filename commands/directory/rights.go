package directory

import (
	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/listing"
	"github.com/portolan-ftp/portolan/fsm"
)

// rightsTable says which right a permission gives, and which commands use it. Where the server's policies refuse these
// commands, the perm fact (RFC 3659 7.5.5) does not have the right.
var rightsTable = [...]struct {
	permission accounts.Permission
	right      listing.Rights
	command    fsm.Command
}{
	{accounts.Read, listing.Read, ftp.CmdRetr},
	{accounts.List, listing.List, ftp.CmdList},
	{accounts.Write, listing.Write, ftp.CmdStor},
	{accounts.Append, listing.Append, ftp.CmdAppe},
	{accounts.Delete, listing.Delete, ftp.CmdDele},
	{accounts.Rename, listing.Rename, ftp.CmdRnfr},
	{accounts.MakeDir, listing.MakeDir, ftp.CmdMkd},
	{accounts.RemoveDir, listing.RemoveDir, ftp.CmdRmd},
}

// Rights is what an account may do in a session.
func Rights(s *fsm.Session, a *accounts.Account) listing.Rights {
	var can listing.Rights
	for _, row := range rightsTable {
		if a.Permissions.Has(row.permission) && s.Offered(row.command) {
			can |= row.right
		}
	}
	return can
}
