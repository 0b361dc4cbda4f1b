package dialogue_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/dialogue"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// TestWhose: whose each reply is, in the order in which they come: with lines that do not wait, and in a transfer.
func TestWhose(t *testing.T) {
	s, err := decode.Ours()
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	lines := stimulus.New(m)
	const transfer = "> EPSV < 229 > RETR a < 150 "
	for script, want := range map[string]string{
		"> NOOP > PWD < 200 < 257":                         "200 NOOP final, 257 PWD final",
		"> NOOP < 200 < 200":                               "200 NOOP final, 200 nobody",
		transfer + "< 226":                                 "226 RETR end",
		transfer + "< 150 < 226":                           "150 RETR begin, 226 RETR end",
		transfer + "> ABOR < 426 < 226":                    "426 RETR end, 226 ABOR final",
		transfer + "> ABOR < 226 < 225":                    "226 RETR end, 225 ABOR final",
		transfer + "> STAT < 211 < 226":                    "211 STAT final, 226 RETR end",
		transfer + "> STAT < 500 < 226":                    "500 STAT final, 226 RETR end",
		transfer + "> STAT < 226 < 211":                    "226 RETR end, 211 STAT final",
		transfer + "> NOOP < 200 < 226":                    "200 NOOP final, 226 RETR end", // our table has it wait
		transfer + "> NOOP < 226 < 200":                    "226 RETR end, 200 NOOP final",
		transfer + "> NOOP > STAT < 211 < 226 < 200":       "211 STAT final, 226 RETR end, 200 NOOP final",
		transfer + "< 551 > NOOP < 200":                    "551 RETR end, 200 NOOP final",
		transfer + "> STAT > ABOR < 503 < 426 < 226 < 226": "503 STAT final, 426 RETR end, 226 ABOR final, 226 nobody",
	} {
		d := dialogue.New(m, lines)
		if err := d.Begin("ipv4", false, nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		all := "< 220 > USER u < 331 > PASS p < 230 " + script
		words := strings.Split(all, " ")
		for i := 0; i < len(words); {
			if words[i] == ">" {
				end := i + 2
				for end < len(words) && words[end] != ">" && words[end] != "<" {
					end++
				}
				d.Sent(strings.Join(words[i+1:end], " "), false, 0)
				i = end
				continue
			}
			code, _ := strconv.Atoi(words[i+1])
			r := d.Heard(&wire.Reply{Code: code, Lines: []string{words[i+1] + " text"}})
			who := "nobody"
			if r.Command != nil {
				who = r.Command.Name + " " + []string{"final", "begin", "end", "unasked"}[r.Role]
			}
			got = append(got, fmt.Sprintf("%d %s", code, who))
			i += 2
		}
		skip := 3
		if strings.HasPrefix(script, transfer) {
			skip = 5
		}
		if text := strings.Join(got[skip:], ", "); text != want {
			t.Errorf("%s: %s, want %s", script, text, want)
		}
	}
}
