package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	store, err := u.open(ctx, true)
	if err != nil {
		return err
	}
	defer store.Close()
	err = store.Edit(ctx, func(e accounts.Editor) error {
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
	})
	if errors.Is(err, accounts.ErrUserExists) {
		return fmt.Errorf("%w: --replace replaces it; nothing has changed", err)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s: imported users: %d\n", store.Name(), len(all))
	return err
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
