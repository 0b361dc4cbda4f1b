package audit

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// label is how findings and waivers call a row: "RNFR pending", "idle-timeout".
func label(row *spec.Row) string { return strings.TrimSpace(row.Command + " " + row.Name) }

// family are the commands whose first word is verb: "AUTH" for "AUTH TLS".
func (m *Model) family(verb string) []*spec.Command {
	var found []*spec.Command
	for i := range m.Spec.Commands {
		if c := &m.Spec.Commands[i]; firstWord(c.Name) == verb {
			found = append(found, c)
		}
	}
	return found
}

// firstWord is the verb of a command.
func firstWord(command string) string {
	verb, _, _ := strings.Cut(command, " ")
	return verb
}

// class is the first digit of a row's code (RFC 959 4.2.1), 0 when nothing is sent.
func class(row *spec.Row) int { return row.Code / 100 }

// positive reports whether a row says that a command is done.
func positive(row *spec.Row) bool { return class(row) == 2 }

// negative reports whether a row says that a command is not done.
func negative(row *spec.Row) bool { return class(row) == 4 || class(row) == 5 }

// effect reports whether a row is one by which a command does something: what follows its preconditions.
func effect(row *spec.Row) bool {
	return row.Kind == spec.KindReply || row.Kind == spec.KindWaiting
}

// completes reports whether a row ends a transfer.
func completes(row *spec.Row) bool {
	return row.Kind == spec.KindEnd || row.Kind == spec.KindTransferEnd
}

// begins reports whether a row begins a transfer.
func begins(row *spec.Row) bool { return row.Then == "send" || row.Then == "receive" }

// works reports whether a row begins work, which sends nothing before its end.
func works(row *spec.Row) bool { return row.Then == "work" }

// line reports whether a row answers a line of the client: what makes one-shot states expire. "failed" answers a
// command whose handler broke its contract.
func line(row *spec.Row) bool {
	switch row.Kind {
	case spec.KindEvent:
		return row.Name == "unknown" || row.Name == "overlong" || row.Name == "failed"
	case spec.KindWaiting, spec.KindEnd, spec.KindTransferEnd:
		return false
	}
	return true
}

// fallback reports whether a command takes whatever the commands with more words do not: TYPE beside TYPE A.
func (m *Model) fallback(c *spec.Command) bool {
	if c.By != spec.ByTable || len(c.Args) == 0 || c.Args[0].Optional {
		return false
	}
	return slices.ContainsFunc(m.Spec.Commands, func(o spec.Command) bool {
		return o.Name != c.Name && strings.HasPrefix(o.Name, c.Spelling()+" ")
	})
}

// permissions are the rights of an account that a command asks for.
func (m *Model) permissions(c *spec.Command) []string {
	var found []string
	for _, name := range c.Does {
		if k := m.Spec.Capability(name); k != nil && k.Permission != "" {
			found = append(found, k.Permission)
		}
	}
	return found
}

// changes reports whether a command changes files.
func (m *Model) changes(c *spec.Command) bool {
	return slices.ContainsFunc(c.Touches(), m.Spec.Changes)
}

// ofData reports whether a capability is for data connections.
func ofData(capability string) bool { return strings.HasPrefix(capability, "data.") }

// firstOf is the first element of a list that is as wanted.
func firstOf(list []string, wanted func(string) bool) string {
	return list[slices.IndexFunc(list, wanted)]
}

// lastName is the part of an end's name behind the dot: "opening.done" ends as "done".
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// list joins names for people.
func list(names []string) string { return strings.Join(names, ", ") }

// join puts words behind each other.
func join(words []string) string { return strings.Join(words, " ") }
