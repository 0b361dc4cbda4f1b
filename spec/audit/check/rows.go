package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/meaning"
)

// Label is how findings and waivers call a row: "RNFR pending", "idle-timeout".
func Label(row *spec.Row) string { return strings.TrimSpace(row.Command + " " + row.Name) }

// Family are the commands whose first word is verb: "AUTH" for "AUTH TLS".
func (m *Model) Family(verb string) []*spec.Command {
	var found []*spec.Command
	for i := range m.Spec.Commands {
		if c := &m.Spec.Commands[i]; FirstWord(c.Name) == verb {
			found = append(found, c)
		}
	}
	return found
}

// FirstWord is the verb of a command.
func FirstWord(command string) string {
	verb, _, _ := strings.Cut(command, " ")
	return verb
}

// Class is the first digit of a row's code (RFC 959 4.2.1), 0 when nothing is sent.
func Class(row *spec.Row) int { return row.Code / 100 }

// Positive reports whether a row says that a command is done.
func Positive(row *spec.Row) bool { return Class(row) == 2 }

// Negative reports whether a row says that a command is not done.
func Negative(row *spec.Row) bool { return Class(row) == 4 || Class(row) == 5 }

// Effect reports whether a row is one by which a command does something: what follows its preconditions.
func Effect(row *spec.Row) bool {
	return row.Kind == spec.KindReply || row.Kind == spec.KindWaiting
}

// EndsTransfer reports whether a row ends a transfer.
func EndsTransfer(row *spec.Row) bool {
	return row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd
}

// BeginsTransfer reports whether a row begins a transfer.
func BeginsTransfer(row *spec.Row) bool {
	return row.Then == spec.ThenSend || row.Then == spec.ThenReceive
}

// BeginsWork reports whether a row begins work, which sends nothing before its end.
func BeginsWork(row *spec.Row) bool { return row.Then == spec.ThenWork }

// AnswersLine reports whether a row answers a line of the client. Such a row makes one-shot states expire, which are
// those that the next command uses up or drops. "failed" answers a command whose handler broke its contract.
func AnswersLine(row *spec.Row) bool {
	switch row.Kind {
	case spec.KindEvent:
		return row.Name == "unknown" || row.Name == "overlong" || row.Name == "failed"
	case spec.KindWaiting, spec.KindEnd, spec.KindTransferEnd:
		return false
	}
	return true
}

// Fallback reports whether a command takes whatever the commands with more words do not: TYPE beside TYPE A.
func (m *Model) Fallback(c *spec.Command) bool {
	if c.By != spec.ByTable || len(c.Args) == 0 || c.Args[0].Optional {
		return false
	}
	return slices.ContainsFunc(m.Spec.Commands, func(o spec.Command) bool {
		return o.Name != c.Name && strings.HasPrefix(o.Name, c.Spelling()+" ")
	})
}

// Permissions are the rights of an account that a command asks for.
func (m *Model) Permissions(c *spec.Command) []string {
	var found []string
	for _, name := range c.Does {
		if k := m.Spec.Capability(name); k != nil && k.Permission != "" {
			found = append(found, k.Permission)
		}
	}
	return found
}

// Changes reports whether a command changes files.
func (m *Model) Changes(c *spec.Command) bool {
	return slices.ContainsFunc(c.Touches(), m.Spec.Changes)
}

// OfData reports whether a capability is for data connections.
func OfData(capability string) bool { return strings.HasPrefix(capability, "data.") }

// FirstOf is the first element of a list for which wanted is true.
func FirstOf(list []string, wanted func(string) bool) string {
	return list[slices.IndexFunc(list, wanted)]
}

// LastName is the part of an end's name behind the dot: "opening.done" ends as "done".
func LastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// List joins names for people.
func List(names []string) string { return strings.Join(names, ", ") }

// Join joins words with blanks.
func Join(words []string) string { return strings.Join(words, " ") }

// Actor is the command or event of a row.
func Actor(row *spec.Row) string {
	if row.Command != "" {
		return row.Command
	}
	return row.Name
}

// BeforeSession reports events that are answered before there is a configuration. Rows of stubs are another exception,
// because the table does not know which handlers are written.
func BeforeSession(row *spec.Row) bool {
	return row.Kind == spec.KindEvent && (row.Name == "connected" || row.Name == "too-many")
}

// WaitsForClient are the configurations in which the server waits for the client: nothing runs, and no line waits.
func WaitsForClient(c *explore.Config) bool { return !c.Busy() && c.Waiting == meaning.WaitsNone }

// Implicit reports the event of a connection that begins with TLS.
func Implicit(row *spec.Row) bool { return row.Kind == spec.KindEvent && row.Name == "implicit" }

// Idle reports whether no transfer runs.
func Idle(c *explore.Config) bool { return !c.Busy() }

// FactPattern finds the parts of a text that programs read: placeholders, and facts with values.
var FactPattern = regexp.MustCompile(`\{[^}]*\}|[A-Za-z]+=[^;]*;`)

// AppendNew appends an item that is not there yet.
func AppendNew[T comparable](items []T, item T) []T {
	if slices.Contains(items, item) {
		return items
	}
	return append(items, item)
}
