package gen

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// A session of the small protocol, which no one has written code for but its handlers: arguments, payload,
// needs, permissions, classes of error and texts work as the spec says.
const smallDialogue = `220 Ready.
> PASS
501 Syntax: PASS <word> [<text>]
> PASS bob
530 Login incorrect.
> PASS bob none
451 Failed.
> STAT /x
530 Log in first.
> PASS bob a secret
230 Welcome, bob.
> SMNT /x
502 SMNT is not offered.
> STAT
211-Status:
 all
 is well
211 End.
> STAT notes
213-11 bytes:
 /home/notes
213 End of /home/notes.
> TYPE
501 Syntax: TYPE <text>
> TYPE X
504 No such type.
> RETR x
425 PASV first.
> P@SW
227 Port 1,2,3,4,1,2, until 19851001000000.
> RETR missing
550 No such file.
> RETR denied
550 Could not be done.
> RETR x
550 Could not be done.
> TYPE I
200 Done.
> RETR x
502 RETR is not written.
> STOR x
550 Permission denied.
> RNTO
503 RNFR first.
> RNFR old name
350 Now RNTO.
> NOOP
200 Done.
> RNTO
250 Renamed in /home.
> RNTO
503 RNFR first.
> ABOR
226 Nothing to abort.
> QUIT now
501 Syntax: QUIT
> QUIT
221 Bye.
`

func TestSmallProtocolRuns(t *testing.T) {
	testcost.Some(t)
	server, err := os.ReadFile("testdata/smallserver/main.go")
	if err != nil {
		t.Fatal(err)
	}
	files := generate(t, decoded(t, smallFile), smallOptions)
	files["gen/smallserver/main.go"] = server
	var input strings.Builder
	for line := range strings.Lines(smallDialogue) {
		if command, ok := strings.CutPrefix(line, "> "); ok {
			input.WriteString(command)
		}
	}
	got := runOverlaid(t, files, "./gen/smallserver", input.String())
	want := strings.Split(smallDialogue, "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			t.Fatalf("line %d is %q in:\n%s", i+1, line, got)
		}
	}
	if got != smallDialogue {
		t.Errorf("the session ended early:\n%s", got)
	}
}
