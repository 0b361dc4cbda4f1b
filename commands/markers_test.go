package commands_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

// markersOf are the restart markers of a download in block mode, each with how much of the data came before it.
func markersOf(t *testing.T, wire string) map[string]int {
	t.Helper()
	found, before := map[string]int{}, 0
	for wire != "" {
		size := int(binary.BigEndian.Uint16([]byte(wire[1:3])))
		if wire[0]&0x10 != 0 {
			found[wire[3:3+size]] = before
		} else {
			before += size
		}
		wire = wire[3+size:]
	}
	return found
}

// TestMarkersOfADownload downloads in block mode, in text and in octets, with records and without, and then once
// more behind each marker that came: what follows is the rest of the file.
func TestMarkersOfADownload(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	text := strings.Repeat("a line of text\n", 200_000)
	r.write("f", text)
	for _, c := range []struct{ kind, structure string }{{"A", "F"}, {"I", "F"}, {"E", "F"}, {"A", "R"}} {
		t.Run("TYPE "+c.kind+" STRU "+c.structure, func(t *testing.T) {
			n := naive{kind: c.kind[0], bits: 8, structure: c.structure[0], mode: 'B'}
			client := r.login("alice")
			client.t = t
			defer client.close()
			client.send("TYPE " + c.kind)
			client.reply()
			client.talk("STRU "+c.structure, "200 Structure is "+map[string]string{"F": "file.", "R": "record."}[c.structure])
			client.talk("MODE B", "200 Mode is block.")
			whole := client.retrieve("f")
			if n.decode(t, whole) != text {
				t.Fatal("the file did not come back")
			}
			markers := markersOf(t, whole)
			if len(markers) < 2 {
				t.Fatalf("there are the markers %v", markers)
			}
			all := strings.Join(unblock(t, whole), "\n")
			for marker, before := range markers {
				client.talk("REST "+marker, "350 The next transfer begins at byte "+marker+".")
				rest := strings.Join(unblock(t, client.retrieve("f")), "\n")
				if !strings.HasSuffix(all, rest) || c.structure == "F" && len(rest) != len(all)-before {
					t.Errorf("behind %s, which is behind %d octets, %d came", marker, before, len(rest))
				}
				if got, want := strings.Count(rest, "\n"), strings.Count(all[len(all)-len(rest):], "\n"); got != want || got == 0 && c.kind != "E" {
					t.Errorf("behind %s came %d lines; want %d", marker, got, want)
				}
			}
		})
	}
}

// retrieve downloads a file.
func (c *client) retrieve(name string) string {
	c.t.Helper()
	c.talk("EPSV", "229 Entering Extended Passive Mode (|||<port>|)", "RETR "+name, "150 Opening data connection.")
	data := c.download()
	c.expect("226 Transfer complete.")
	return data
}
