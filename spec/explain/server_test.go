package explain

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// deskStep is how many questions there are to one that is asked where not all tests run.
const deskStep = 16

// Every command and event of the server's spec can be explained, and a dialogue leads to each of their answers.
func TestServer(t *testing.T) {
	testcost.Some(t)
	s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	x := New(s)
	var questions []string
	for i := range s.Events {
		questions = append(questions, s.Events[i].Name)
	}
	for i := range s.Commands {
		questions = append(questions, s.Commands[i].Name)
	}
	step := 1
	if !testcost.All() {
		step = deskStep
	}
	for i, question := range questions {
		if i%step != 0 {
			continue
		}
		var b strings.Builder
		if err := x.Explain(&b, question); err != nil {
			t.Error(err)
		}
		if strings.Contains(b.String(), "no dialogue leads here") {
			t.Errorf("%s:\n%s", question, b.String())
		}
	}
	for i, r := range s.Regions {
		if i%step != 0 {
			continue
		}
		for _, state := range r.States {
			if err := x.Place(io.Discard, r.Name+"="+state); err != nil {
				t.Error(err)
			}
		}
	}
}
