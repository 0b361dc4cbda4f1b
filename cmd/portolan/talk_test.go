package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/spec/trace"
	"github.com/portolan-ftp/portolan/spec/trace/tracetest"
)

// TestLogIsReplayed: the program's log at level debug states its policies, and tells of dialogues, held at random, what
// the table allows under these policies. What clients have heard is allowed under them, too.
func TestLogIsReplayed(t *testing.T) {
	testcost.Some(t)
	s, err := decode.Load(filepath.Join("..", "..", "spec", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	machine := explore.NewMachine(s)
	for _, c := range []struct {
		name, format string
		flags        []string
		policies     map[string]string
	}{
		{"plain", "text", nil, map[string]string{"tls": "off", "files": "writable"}},
		{"TLS", "json", []string{"--tls-self-signed", "--allow-ccc"}, map[string]string{"tls": "optional", "ccc": "allowed"}},
		{"required", "json", []string{"--tls-self-signed", "--tls", "required", "--read-only", "--no-active"},
			map[string]string{"tls": "required", "active": "refused", "files": "read-only"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"f", "g"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte("some\ntext\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			flags := append([]string{"--user", "alice:pw", "--log-level", "debug", "--log-format", c.format, "--data-timeout", "200ms", "--login-failure-delay", "1ms"}, c.flags...)
			server := serveDir(t, dir, 1, flags...)
			talked := &tracetest.Server{Address: server.addresses[0], Spec: s, Users: []string{"alice"}, Password: "pw", Files: []string{"f", "g"}}
			if c.policies["tls"] != "off" {
				talked.TLS = &tls.Config{InsecureSkipVerify: true}
			}
			const dialogues = 10
			var heard []*trace.Recording
			for seed := range uint64(dialogues) {
				d, err := talked.Talk(seed)
				if err != nil {
					t.Fatal(err)
				}
				heard = append(heard, recordingsOf(t, fmt.Sprint("seed ", seed), d.Text)...)
			}
			var told []*trace.Recording
			for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
				if strings.Count(server.log.String(), "disconnected") >= dialogues || time.Since(began) > patience {
					told = recordingsOf(t, "log", server.log.String())
					break
				}
			}
			if len(told) != dialogues {
				t.Fatalf("the log tells of %d sessions", len(told))
			}
			for name, value := range c.policies {
				if got := told[0].Policies[name]; got != value || len(told[0].Policies) != len(s.Policies) {
					t.Errorf("the log says %s=%s: %v", name, got, told[0].Policies)
				}
			}
			for i := range told {
				replayed(t, machine, told[i], told[0].Policies)
				replayed(t, machine, heard[i], told[0].Policies)
			}
		})
	}
}

func recordingsOf(t *testing.T, name, text string) []*trace.Recording {
	t.Helper()
	all, err := trace.Read(strings.NewReader(text), name)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// replayed replays a recording under policies; all of it is allowed.
func replayed(t *testing.T, machine *explore.Machine, r *trace.Recording, policies map[string]string) {
	t.Helper()
	result, err := trace.Replay(machine, r.With(policies))
	if err != nil {
		t.Fatal(err)
	}
	if result.Failure != nil {
		var report strings.Builder
		if err := result.Text(&report); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s: %s", r.Name, report.String())
	}
}
