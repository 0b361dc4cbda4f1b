package replies

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// sharedReplies is T32.
var sharedReplies = check.Check{
	ID: "T32", Severity: check.Broken, Rows: true,
	Title: "a shared reply means the same everywhere",
	What: `
Replies that are made from one shared reply say yes everywhere, or no everywhere. A command may give a shared
reply another code, but not another meaning.
`,
	Why:     "A shared reply is one sentence that is written once.",
	Without: "The same words say yes in one place and no in another.",
	Faulty: []check.Example{{Change: `
commands:
  RETR: {replies: {failed: {code: 250}}}
`, Finds: `
RETR failed: 250 says yes, and the shared reply failed says no elsewhere
`}},
	Clean: []check.Example{{Change: `
commands:
  RETR: {replies: {failed: {code: 551}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		balance := map[string]int{} // by shared reply: how many more say yes than no
		for _, reply := range shared(m) {
			balance[reply.Share] += sign(reply)
		}
		words := map[bool]string{true: "yes", false: "no"}
		for at, reply := range shared(m) {
			if yes := sign(reply) > 0; yes != (balance[reply.Share] > 0) {
				r.Text(at, reply.Pos, "%d says %s, and the shared reply %s says %s elsewhere", reply.Code, words[yes], reply.Share, words[!yes])
			}
		}
	},
}

// sign is 1 for a reply that says yes, or goes on, and -1 for one that says no.
func sign(reply *spec.Reply) int {
	if reply.Code < 400 {
		return 1
	}
	return -1
}

// shared are the replies of commands that are made from shared ones, by what findings call them.
func shared(m *check.Model) func(func(string, *spec.Reply) bool) {
	return func(yield func(string, *spec.Reply) bool) {
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			for j := range c.Replies {
				reply := &c.Replies[j]
				if reply.Share != "" && !yield(c.Name+" "+reply.Name, reply) {
					return
				}
				for k := range reply.Ends {
					if end := &reply.Ends[k]; end.Share != "" && !yield(c.Name+" "+reply.Name+"."+end.Name, end) {
						return
					}
				}
			}
		}
	}
}
