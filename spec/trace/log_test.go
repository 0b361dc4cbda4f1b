package trace

import (
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// jsonLog is what the server writes at level debug, with two sessions at once.
const jsonLog = `{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"listening","address":"127.0.0.1:2121"}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"connected","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"USER bob","result":"need-password","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"connected","peer":"127.0.0.1:49550","session":3}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"login","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"USER bob","result":"need-password","peer":"127.0.0.1:49550","session":3}
{"time":"2026-11-22T19:45:05.5Z","level":"WARN","msg":"login failed","result":"rejected","user":"bob","peer":"127.0.0.1:49550","session":3}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"disconnected","result":"dropped","seconds":0,"sent":0,"received":0,"user":"bob","peer":"127.0.0.1:49550","session":3}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"EPSV","result":"ok","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"RETR a.txt","result":"opening","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"STAT","result":"status","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"download","path":"/a.txt","result":"aborted","bytes":6,"seconds":0,"bytes_per_second":50180,"user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"ABOR","result":"aborted","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"STAT path a.txt","result":"file","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"EPSV","result":"ok","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"RETR a.txt","result":"opening","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"QUIT","result":"waiting","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"download","path":"/a.txt","result":"done","bytes":6,"seconds":0,"bytes_per_second":50180,"user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"DEBUG","msg":"command","command":"QUIT","result":"bye","user":"bob","peer":"127.0.0.1:49536","session":1}
{"time":"2026-11-22T19:45:05.5Z","level":"INFO","msg":"disconnected","result":"bye","seconds":0.001,"sent":6,"received":0,"user":"bob","peer":"127.0.0.1:49536","session":1}
`

// textLog is the same format for people with grep. Its second session begins in another file, and its third does what
// the table does not allow: a name given by RNFR survives STAT.
const textLog = `time=2026-11-22T19:45:06.367Z level=INFO msg=connected peer=127.0.0.1:42960 session=1
time=2026-11-22T19:45:06.367Z level=DEBUG msg=command command="USER \"bob\"" result=need-password peer=127.0.0.1:42960 session=1
time=2026-11-22T19:45:06.367Z level=DEBUG msg=command command=QUIT result=bye session=2
time=2026-11-22T19:45:06.368Z level=INFO msg=disconnected result=login-timeout seconds=0.001 sent=0 received=0 peer=127.0.0.1:42960 session=1
time=2026-11-22T19:45:06.367Z level=INFO msg=connected peer=127.0.0.1:42960 session=3
time=2026-11-22T19:45:06.367Z level=DEBUG msg=command command="USER bob" result=need-password peer=127.0.0.1:42960 session=3
time=2026-11-22T19:45:06.368Z level=INFO msg=login user=bob peer=127.0.0.1:42960 session=3
time=2026-11-22T19:45:06.368Z level=DEBUG msg=command command="RNFR a" result=pending session=3
time=2026-11-22T19:45:06.368Z level=DEBUG msg=command command=STAT result=status session=3
time=2026-11-22T19:45:06.368Z level=DEBUG msg=command command="RNTO b" result=ok session=3
`

func TestLogs(t *testing.T) {
	for name, text := range map[string]string{"log.json": jsonLog, "log.text": textLog} {
		all, err := Read(strings.NewReader(text), name)
		if err != nil {
			t.Fatal(err)
		}
		small.Golden(t, name+".txt", report(t, all...))
	}
}

// A log states the policies of the server at its beginning. What follows is another server, which counts its sessions
// from the beginning.
func TestLogPolicies(t *testing.T) {
	const text = `time=1 level=DEBUG msg=policies tls=optional files=writable
time=1 level=INFO msg=connected session=1
time=1 level=DEBUG msg=command command="USER bob" result=need-password session=1
{"time":"1","level":"DEBUG","msg":"policies","tls":"optional","files":"read-only"}
time=1 level=INFO msg=connected session=1
time=1 level=DEBUG msg=command command="USER bob" result=need-password session=1
time=1 level=INFO msg=login user=bob session=1
time=1 level=DEBUG msg=command command="RNFR a" result=pending session=1
`
	all, err := Read(strings.NewReader(text), "x")
	if err != nil {
		t.Fatal(err)
	}
	got, want := report(t, all...), "x session 1: 2 steps, all allowed; with files=writable tls=optional\nx:8: the table does not allow this\n"
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "with files=read-only tls=optional\n") {
		t.Error(got)
	}
}

// Lines that are no records, and records of something else, are left out.
func TestOtherLines(t *testing.T) {
	const text = `{"msg":"connected","session":1}
goroutine 1 [running]:
{"msg":"command"
time=3 "x"=4
msg="unfinished
{"msg":"certificate read","session":1}

{"msg":"command","command":"NOOP","result":"ok","session":1}
`
	all, err := Read(strings.NewReader(text), "x")
	if err != nil || len(all) != 1 || report(t, all...) != "x session 1: 2 steps, all allowed\n" {
		t.Errorf("%v: %s", err, report(t, all...))
	}
}
