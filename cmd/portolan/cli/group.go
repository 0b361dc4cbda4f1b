package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// groups is what the commands below "group" are told.
type groups struct {
	places
	grants
}

const groupHelp = `Keep groups of users in a database. What a user does not have of their own is the
group's: permissions, home and quota. The home may contain {user}, which stands
for the user's name. "portolan user set --group GROUP NAME" puts a user into one.`

func (p *Program) newGroup() *cobra.Command {
	g := &groups{places: places{program: p}}
	c := &cobra.Command{Use: "group", Short: "Keep groups of users in a database", Long: groupHelp}
	g.places.define(c)
	c.AddCommand(g.newAdd(), g.newSet(), g.newList(), g.newRemove())
	group(c)
	return c
}

func (g *groups) newAdd() *cobra.Command {
	var c *cobra.Command
	c = g.command("add [flags] NAME", "Add a group", oneArgument("NAME"), func(_ *cobra.Command, args []string) error {
		added := accounts.Group{Unset: accounts.AllFields}
		added.Name = args[0]
		g.grants.apply(c, &added.Account, &added.Unset)
		return g.edit(c, true, "added", args[0], func(all accounts.GroupEditor) error { return all.Add(added) })
	})
	g.grants.define(c, "")
	return c
}

func (g *groups) newSet() *cobra.Command {
	var c *cobra.Command
	c = g.command("set [flags] NAME", "Change what a group gives to its users", oneArgument("NAME"), func(_ *cobra.Command, args []string) error {
		if err := g.grants.check(c); err != nil {
			return err
		}
		return g.edit(c, false, "changed", args[0], func(all accounts.GroupEditor) error {
			return all.Set(args[0], func(e *accounts.Group) { g.grants.apply(c, &e.Account, &e.Unset) })
		})
	})
	g.grants.define(c, "")
	g.grants.defineUnset(c, g.program)
	return c
}

func (g *groups) newRemove() *cobra.Command {
	return g.command("remove [flags] NAME", "Remove a group without users", oneArgument("NAME"), func(c *cobra.Command, args []string) error {
		return g.edit(c, false, "removed", args[0], func(all accounts.GroupEditor) error { return all.Remove(args[0]) })
	})
}

var groupColumns = []column[accounts.Group]{
	{"NAME", func(g accounts.Group) string { return g.Name }, true},
	{"USERS", func(g accounts.Group) string { return fmt.Sprint(g.Members) }, true},
	{"PERMISSIONS", func(g accounts.Group) string { return given(g, accounts.FieldPermissions, g.Permissions.String()) }, true},
	{"QUOTA", func(g accounts.Group) string {
		return given(g, accounts.FieldQuotaBytes, accounts.FormatSize(g.Quota.Bytes))
	}, true},
	{"FILES", func(g accounts.Group) string { return given(g, accounts.FieldQuotaFiles, fmt.Sprint(g.Quota.Files)) }, true},
	{"HOME", func(g accounts.Group) string { return given(g, accounts.FieldHome, shownDirectory(g.Home)) }, true},
	{"FXP", func(g accounts.Group) string { return given(g, accounts.FieldNoExchange, exchange(g.NoExchange)) }, false},
}

// given is a text, if the group gives the field.
func given(g accounts.Group, field accounts.Fields, text string) string {
	return orNone(!g.Unset.Has(field), text)
}

// exchange tells whether transfers between servers are possible.
func exchange(never bool) string {
	if never {
		return "never"
	}
	return "allowed"
}

func (g *groups) newList() *cobra.Command {
	return g.command("list", "List the groups", noArguments, func(c *cobra.Command, _ []string) error {
		store, err := g.openDatabase(c.Context(), false)
		if err != nil {
			return err
		}
		defer store.Close()
		all, err := store.Groups(c.Context())
		if err != nil {
			return err
		}
		return printTable(c.OutOrStdout(), groupColumns, all)
	})
}

// edit changes the groups and says so.
func (g *groups) edit(c *cobra.Command, make bool, done, name string, change func(accounts.GroupEditor) error) error {
	return edit(c, g.openDatabase, make, func(ctx context.Context, store Database) error { return store.EditGroups(ctx, change) },
		done+" group "+logging.Printable(name, true))
}
