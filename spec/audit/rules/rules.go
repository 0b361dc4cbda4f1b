// Package rules shows what is declared of the checks: as a list, as RULES.md, and one of them at a terminal. The
// declarations stand with the checks themselves.
package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/flaws"
	"github.com/portolan-ftp/portolan/spec/internal/sarif"
)

// Help is the address of what is said about a check in RULES.md.
func Help(id string) string {
	return sarif.Home + "/blob/main/spec/audit/RULES.md#" + strings.ToLower(id)
}

// kinds are the kinds of checks, by the first letters of their IDs, in the order in which they are listed.
var kinds = []struct{ letter, name string }{
	{"T", "The table is whole, and says what it does"},
	{"P", "What must not be possible is not"},
	{"I", "The spec's own invariants hold"},
	{"R", "The documents that define FTP are kept"},
	{"C", "Handlers keep their contract"},
	{"W", "Waivers are needed"},
}

// kindOf is the number of a check's kind.
func kindOf(c check.Check) int {
	return slices.IndexFunc(kinds, func(k struct{ letter, name string }) bool { return strings.HasPrefix(c.ID, k.letter) })
}

// Sorted are checks in the order in which they are listed: by kind, then by ID.
func Sorted(checks []check.Check) []check.Check {
	all := slices.Clone(checks)
	slices.SortFunc(all, func(a, b check.Check) int { return cmp.Or(kindOf(a)-kindOf(b), cmp.Compare(a.ID, b.ID)) })
	return all
}

// List is the list of checks for a terminal, a line each under the names of their kinds.
func List(checks []check.Check) string {
	var b strings.Builder
	kind := -1
	for _, c := range Sorted(checks) {
		if k := kindOf(c); k != kind {
			kind = k
			fmt.Fprintf(&b, "\n%s:\n\n", kinds[k].name)
		}
		fmt.Fprintf(&b, "  %s  %s\n", c.ID, c.Title)
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// Document is RULES.md: every check with what it proves, why, what breaks without it, and its examples.
func Document(checks []check.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, rulesHead, mending(checks), len(checks))
	kind := -1
	for _, c := range Sorted(checks) {
		if k := kindOf(c); k != kind {
			kind = k
			fmt.Fprintf(&b, "\n## %s\n", kinds[k].name)
		}
		fmt.Fprintf(&b, "\n### %s\n\n**%s** (%s)\n\n%s", c.ID, sentence(c.Title), c.Severity, markdown(c))
	}
	return b.String()
}

const rulesHead = `<!-- Made by go test ./cmd/ftpspec -run RulesAreMade -update. DO NOT EDIT. -->

# What the audit checks

Each check has an ID, a severity, and examples that are run as its tests: a change that is faulty, with what is then found, and one
beside it in which nothing is wrong. The changes are laid over a small spec ([base.yaml](testdata/base.yaml), and with TLS
[tls.yaml](testdata/tls.yaml)); those of R are laid over [ftp.yaml](../ftp.yaml). Examples of C are Go. ` + "`ftpspec explain P08`" + ` prints one of them. D1 and S1 are flaws
in [SECURITY.md](SECURITY.md).

%d of the %d checks say what mends what they find. ` + "`ftpspec fix`" + ` applies such a patch and keeps it if the finding is then gone, and
nothing as serious has come; an editor offers it.
`

// mending is how many checks say what mends what they find.
func mending(checks []check.Check) int {
	n := 0
	for _, c := range checks {
		if c.Mends != "" {
			n++
		}
	}
	return n
}

// markdown is what is said about a check, below its title.
func markdown(c check.Check) string {
	var b strings.Builder
	for _, part := range parts(c) {
		switch {
		case part.code != "":
			fmt.Fprintf(&b, "%s:\n\n```%s\n%s\n```\n\n", part.name, part.language, part.code)
		case part.name == "":
			b.WriteString(escape(part.text) + "\n\n")
		default:
			fmt.Fprintf(&b, "*%s:* %s\n\n", part.name, escape(part.text))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// escape keeps a text from being read as Markdown.
func escape(text string) string {
	return strings.NewReplacer("*", "\\*", "<", "&lt;", "_", "\\_").Replace(text)
}

// part is a paragraph about a check, or an example.
type part struct {
	name, text     string
	code, language string
}

// parts are what is said about a check, in order.
func parts(c check.Check) []part {
	all := []part{
		{text: words(c.What)}, {name: "Why", text: words(c.Why)}, {name: "Without it", text: words(c.Without)},
		{name: "It stands against", text: strings.Join(against(c.ID), "; ")}, {name: "A patch mends it", text: c.Mends},
	}
	for _, e := range c.Faulty {
		all = append(all, part{name: "Faulty" + on(e), code: strings.TrimSpace(e.Change), language: language(e)},
			part{name: "Found", code: strings.TrimSpace(e.Finds), language: "text"})
	}
	for _, e := range c.Clean {
		all = append(all, part{name: "Clean" + on(e), code: strings.TrimSpace(e.Change), language: language(e)})
	}
	return slices.DeleteFunc(all, func(p part) bool { return p.text == "" && p.code == "" })
}

// language is the language of an example's change.
func language(e check.Example) string {
	if e.On == check.OnHandler {
		return "go"
	}
	return "yaml"
}

// on says what an example changes, and whether the decoder refuses it too.
func on(e check.Example) string {
	text := ""
	if e.On == check.OnTLS {
		text = ", with TLS"
	}
	if e.Refused {
		text += " (the decoder refuses it, too)"
	}
	return text
}

// against are the flaws that a check stands against.
func against(id string) []string {
	var found []string
	for _, f := range flaws.Flaws() {
		if slices.Contains(f.Checks, id) {
			found = append(found, f.ID+", "+f.What)
		}
	}
	return found
}

// sentence begins with a capital and ends with a full stop.
func sentence(title string) string { return strings.ToUpper(title[:1]) + title[1:] + "." }

// words puts a text on one line.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
