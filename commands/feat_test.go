package commands_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

// exercises are, for each line of FEAT by its first words, a command that shows that the feature works, and the
// beginning of the reply that it then gets. What is not listed is refused.
var exercises = []struct{ line, command, reply string }{
	{"HOST", "HOST a.example", "220 "},
	{"AUTH TLS", "AUTH TLS", "234 "},
	{"LANG", "LANG en", "200 "},
	{"EPRT", "EPRT |1|127.0.0.1|50000|", "200 "},
	{"EPSV", "EPSV", "229 "},
	{"REST STREAM", "REST 1", "350 "},
	{"MLST", "MLST /", "250-"},
	{"SIZE", "SIZE f", "213 "},
	{"MDTM", "MDTM f", "213 "},
	{"MFMT", "MFMT 20020717210715 f", "213 "},
	{"MFF", "MFF Modify=20020717210715; f", "213 "},
	{"MODE Z", "MODE Z", "200 "},
	{"CSID", "CSID", "200 "},
	{"CLNT", "CLNT x", "200 "},
	{"PBSZ", "PBSZ 0", "503 "}, // TLS comes first
	{"PROT", "PROT P", "503 "},
	{"SSCN", "SSCN ON", "503 "},
	{"CPSV", "CPSV", "503 "},
	{"TVFS", "CWD /", "250 "},
	{"UTF8", "OPTS UTF8 ON", "200 "},
}

// TestFeaturesWork: what FEAT lists works under the policies, and what it does not list is refused.
func TestFeaturesWork(t *testing.T) {
	for _, policies := range []map[string]string{
		nil, {"tls": "optional"}, {"files": "read-only"}, {"active": "refused"}, {"passive": "refused"},
		{"fxp": "allowed"}, {"fxp": "allowed", "tls": "optional"}, {"fxp": "allowed", "tls": "optional", "passive": "refused"},
	} {
		r := newRig(t, setup{Options: fsm.Options{Policies: policies}})
		r.write("f", "f")
		c := r.login("alice")
		c.send("FEAT")
		listed := strings.Split(c.reply(), "\n")
		for _, e := range exercises {
			offered := slices.ContainsFunc(listed, func(l string) bool { return strings.HasPrefix(l+" ", " "+e.line+" ") })
			c := r.dial()
			c.talk("220 Service ready.")
			if e.line != "HOST" && e.line != "AUTH TLS" {
				c.close()
				c = r.login("alice")
			}
			c.send(e.command)
			if got := c.reply(); strings.HasPrefix(got, e.reply) != offered {
				t.Errorf("%v: FEAT lists %s: %v; %q is answered %q", policies, e.line, offered, e.command, got)
			}
			c.close()
		}
		c.close()
	}
}
