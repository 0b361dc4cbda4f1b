package commands_test

import (
	"crypto/tls"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/spec/trace"
	"github.com/portolan-ftp/portolan/spec/trace/tracetest"
)

// valuations are the policies of the servers that are talked to at random.
var valuations = []map[string]string{
	{},
	{"tls": "optional", "ccc": "allowed", "pages": "allowed"},
	{"tls": "optional", "ccc": "allowed", "fxp": "allowed"},
	{"tls": "required"},
	{"tls": "required", "ccc": "allowed", "files": "read-only"},
	{"active": "refused", "files": "read-only", "pages": "allowed"},
	{"tls": "optional", "passive": "refused", "fxp": "allowed"},
}

// talks is how many dialogues are held with each server: few in a test, as many as PORTOLAN_TALKS says elsewhere.
func talks(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("PORTOLAN_TALKS"))
	if err != nil {
		return 12
	}
	return n
}

// otherTables are edits of the spec after which it is not the server's any more.
var otherTables = [][2]string{
	{"during: now,\n    replies: {status:", "replies: {status:"},                    // STAT waits for transfers
	{"agreed: {when: {pbsz: agreed}", "agreed: {when: {pbsz: [none, agreed]}"},      // PROT needs no PBSZ
	{"over-tls: {when: {control: tls}", "over-tls: {when: {control: [clear, tls]}"}, // PBSZ needs no TLS
}

// TestTalk: what a live server says, at random, is what the table allows, and other tables do not. The seed of a
// dialogue that is not allowed stands before it.
func TestTalk(t *testing.T) {
	t.Parallel()
	testcost.Some(t)
	book, err := syntax.Open(filepath.Join("..", "spec", "ftp.yaml"))
	must(t, err)
	text := book.Text
	s, err := decode.Text("ftp.yaml", text)
	must(t, err)
	machine := explore.NewMachine(s)
	var mu sync.Mutex
	var all []*trace.Recording
	var lines, replies, data, switches int
	t.Run("servers", func(t *testing.T) {
		for n, policies := range valuations {
			for _, implicit := range []bool{false, true} {
				if _, secure := policies["tls"]; implicit && !secure {
					continue
				}
				t.Run(fmt.Sprint(policies, implicit), func(t *testing.T) {
					t.Parallel()
					server := talkedTo(t, s, policies, implicit)
					for i := range talks(t) {
						d, r := judged(t, machine, server, policies, uint64(n*1_000_000+i))
						mu.Lock()
						all = append(all, r)
						lines, replies, data, switches = lines+d.Lines, replies+d.Replies, data+d.Data, switches+d.Switches
						mu.Unlock()
					}
				})
			}
		}
	})
	t.Logf("%d dialogues: %d lines, %d replies, %d data connections, TLS switched %d times", len(all), lines, replies, data, switches)
	if !t.Failed() && (replies < 20*len(all) || data < len(all)/2 || switches < len(all)/4) {
		t.Error("the dialogues say too little")
	}
	for _, edit := range otherTables {
		if !strings.Contains(string(text), edit[0]) {
			t.Fatalf("the spec has no %q", edit[0])
		}
		other, err := decode.Text("ftp.yaml", []byte(strings.Replace(string(text), edit[0], edit[1], 1)))
		must(t, err)
		machine := explore.NewMachine(other)
		if !slices.ContainsFunc(all, func(r *trace.Recording) bool { return refused(t, machine, r) != nil }) {
			t.Errorf("nothing speaks against %s", edit[1])
		}
	}
}

// refused is what comes of a recording that a table does not allow, nil of another.
func refused(t *testing.T, machine *explore.Machine, r *trace.Recording) *trace.Result {
	t.Helper()
	result, err := trace.Replay(machine, r)
	must(t, err)
	if result.Failure == nil {
		return nil
	}
	return result
}

// talkedTo is a server with some files.
func talkedTo(t *testing.T, s *spec.Spec, policies map[string]string, implicit bool) *tracetest.Server {
	t.Helper()
	r := newRig(t, setup{implicit: implicit, hosts: []string{"localhost"}, Options: fsm.Options{Policies: policies, Limits: fsm.Limits{DataTimeout: 100 * time.Millisecond}}})
	for _, name := range []string{"f", "g", "d/f", "localhost/f"} {
		r.write(name, "some\r\ntext\r\n")
	}
	server := &tracetest.Server{
		Address: r.address, Spec: s, Implicit: implicit, Users: []string{"alice", "alice", "reader", "without rename", "guest"}, Password: "pw", Files: []string{"f", "g", "d/f"},
	}
	if _, secure := policies["tls"]; secure {
		server.TLS = &tls.Config{InsecureSkipVerify: true}
	}
	return server
}

// judged holds a dialogue and has the replay judge it, with the policies that the server has.
func judged(t *testing.T, machine *explore.Machine, server *tracetest.Server, policies map[string]string, seed uint64) (*tracetest.Dialogue, *trace.Recording) {
	t.Helper()
	d, err := server.Talk(seed)
	if err != nil {
		t.Fatal(err)
	}
	recordings, err := trace.Read(strings.NewReader(d.Text), fmt.Sprint("seed ", seed))
	must(t, err)
	known := map[string]string{}
	for _, p := range machine.Spec.Policies {
		known[p.Name] = p.Values[0]
	}
	maps.Copy(known, policies)
	r := recordings[0].With(known)
	if result := refused(t, machine, r); result != nil {
		var report strings.Builder
		must(t, result.Text(&report))
		t.Errorf("seed %d under %v:\n%s\n%s", seed, policies, report.String(), d.Text)
	}
	return d, r
}
