package daemon

import (
	"context"
	"errors"
	"net/url"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/homes"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/storage"
)

// OwnUser is who is made when no user is given.
const OwnUser = "portolan"

// logins say who may log in.
type logins struct {
	accounts.Authenticator
	invited *url.Userinfo // what a URL of the server says; nil when there is no one user to name
}

// authenticator asks, in this order, for guests, the users that are given and those of the file. Without any of them
// there is one user, with a password that nobody else knows.
func (o *Options) authenticator(verifier *accounts.Verifier) (*logins, error) {
	u, w := &o.Users, &logins{}
	users := u.Static
	switch {
	case u.File != "" || u.Anonymous || u.Also != nil:
	case len(users) == 0:
		own := accounts.StaticUser{Password: accounts.RandomPassword(),
			Account: accounts.Account{Name: OwnUser, Permissions: accounts.ReadWrite}}
		users = append(users, own)
		w.invited = url.UserPassword(own.Account.Name, own.Password)
	case len(users) == 1:
		w.invited = url.User(users[0].Account.Name)
	}
	static, err := accounts.NewStatic(users...)
	if err != nil {
		return nil, Mistake{err}
	}
	w.Authenticator = static
	all := []accounts.Authenticator{static}
	if u.File != "" {
		file, err := o.openUsers(u.File, verifier)
		if err != nil {
			return nil, err
		}
		all = append(all, file)
	}
	if u.Also != nil {
		all = append(all, u.Also)
	}
	if len(all) > 1 {
		w.Authenticator = accounts.Chain(all...)
	}
	if u.Anonymous {
		w.Authenticator = accounts.Anonymous(w.Authenticator, u.AnonymousHome)
	}
	return w, nil
}

// checkUsers finds users who could never log in: the names of guests ask for no password.
func (o *Options) checkUsers() error {
	for _, u := range o.Users.Static {
		if name := u.Account.Name; o.Users.Anonymous && accounts.IsGuest(name) {
			return o.mistakef("{Users.Static} %s: with {Users.Anonymous} that is a name of guests, who need no password", name)
		}
	}
	if o.Users.AnonymousHome != "" && !o.Users.Anonymous {
		return o.mistakef("{Users.AnonymousHome} needs {Users.Anonymous}")
	}
	return nil
}

func (o *Options) openUsers(path string, verifier *accounts.Verifier) (*accounts.File, error) {
	if err := o.refuseInside(path); err != nil {
		return nil, err
	}
	file, err := accounts.OpenFile(path, accounts.FileOptions{Log: o.Log, Verifier: verifier})
	if err != nil {
		return nil, Mistake{err}
	}
	return file, nil
}

// verifier is where the users' files of all hosts have passwords verified: they run on one machine.
func (o *Options) verifier() *accounts.Verifier {
	v := o.Guessing.Verifier
	v.Patience = o.Guessing.Guard.Patience
	return accounts.NewVerifier(v)
}

// checkGuests finds out at the start whether guests have a directory; setting is the field that says so. A store that does
// not answer may do so later.
func (o *Options) checkGuests(files *homes.Directory, setting, home string) error {
	if home == "" {
		return nil
	}
	opened, err := files.For(context.Background(), &accounts.Account{Home: home})
	switch {
	case storage.ClassOf(err) == storage.Busy, errors.Is(err, context.DeadlineExceeded):
		o.Log.Warn("the store does not tell whether guests have their directory", logging.KeyPath, home, logging.KeyError, err)
		return nil
	case err != nil:
		return o.mistakef(setting+": %s cannot be served: %w", home, reasonOf(err))
	}
	return opened.Close()
}
