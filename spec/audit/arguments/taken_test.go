package arguments

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// takings are changes of the server's commands by which a spelling takes what clients send as an argument: each is a
// fault, and none any more when the command has the words.
var takings = []struct{ change, command, words string }{
	{"CWD: {aliases: [XCWD, CWD UP]}", "CWD", "[UP]"},
	{"CDUP: {aliases: [XCUP, CWD UP]}", "CWD", "[UP]"},
	{
		"OPTS UTF8: {aliases: [OPTS UTF-8, OPTS UTF8 ON, OPTS UTF-8 ON, OPTS UTF8 NLST, OPTS UTF8 OFF]}",
		"OPTS", "[UTF8, UTF8 ON, UTF8 NLST, UTF8 OFF, UTF-8, UTF-8 ON, MLST, MODE Z]",
	},
	{
		"EPSV 1: {rfc: 2428 4, by: table, needs: [logged-in], replies: {yes: {code: 200, text: {en: IPv4., zh: IPv4。}}}, help: {en: IPv4, zh: IPv4}}",
		"EPSV", `[ALL, "1"]`,
	},
	{"TYPE I: {aliases: [TYPE L 8, TYPE L8, TYPE L 16]}", "TYPE L", `["8", "16"]`},
	{"PWD: {aliases: [XPWD, STAT HERE]}", "STAT path", "[HERE]"},
	{"XSHA1: {aliases: [XSHA, LANG X]}", "LANG tag", "[X]"},
	{"PROT S: {aliases: [PROT E, PROT Z]}", "PROT", "[P, C, S, E, Z]"},
}

func TestTakings(t *testing.T) {
	testcost.Some(t)
	found := func(changes ...string) []check.Finding {
		s := audittest.Decoded(t, audittest.Overlaid(t, filepath.Join("..", "..", "ftp.yaml"), changes...), false)
		return taken.Run(check.NewRowModel(s))
	}
	for _, c := range takings {
		change := "commands: {" + c.change + "}"
		if all := found(change); len(all) != 1 || !strings.Contains(all[0].Message, "argument of "+c.command+";") {
			t.Errorf("%s: %v", c.change, all)
		}
		if all := found(change, "commands: {"+c.command+": {words: "+c.words+"}}"); len(all) != 0 {
			t.Errorf("%s, declared: %v", c.change, all)
		}
	}
}
