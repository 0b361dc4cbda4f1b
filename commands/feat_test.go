package commands_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// feature is a line of FEAT: what a client sends that has read it, and what it gets for that.
type feature struct {
	line    string             // its first words
	before  string             // sent first, whatever is answered
	command string             // the first command that the feature is about
	reply   string             // to it, where the feature works
	at      func(reach) string // the refusal where the session has not come so far, or is past it; "" where the feature works
	without string             // the refusal where the line is not listed, or lines of which one is it
	works   func(*walk)        // what the client does next, to an effect
}

// reach is how far a session has come.
type reach struct{ tls, login, ccc bool }

// walk is a session that tries a feature.
type walk struct {
	*client
	rig      *rig
	policies map[string]string
	stage    reach
	line     string // of FEAT, in full
	private  bool   // the data connections are protected
	reversed bool   // and the client is the TLS server
}

// The limits of every home in the walk.
const quotaBytes, quotaFiles = 1 << 20, 1000

// walks are the policies under which FEAT is walked.
var walks = []map[string]string{
	nil, {"tls": "optional"}, {"tls": "required"}, {"tls": "optional", "ccc": "allowed"}, {"active": "refused"}, {"passive": "refused"},
	{"fxp": "allowed"}, {"fxp": "allowed", "tls": "optional", "ccc": "allowed"}, {"fxp": "allowed", "tls": "required", "passive": "refused"},
	{"pages": "allowed"}, {"files": "objects"}, {"files": "read-only"}, {"files": "read-only", "tls": "required", "active": "refused"},
}

// stages are how far sessions come under policies.
func stages(policies map[string]string) []reach {
	all := []reach{{}}
	if policies["tls"] != "required" {
		all = append(all, reach{login: true})
	}
	if policies["tls"] != "" {
		all = append(all, reach{tls: true}, reach{tls: true, login: true})
	}
	if policies["ccc"] != "" {
		all = append(all, reach{login: true, ccc: true})
	}
	return all
}

// TestFeaturesWork walks FEAT in every stage of a session, under the policies that change it. What is listed works, to
// its effect; what is not listed is refused; and there is no line that nobody has tried.
func TestFeaturesWork(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	seen := map[string]bool{}
	for _, policies := range walks {
		for _, at := range stages(policies) {
			t.Run(fmt.Sprint(policies, at), func(t *testing.T) {
				r := newRig(t, setup{Options: fsm.Options{Policies: policies}, hosts: []string{"a.example"}, files: func(f storage.FS) storage.FS {
					return quota.NewLedger(f).Limit(f, quota.Limits{Bytes: quotaBytes, Files: quotaFiles})
				}})
				listed := r.features(policies, at)
				for _, f := range features {
					i := slices.IndexFunc(listed, func(l string) bool { return strings.HasPrefix(l+" ", f.line+" ") })
					line := ""
					if i >= 0 {
						line = listed[i]
						seen[f.line] = true
						listed = slices.Delete(listed, i, i+1)
					}
					r.try(policies, at, f, line)
				}
				for _, line := range listed {
					r.offers(policies, at, line)
				}
			})
		}
	}
	for _, f := range features {
		if !seen[f.line] {
			t.Errorf("FEAT never lists %s", f.line)
		}
	}
}

// offers has a line of FEAT that is not among features, that of a command which dialogues alone are about, offer what
// it says: the command is there wherever the line is.
func (r *rig) offers(policies map[string]string, at reach, line string) {
	i := slices.IndexFunc(ftp.Table().Features, func(f fsm.FeatureInfo) bool { return f.Line == line && f.Command != fsm.NoCommand })
	if i < 0 {
		r.t.Errorf("FEAT lists %q, and nobody has tried it: add it to features in features_test.go", line)
		return
	}
	command := ftp.Table().Features[i].Command
	w := r.walk(policies, at)
	defer w.close()
	r.clear()
	w.send(startOf(r.t, ftp.Table().Commands[command].Name).line)
	if reply := w.client.reply(); strings.HasPrefix(reply, "50") {
		if kind := ftp.Table().Rows[r.firstOf(command)].Kind; kind != fsm.KindNeed {
			r.t.Errorf("FEAT lists %q, which is answered %q", line, reply)
		}
	}
}

// features are the lines of FEAT.
func (r *rig) features(policies map[string]string, at reach) []string {
	w := r.walk(policies, at)
	defer w.close()
	w.send("FEAT")
	lines := strings.Split(w.client.reply(), "\n")
	if last := len(lines) - 1; lines[0] != "211-Features:" || lines[last] != "211 End" {
		r.t.Fatalf("FEAT is answered %q", lines)
	}
	lines = lines[1 : len(lines)-1]
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, " ")
	}
	return lines
}

// try sends the first command of a feature, and goes on where it works.
func (r *rig) try(policies map[string]string, at reach, f feature, line string) {
	w := r.walk(policies, at)
	defer w.close()
	if w.line = line; f.before != "" {
		w.send(f.before)
		w.client.reply()
	}
	w.send(f.command)
	got := w.client.reply()
	refusal := ""
	if f.at != nil {
		refusal = f.at(at)
	}
	switch {
	case line != "" && refusal == "":
		if !pattern(f.reply).MatchString(got) {
			r.t.Errorf("FEAT lists %q; %q is answered %q; want %q", line, f.command, got, f.reply)
			return
		}
		f.works(w)
		w.talk("NOOP", "200 <any>")
	case line != "" && got != refusal:
		r.t.Errorf("FEAT lists %q; %q is answered %q here; want %q", line, f.command, got, refusal)
	case line == "" && (f.without == "" || !slices.Contains(strings.Split(f.without, "\n"), got) && (refusal == "" || got != refusal)):
		r.t.Errorf("FEAT does not list %q; %q is answered %q; want %q", f.line, f.command, got, f.without)
	}
}

// walk begins a session and brings it to a stage. There are the same files every time.
func (r *rig) walk(policies map[string]string, at reach) *walk {
	for name, content := range map[string]string{"f": digits, "ü": "u", "d/g": "12345", "gone/x/y": "z", "p1": "one", "p2": "two", "a.example/h": "host"} {
		r.write(name, content)
	}
	w := &walk{client: r.dial(), rig: r, policies: policies, stage: at}
	w.talk("220 Service ready.")
	if at.tls || at.ccc {
		w.secure()
	}
	if at.login {
		w.enter()
	}
	if at.login && (at.tls || at.ccc) {
		w.protect()
	}
	if at.ccc {
		w.talk("CCC", "200 <any>")
		w.unsecure()
	}
	return w
}

// digits is what the file f holds, changed longAgo.
const digits = "0123456789"

func (w *walk) secure() {
	w.talk("AUTH TLS", "234 Begin TLS.")
	w.startTLS("")
}

// enter logs in, over TLS where it has to be.
func (w *walk) enter() {
	if _, secured := w.conn.(*tls.Conn); !secured && w.policies["tls"] == "required" {
		w.secure()
	}
	w.talk("USER alice", "331 <any>", "PASS pw", "230 <any>", "TYPE I", "200 <any>")
}

// protect makes data connections TLS ones.
func (w *walk) protect() {
	w.talk("PBSZ 0", "200 PBSZ=0", "PROT P", "200 Data will be protected.")
	w.private = true
}

// endpoint sets up a data connection in the usual way, protected wherever it can be.
func (w *walk) endpoint() {
	if _, secured := w.conn.(*tls.Conn); secured && !w.private {
		w.protect()
	}
	if w.policies["passive"] == "refused" {
		w.talk("PORT 127,0,0,1,<p1,p2>", "200 <any>")
	} else {
		w.pasv()
	}
}

// gets downloads f through the endpoint that there is.
func (w *walk) gets(want string) {
	w.t.Helper()
	if got := w.fetch(); got != want {
		w.t.Errorf("%s: RETR f gave %q; want %q", w.line, got, want)
	}
}

func (w *walk) fetch() string {
	w.t.Helper()
	w.talk("RETR f", "150 <any>")
	var data io.Reader = w.openData()
	if w.private && w.reversed {
		data = tls.Server(w.data, certificate.get(w.rig.t))
	} else if w.private {
		data = tls.Client(w.data, &tls.Config{InsecureSkipVerify: true})
	}
	got, err := io.ReadAll(data)
	must(w.t, err)
	w.closeData()
	w.expect("226 Transfer complete.")
	return string(got)
}

// unsecure goes on in the clear behind CCC.
func (c *client) unsecure() {
	c.t.Helper()
	secured := c.conn.(*tls.Conn)
	if n, err := secured.Read(make([]byte, 1)); n != 0 || err == nil {
		c.t.Fatal("instead of the end of TLS:", n, err)
	}
	must(c.t, secured.CloseWrite())
	c.conn = secured.NetConn()
	c.reader = bufio.NewReader(c.conn)
}
