package gen

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

func TestCell(t *testing.T) {
	if got, want := cell("(|||{port}|) <path>\n*x_y"), `(\|\|\|{port}\|) &lt;path&gt; \*x\_y`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAnchor(t *testing.T) {
	for heading, want := range map[string]string{"STAT path": "stat-path", "FEAT and HELP": "feat-and-help", "P@SW": "psw", "a-b_c": "a-b_c"} {
		if got := anchor(heading); got != want {
			t.Errorf("anchor(%q) = %q, want %q", heading, got, want)
		}
	}
}

func TestNeedProse(t *testing.T) {
	in := spec.Cond{{Region: "login", States: []string{"in"}}, {Region: "files", Policy: true, States: []string{"writable", "full"}}}
	out := spec.Cond{{Region: "data", States: []string{"none"}}}
	for _, c := range []struct {
		need spec.Need
		want string
	}{
		{spec.Need{When: in}, "login: in, policy.files: writable or full"},
		{spec.Need{Unless: out}, "not data: none"},
		{spec.Need{When: in, Unless: out}, "login: in, policy.files: writable or full; not data: none"},
	} {
		if got := needProse(&c.need); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestClassesProse(t *testing.T) {
	s := &spec.Spec{Classes: []string{"not-exist", "busy", "other"}}
	for _, c := range []struct {
		on   []string
		want string
	}{
		{nil, ""},
		{[]string{"not-exist", "busy"}, "not-exist, busy"},
		{[]string{"busy", "other"}, "any other"},
		{[]string{"not-exist", "busy", "other"}, "any"},
	} {
		if got := classesProse(s, c.on); got != c.want {
			t.Errorf("classesProse(%v) = %q, want %q", c.on, got, c.want)
		}
	}
}

// TABLE.md has one line for every row of the spec, in order, and every link in it has its heading or file.
func TestTableDocument(t *testing.T) {
	s, files := our(t)
	document := string(files["spec/TABLE.md"])
	_, body, _ := strings.Cut(document, "\n## Rows\n")
	var got, want []string
	command := ""
	for line := range strings.Lines(body) {
		if heading, ok := strings.CutPrefix(line, "### "); ok {
			command = strings.TrimSpace(heading)
		}
		if strings.HasPrefix(line, "## By capability") {
			break
		}
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| ") && len(cells) > 2 && cells[0] != "| row" && cells[0] != "| event" {
			if strings.HasPrefix(cells[1], "–") || isCode(cells[1]) {
				command = "" // the events have no column for the kind
			}
			got = append(got, command+" "+strings.TrimPrefix(cells[0], "| "))
		}
	}
	rows := s.Rows()
	events := len(s.Events)
	for _, r := range slices.Concat(rows[events:], rows[:events]) {
		want = append(want, r.Command+" "+r.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(document, -1) {
		target := link[1]
		if name, ok := strings.CutPrefix(target, "#"); ok {
			if !hasHeading(document, name) {
				t.Errorf("no heading for %s", target)
			}
		} else if files["spec/"+target] == nil {
			t.Errorf("no file for %s", target)
		}
	}
}

// TestViews: the table by capability and by region, of the real spec.
func TestViews(t *testing.T) {
	s, files := our(t)
	document := string(files["spec/TABLE.md"])
	for _, line := range []string{
		"| files.mkdir | mkdir | `storage.DirMaker` | [MKD](#mkd) ok 257; [SITE MKDIR](#site-mkdir) ok 200 |  |",
		"| files.link | write | `storage.Linker` | [SITE SYMLINK](#site-symlink) ok 200 |  |",
		"| [rename](#region-rename) | pending | none | expires with the next command |",
		"| [rename](#region-rename) | none | pending | RNFR pending |",
		"| [setup](#region-setup) | any | epsv-only | EPSV ALL ok |",
	} {
		if !strings.Contains(document, "\n"+line+"\n") {
			t.Errorf("the table has no line %s", line)
		}
	}
	for _, c := range s.Capabilities {
		if strings.Contains(document, "\n| "+c.Name+" | "+c.Permission+" |  |  |") {
			t.Errorf("no row takes %s", c.Name)
		}
	}
	for _, r := range s.Regions {
		if n := strings.Count(document, "\n| ["+r.Name+"](#"+anchor("Region "+r.Name)+") | "); n < 1 {
			t.Errorf("region %s has %d lines", r.Name, n)
		}
	}
}

func isCode(s string) bool { return len(s) == 3 && s[0] >= '1' && s[0] <= '5' }

// hasHeading reports whether exactly one heading has this anchor.
func hasHeading(document, name string) bool {
	found := 0
	for line := range strings.Lines(document) {
		if strings.HasPrefix(line, "#") && anchor(strings.TrimSpace(strings.TrimLeft(line, "#"))) == name {
			found++
		}
	}
	return found == 1
}

// The login region of the real spec as a reviewer should see it.
func TestDiagram(t *testing.T) {
	_, files := our(t)
	for name, want := range map[string]string{
		"login": `stateDiagram-v2
    [*] --> out
    out --> named: USER need-password
    out --> half: USER need-account
    out --> in: USER in
    named --> out: USER, PASS, HOST, REIN, AUTH TLS, AUTH TLS-P
    named --> half: USER need-account<br>PASS need-account
    named --> in: USER in<br>PASS in
    half --> out: USER, ACCT, HOST, REIN, AUTH TLS, AUTH TLS-P
    half --> named: USER need-password
    half --> in: USER in<br>ACCT in
    in --> out: USER unknown<br>USER too-many<br>HOST ok<br>REIN ready<br>AUTH TLS ok<br>AUTH TLS-P ok
    in --> named: USER need-password
    in --> half: USER need-account
`,
		"setup": `stateDiagram-v2
    state "epsv-only" as epsv_only
    [*] --> any
    any --> epsv_only: EPSV ALL ok
    epsv_only --> any: REIN ready<br>AUTH TLS ok<br>AUTH TLS-P ok
`,
		"transfer": `stateDiagram-v2
    [*] --> idle
    idle --> opening: a transfer opens
    idle --> working: RNTO, HASH, XCRC, XMD5, XSHA1, XSHA256, XSHA512, MD5, MMD5, COMB, SITE CPTO, SITE COPY, DSIZ, RMDA
    opening --> idle: dropped<br>end of a transfer
    opening --> busy: data-opened
    busy --> idle: dropped<br>end of a transfer
    working --> idle: dropped<br>end of a transfer
`,
		"rename": `stateDiagram-v2
    [*] --> none
    none --> pending: RNFR pending
    pending --> none: any command that does not keep it
`,
	} {
		_, got, _ := strings.Cut(string(files["spec/diagrams/"+name+".mmd"]), "\n")
		if got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		}
		if !strings.Contains(string(files["spec/TABLE.md"]), "```mermaid\n"+want+"```\n") {
			t.Errorf("TABLE.md does not show the diagram of %s", name)
		}
	}
}

func TestEdgeText(t *testing.T) {
	seven := []string{"too-many", "PASS rejected", "PASS too-many", "EPSV ALL ok", "QUIT bye", "end of a transfer", "noise"}
	for _, c := range []struct {
		labels []string
		want   string
	}{
		{[]string{"PASS in"}, "PASS in"},
		{seven[:2], "too-many<br>PASS rejected"},
		{seven, "too-many, PASS, EPSV ALL, QUIT, end of a transfer, noise"},
		{[]string{"USER ok", "any command"}, "any command that does not keep it"},
	} {
		if got := edgeText(c.labels); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
