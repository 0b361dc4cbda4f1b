package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

const importHelp = `Add all users of a file of users, with their passwords: all of them, or none.

What the file does not say of a user (a home, a quota) can come from a group
later: "portolan user set --group GROUP NAME".`

func (u *users) newImport() *cobra.Command {
	replace := false
	c := u.command("import [flags] FILE", "Add all users of a file of users", oneArgument("FILE"), func(c *cobra.Command, args []string) error {
		from, err := accounts.LoadUsers(args[0])
		if err != nil {
			return daemon.Mistake{Err: err}
		}
		return u.load(c, from.Records(), replace)
	})
	c.Long = importHelp
	c.Flags().BoolVar(&replace, "replace", false, "replace users who are there already")
	return c
}

// load adds the users and says so.
func (u *users) load(c *cobra.Command, all []accounts.Record, replace bool) error {
	return edit(c, u.open, true, func(ctx context.Context, store Store) error {
		err := store.Edit(ctx, func(e accounts.Editor) error { return addAll(e, all, replace) })
		if errors.Is(err, accounts.ErrUserExists) {
			return fmt.Errorf("%w: --replace replaces it; nothing has changed", err)
		}
		return err
	}, fmt.Sprintf("imported users: %d", len(all)))
}

func addAll(e accounts.Editor, all []accounts.Record, replace bool) error {
	for _, r := range all {
		r.Unset = unsaid(&r.Account)
		if replace {
			if err := e.Remove(r.Name); err != nil && !errors.Is(err, accounts.ErrNoUser) {
				return err
			}
		}
		if err := e.Add(r); err != nil {
			return err
		}
	}
	return nil
}

// unsaid are the fields that a file does not say of a user.
func unsaid(a *accounts.Account) (fields accounts.Fields) {
	for field, is := range map[accounts.Fields]bool{
		accounts.FieldHome: a.Home == "", accounts.FieldQuotaBytes: a.Quota.Bytes == 0,
		accounts.FieldQuotaFiles: a.Quota.Files == 0, accounts.FieldNoExchange: !a.NoExchange,
	} {
		if is {
			fields |= field
		}
	}
	return fields
}
