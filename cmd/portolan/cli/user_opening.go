package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// The flags that say what opens an account, and what it mounts.
const (
	nameFlag       = "cn"
	sumFlag        = "sha256"
	bothFlag       = "password-too"
	noPasswordFlag = "no-password"
	accountFlag    = "account"
	noAccountFlag  = "no-account"
	mountFlag      = "mount"
	// noPassword is the hash that no password has.
	noPassword = "*"
)

// opening is what logs in besides the password, and the trees of the account.
type opening struct {
	names, sums []string
	both        bool
	noPassword  bool
	asks        bool   // for what ACCT has to give
	word        string // its hash
	noWord      bool
	mounts      []mount
}

// mount is a directory under a name; the zero value stands for none at all.
type mount struct{ name, directory string }

func (o *opening) define(c *cobra.Command) {
	anything := func(text string) (string, error) { return text, nil }
	defineList(c.Flags(), &o.names, nameFlag, "name", anything, "common name of the subject of a TLS client certificate that logs in; repeatable, \"\" for none")
	defineList(c.Flags(), &o.sums, sumFlag, "hex", anything, "fingerprint, SHA-256, of a TLS client certificate that logs in; repeatable, \"\" for none")
	c.Flags().BoolVar(&o.both, bothFlag, false, "the certificate logs in with the password only")
	c.Flags().BoolVar(&o.noPassword, noPasswordFlag, false, "there is no password: the certificate is the only way in")
	c.Flags().BoolVar(&o.asks, accountFlag, false, "ask for a word that ACCT has to give after the password; on standard input it is the line after it")
	defineList(c.Flags(), &o.mounts, mountFlag, "name=directory", readMount, "directory that SMNT mounts under the name, from the served one as a home is; repeatable, \"\" for none")
}

// check finds what does not go together.
func (o *opening) check() error {
	switch {
	case o.noPassword && o.both:
		return daemon.Mistakef("--%s and --%s exclude each other", noPasswordFlag, bothFlag)
	case o.asks && o.noWord:
		return daemon.Mistakef("--%s and --%s exclude each other", accountFlag, noAccountFlag)
	}
	return nil
}

func readMount(text string) (mount, error) {
	if text == "" {
		return mount{}, nil
	}
	name, directory, err := accounts.ParseMount(text)
	return mount{name, directory}, err
}

// hash asks for the password of a new user, and for what ACCT has to give.
func (o *opening) hash(fromStdin bool) (string, error) {
	if err := o.check(); err != nil {
		return "", err
	}
	if o.noPassword && len(o.names)+len(o.sums) == 0 {
		return "", daemon.Mistakef("--%s needs --%s or --%s: what else logs in?", noPasswordFlag, nameFlag, sumFlag)
	}
	hash := noPassword
	if !o.noPassword {
		var err error
		if hash, err = newHash(fromStdin, "Password"); err != nil {
			return "", err
		}
	}
	return hash, o.askWord(fromStdin)
}

// askWord asks for what ACCT has to give, if that is wanted.
func (o *opening) askWord(fromStdin bool) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	if o.asks {
		o.word, err = newHash(fromStdin, "Account")
	}
	return err
}

// apply is what changes in a user.
func (o *opening) apply(c *cobra.Command) func(*accounts.Entry) {
	return func(e *accounts.Entry) {
		o.replace(c, &e.Certificates, nameFlag, o.names)
		o.replace(c, &e.Certificates, sumFlag, o.sums)
		take(c, bothFlag, &e.Both, o.both)
		if o.noPassword {
			e.Both = false
		}
		if o.asks || o.noWord {
			e.Word = o.word
		}
		if c.Flags().Changed(mountFlag) {
			e.Mounts = map[string]string{}
			for _, m := range o.mounts {
				if m != (mount{}) {
					e.Mounts[m.name] = m.directory
				}
			}
		}
	}
}

// replace puts values in the place of those certificates that a flag is about.
func (o *opening) replace(c *cobra.Command, all *[]string, flag string, values []string) {
	if !c.Flags().Changed(flag) {
		return
	}
	*all = slices.DeleteFunc(*all, func(option string) bool { return strings.HasPrefix(option, flag+"=") })
	for _, value := range values {
		if value != "" {
			*all = append(*all, flag+"="+value)
		}
	}
}

// newHash gets a new secret and hashes it.
func newHash(fromStdin bool, name string) (string, error) {
	secret, err := newPassword(fromStdin, name, os.Stdin, os.Stderr)
	if err != nil {
		return "", err
	}
	hash, err := accounts.HashPassword(secret)
	if err != nil {
		return "", daemon.Mistake{Err: err}
	}
	return hash, nil
}
