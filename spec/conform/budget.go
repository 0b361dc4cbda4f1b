package conform

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// budget counts what servers limit in a session: failed logins, and unknown lines in a row.
type budget struct {
	logins  int // that failed
	unknown int // lines in a row that the server did not know
}

// count counts what came of a step.
func (b *budget) count(step *player.Step) {
	if step.Do == player.Connect || step.Do == player.ConnectTLS {
		*b = budget{}
	}
	if len(step.Replies) == 0 || step.Sent == "" {
		return
	}
	code := step.Replies[0].Code
	if step.Command != nil && code == codeNotLoggedIn && slices.Contains(step.Command.Does, "accounts.login") {
		b.logins++
	}
	if code == codeUnknown || code == codeNotThere {
		b.unknown++
	} else {
		b.unknown = 0
	}
}

// The codes by which a server refuses a login, and says that it does not know a line, or does not have it.
const (
	codeNotLoggedIn = 530
	codeUnknown     = 500
	codeNotThere    = 502
)

// spent reports whether one more of a kind would reach a limit of the server. With Dangerous the limit itself is
// tested.
func (b *budget) spent(o *Options) bool {
	return !o.Dangerous && (b.logins >= o.FailedLogins || b.unknown >= o.UnknownLines)
}
