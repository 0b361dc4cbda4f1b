package cli

import (
	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// grants are what an account may do, sees and may store, which users and groups have both.
type grants struct {
	home        string
	permissions accounts.Permission
	quota       accounts.Quota
	noExchange  bool
	unset       []accounts.Fields
}

// The flags of an account, which are accounts.FieldNames, and the one that takes them back.
const (
	homeFlag        = "home"
	permissionsFlag = "permissions"
	quotaFlag       = "quota"
	quotaFilesFlag  = "quota-files"
	noExchangeFlag  = "no-fxp"
	unsetFlag       = "unset"
)

// define adds the flags; shown is the default of the permissions.
func (g *grants) define(c *cobra.Command, shown string) {
	c.Flags().StringVar(&g.home, homeFlag, "", "directory below the served one that the user sees (default all of it)")
	define(c.Flags(), &g.permissions, permissionsFlag, "list", shown, accounts.ParsePermissions,
		"read-only, read-write, none, or some of read,list,write,append,delete,rename,mkdir,rmdir,attributes")
	define(c.Flags(), &g.quota.Bytes, quotaFlag, "size", "", readLimit(accounts.ParseSize), "most bytes in the home, with K, M, G or T; 0 for no limit (default 0)")
	define(c.Flags(), &g.quota.Files, quotaFilesFlag, "number", "", readLimit(accounts.ParseCount), "most files, directories and links in the home; 0 for no limit (default 0)")
	c.Flags().BoolVar(&g.noExchange, noExchangeFlag, false, "no part in transfers between servers, which \"portolan serve --allow-fxp\" allows")
}

// defineUnset adds the flag that takes values back, if there are groups that could give others.
func (g *grants) defineUnset(c *cobra.Command, p *Program) {
	if len(p.databases()) > 0 {
		defineList(c.Flags(), &g.unset, unsetFlag, "flag", accounts.ParseField, "home, permissions, quota, quota-files or no-fxp: no value of its own any more; repeatable")
	}
}

// check finds a value that is both given and taken back.
func (g *grants) check(c *cobra.Command) error {
	for _, field := range g.unset {
		if name := field.String(); c.Flags().Changed(name) {
			return daemon.Mistakef("--%s and --%s %s exclude each other", name, unsetFlag, name)
		}
	}
	return nil
}

// apply sets what was given, and what is unset.
func (g *grants) apply(c *cobra.Command, a *accounts.Account, unset *accounts.Fields) {
	take(c, homeFlag, &a.Home, g.home)
	take(c, permissionsFlag, &a.Permissions, g.permissions)
	take(c, quotaFlag, &a.Quota.Bytes, g.quota.Bytes)
	take(c, quotaFilesFlag, &a.Quota.Files, g.quota.Files)
	take(c, noExchangeFlag, &a.NoExchange, g.noExchange)
	for i, name := range accounts.FieldNames {
		if c.Flags().Changed(name) {
			*unset &^= 1 << i
		}
	}
	for _, field := range g.unset {
		*unset |= field
	}
}

// readLimit reads a limit, of which 0 is none.
func readLimit(read func(string) (int64, error)) func(string) (int64, error) {
	return func(text string) (int64, error) {
		if text == "0" {
			return 0, nil
		}
		return read(text)
	}
}
