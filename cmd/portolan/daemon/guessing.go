package main

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
)

// guessing is what stands against those who guess at passwords, and what their passwords may cost the machine.
type guessing struct {
	failures int // of a session
	options  accounts.GuardOptions
	verifier accounts.VerifierOptions
	shared   *accounts.Verifier // of all users' files; nil before the first
}

func defaultGuessing() guessing {
	return guessing{
		failures: commands.DefaultLoginFailures,
		options: accounts.GuardOptions{
			MaxFailures: accounts.DefaultMaxFailures,
			Window:      accounts.DefaultWindow,
			MaxDelay:    accounts.DefaultMaxDelay,
			Patience:    accounts.DefaultPatience,
		},
		verifier: accounts.VerifierOptions{
			AtOnce:  accounts.DefaultVerifications,
			Waiting: accounts.DefaultWaiting,
		},
	}
}

func (g *guessing) define(flags *pflag.FlagSet) {
	count := func(target *int, name, help string) {
		define(flags, target, name, "number", fmt.Sprint(*target), readCount, help)
	}
	timeout := func(target *time.Duration, name, help string) {
		define(flags, target, name, "duration", fmt.Sprint(*target), readDuration, help)
	}
	count(&g.failures, "max-login-failures", "failed logins in one session, which the last of them closes")
	count(&g.options.MaxFailures, "max-login-failures-per-address", "failed logins of one address, or one /64 of IPv6, until it is blocked")
	timeout(&g.options.Window, "login-failure-window", "for a failed login to count")
	timeout(&g.options.MaxDelay, "login-failure-delay", "for the refusal of a login to be held back, at most")
	timeout(&g.options.Patience, "login-patience", "for a password to be looked at, when many come at once")
	count(&g.verifier.AtOnce, "max-verifications", "passwords of --users verified at once; each takes 64 MiB, or what its hash says")
	count(&g.verifier.Waiting, "max-waiting-logins", "passwords that wait to be verified; strangers are turned away beyond it")
}

// files is where the users' files of all hosts have passwords verified: they run on one machine.
func (g *guessing) files() *accounts.Verifier {
	if g.shared == nil {
		g.verifier.Patience = g.options.Patience
		g.shared = accounts.NewVerifier(g.verifier)
	}
	return g.shared
}

// guard is what all hosts share, since whoever guesses at one will at the next.
func (g *guessing) guard() *accounts.Guard { return accounts.NewGuard(g.options) }
