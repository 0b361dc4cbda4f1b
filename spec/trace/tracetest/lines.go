package tracetest

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/fsm/line"
)

// opening are the first exchanges: most clients log in, some after TLS.
func (t *talker) opening() [][]string {
	var all [][]string
	if t.TLS != nil && t.secure == nil && t.rand.IntN(2) == 0 {
		all = append(all, []string{"AUTH TLS"})
	}
	if t.rand.IntN(8) > 0 {
		all = append(all, []string{"USER " + pick(t, t.Users)}, []string{"PASS " + t.Password})
	}
	if t.TLS != nil && t.rand.IntN(2) == 0 {
		all = append(all, []string{"PBSZ 0", "PROT P"})
	}
	return all
}

func pick[T any](t *talker, from []T) T { return from[t.rand.IntN(len(from))] }

// needsLogin is answered to most commands of those who are not logged in.
const needsLogin = 530

// batch are the lines of one exchange: often something that makes sense, often anything.
func (t *talker) batch() []string {
	name, other := t.name(), t.name()
	if t.code == needsLogin && t.rand.IntN(3) > 0 {
		return []string{"USER " + pick(t, t.Users), "PASS " + t.Password}
	}
	switch t.rand.IntN(20) {
	case 0, 1, 2, 10, 11:
		return []string{t.endpoint(), pick(t, []string{"RETR ", "STOR ", "APPE ", "LIST ", "NLST ", "MLSD ", "STOU ", "RETR "}) + name}
	case 3:
		return []string{t.endpoint(), "REST " + fmt.Sprint(t.rand.IntN(9)), pick(t, []string{"RETR ", "STOR "}) + name}
	case 4:
		return []string{"RNFR " + name, "RNTO " + other}
	case 5:
		return []string{"SITE  CPFR " + name, "SITE CPTO " + other}
	case 6:
		return []string{"USER " + pick(t, t.Users), "PASS " + t.Password}
	case 7:
		if t.TLS != nil {
			return []string{pick(t, []string{"AUTH TLS", "REIN", "CCC", "auth  tls-c"})}
		}
	case 8:
		return append([]string{t.endpoint(), "STOR " + name}, t.meanwhile()...)
	case 9:
		return []string{"PBSZ 0", pick(t, []string{"PROT P", "PROT P", "PROT C"})}
	}
	lines := []string{t.any()}
	for t.rand.IntN(2) == 0 {
		lines = append(lines, t.any())
	}
	return lines
}

// endpoint is a command that says where the data connection is.
func (t *talker) endpoint() string {
	switch t.rand.IntN(5) {
	case 0:
		return t.active()
	case 1:
		return "PASV"
	}
	return "EPSV"
}

// meanwhile are lines during a transfer.
func (t *talker) meanwhile() []string {
	var lines []string
	for range 1 + t.rand.IntN(3) {
		lines = append(lines, pick(t, []string{
			"ABOR", "ABOR", "\xff\xf4\xff\xf2ABOR", "abor", "STAT", "STAT", "NOOP", "STAT " + t.name(), "QUIT", "PWD", "XYZZY", "", "REIN", "AUTH TLS", t.any(), t.any(),
		}))
	}
	return lines
}

// name is a name that there may be.
func (t *talker) name() string {
	return pick(t, append([]string{"none", "new", "d", "d/x", "/", "..", "x y", ""}, t.Files...))
}

// any is a line of any command of the spec, or none.
func (t *talker) any() string {
	switch t.rand.IntN(40) {
	case 0:
		return pick(t, []string{"", "XYZZY", "GET / HTTP/1.1", "NOOP\tx", "\xff\xfd\x01NOOP", " NOOP", "  ", strings.Repeat("y", line.Max+7)})
	case 1:
		return t.active()
	}
	s := pick(t, t.spellings)
	switch t.Spec.Commands[s.Command].Name { // which would end most dialogues, or most of what follows
	case "QUIT", "REIN", "AUTH TLS", "AUTH TLS-P", "CCC", "HOST", "USER", "EPSV ALL":
		if t.rand.IntN(8) > 0 {
			return "NOOP"
		}
	}
	text := s.Text
	if t.rand.IntN(4) == 0 {
		text = strings.ToLower(text)
	}
	if t.rand.IntN(6) == 0 {
		text = strings.ReplaceAll(text, " ", strings.Repeat(" ", 1+t.rand.IntN(3)))
	}
	if !s.Takes && t.rand.IntN(12) > 0 || s.Takes && t.rand.IntN(12) == 0 {
		return text + strings.Repeat(" ", t.rand.IntN(2)*t.rand.IntN(3))
	}
	return text + " " + t.argument(s)
}

// arguments are good ones for the types of the spec. All else are names.
var arguments = map[string][]string{
	"secret": {"pw", "wrong"}, "offset": {"0", "3", "x"}, "hostport": {"127,0,0,1,0,1", "1,2,3,4,5,6", "x"}, "netaddress": {"|1|127.0.0.1|1|", "|2|::1|1|", "|3|x|1|"},
	"longaddress": {"4,4,127,0,0,1,2,0,1", "x"}, "bits": {"8", "7", "64"}, "family": {"1", "2", "3"}, "buffer": {"0", "1", "-1"}, "allocation": {"9", "9 R 9", "x"},
	"facts": {"type;size;", "size;", ";"}, "algorithm": {"SHA-256", "MD5", "SHA-0"}, "time": {"20200102030405 f", "20209999999999 f"}, "dated": {"f", "20200102030405 f"},
	"stamp": {"202001020304 f", "f"}, "changes": {"modify=20200102030405; f", "x=1; f"}, "mode": {"644 f", "999 f"}, "umask": {"022", "9"}, "seconds": {"60", "1", "x"},
	"language": {"en", "zh", "fr", "en-GB"}, "host": {"localhost", "a.example", "["}, "deflate-level": {"LEVEL 3", "LEVEL x"}, "digested": {"f", "f 0 3", "\"f\" 1 2"},
	"pair": {"f g", "f"}, "parts": {"new f d/f", "f"}, "target": {"", "-la", "*", "d", "f", "-R"},
}

func (t *talker) argument(s line.Spelling) string {
	c := &t.Spec.Commands[s.Command]
	if len(c.Args) > 0 && t.rand.IntN(5) > 0 {
		if known := arguments[c.Args[0].Type]; known != nil {
			return pick(t, known)
		}
	}
	if c.Name == "USER" {
		return pick(t, append([]string{"stranger"}, t.Users...))
	}
	return t.name()
}
