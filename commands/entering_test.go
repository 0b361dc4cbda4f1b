package commands_test

import (
	"context"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/shared"
)

// TestSessionsOfAUser: one login more than the limit is put off, and its files are closed. However a login ends,
// another one is possible then; so it is after account information, and SMNT counts nobody twice.
func TestSessionsOfAUser(t *testing.T) {
	t.Parallel()
	const full = "421 Logins are not possible now."
	for line, want := range map[string]string{"REIN": "220 Ready for a new user.", "USER bob": "331 Password, please.", "QUIT": "221 Goodbye.", "": ""} {
		node := shared.New(shared.Options{SessionsPerUser: 1})
		r := newRig(t, setup{enter: node.Entrance()})
		r.mkdir("p")
		c := r.login("alice")
		c.talk("SMNT photos", `250 Mounted; the directory is "/".`)
		late := r.dial()
		late.talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", full)
		r.waitFor("the files of the refused login are closed", func() bool { return r.open.Load() == 1 })
		r.login("bob")
		if line == "" {
			c.conn.Close()
		} else {
			c.talk(line, want)
		}
		r.waitFor("the login is counted out", func() bool {
			leave, err := node.Enter(context.Background(), &accounts.Account{Name: "alice"})
			if err == nil {
				leave()
			}
			return err == nil
		})
		half := r.dial()
		half.talk("220 Service ready.", "USER half", "331 Password, please.", "PASS pw", "332 Account information, please: ACCT.", "ACCT project", "230 Logged in.")
		more := r.dial()
		more.talk("220 Service ready.", "USER half", "331 Password, please.", "PASS pw", "332 Account information, please: ACCT.", "ACCT project", full)
		r.login("alice")
	}
}
