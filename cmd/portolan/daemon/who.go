package main

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"runtime"

	"github.com/portolan-ftp/portolan/accounts"
)

const (
	userFlag          = "user"
	usersFlag         = "users"
	anonymousHomeFlag = "anonymous-home"
	// ownUser is who is made when no user is given.
	ownUser = "portolan"
	// readableByOthers are the mode bits of a file that others than its owner can read.
	readableByOthers = 0o044
)

// who is who may log in.
type who struct {
	accounts.Authenticator
	invited *url.Userinfo // what the printed URL says; nil when there is no one user to name
}

// authenticator asks, in this order, for guests, the users of the command line
// and those of the file. Without any of them there is one user, with a
// password that nobody else knows.
func (o *options) authenticator(log *slog.Logger) (*who, error) {
	users, w := o.users, &who{}
	switch {
	case len(users) == 0 && o.usersFile == "" && !o.anonymous:
		own := accounts.StaticUser{Password: accounts.RandomPassword(),
			Account: accounts.Account{Name: ownUser, Permissions: accounts.ReadWrite}}
		users = append(users, own)
		w.invited = url.UserPassword(own.Account.Name, own.Password)
	case len(users) == 1 && o.usersFile == "" && !o.anonymous:
		w.invited = url.User(users[0].Account.Name)
	}
	static, err := accounts.NewStatic(users...)
	if err != nil {
		return nil, usageError{err}
	}
	w.Authenticator = static
	if o.usersFile != "" {
		file, err := o.openUsers(o.usersFile, log)
		if err != nil {
			return nil, err
		}
		w.Authenticator = accounts.Chain(static, file)
	}
	if o.anonymous {
		w.Authenticator = accounts.Anonymous(w.Authenticator, o.anonymousHome)
	}
	return w, nil
}

// checkUsers finds users who could never log in: the names of guests ask for no password.
func (o *options) checkUsers() error {
	for _, u := range o.users {
		if name := u.Account.Name; o.anonymous && accounts.IsGuest(name) {
			return usagef("--user %s: with --anonymous that is a name of guests, who need no password", name)
		}
	}
	return nil
}

func (o *options) openUsers(path string, log *slog.Logger) (*accounts.File, error) {
	if err := o.refuseInside(path); err != nil {
		return nil, err
	}
	file, err := accounts.OpenFile(path, accounts.FileOptions{Log: log, Verifier: o.guessing.files()})
	if err != nil {
		return nil, usageError{err}
	}
	return file, nil
}

// checkGuests finds out at the start whether guests have a directory.
func (o *options) checkGuests(files *homes, home string) error {
	if home == "" {
		return nil
	}
	opened, err := files.For(context.Background(), &accounts.Account{Home: home})
	if err != nil {
		return usagef("%s: %s cannot be served: %w", anonymousHomeFlag, home, reasonOf(err))
	}
	return opened.Close()
}

// refuseReadable refuses a file with passwords that others can read.
func refuseReadable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return usageError{err}
	}
	// Windows has no such bits: Go makes them up.
	if mode := info.Mode().Perm(); mode&readableByOthers != 0 && runtime.GOOS != "windows" {
		return usagef("%s: holds passwords, and mode %#o lets others read it: run chmod 600", path, mode)
	}
	return nil
}
