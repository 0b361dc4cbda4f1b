package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/reply"
	"github.com/portolan-ftp/portolan/fsm"
)

const (
	// helpColumns is how many commands stand in a row of HELP; a row then fits a terminal of 80 columns.
	helpColumns = 8
	// helpWidth is the room for one of them: four letters, the mark, and blanks.
	helpWidth = 8
	// notOffered marks a command that this server knows and does not offer (RFC 959 4.1.3).
	notOffered = "*"
)

// Help lists the commands, or explains the commands that begin with the words of its argument. All texts come from the
// table.
func (h *Standard) Help(_ context.Context, r ftp.HelpRequest) ftp.HelpReply {
	topic := strings.ToUpper(strings.Trim(r.Topic, " "))
	if topic == "" {
		return ftp.HelpCommands(reply.Lines(commandRows(r.Session)...))
	}
	found := explain(r.Session, topic)
	if len(found) == 0 {
		return ftp.HelpUnknown()
	}
	return ftp.HelpTopic(reply.Lines(found...))
}

// commandRows are the commands' first words, sorted, in rows.
func commandRows(s *fsm.Session) []string {
	var words []string
	offered := map[string]bool{}
	for i, c := range s.Table().Commands {
		word, _, _ := strings.Cut(c.Name, " ")
		words = append(words, word)
		offered[word] = offered[word] || s.Offered(fsm.Command(i))
	}
	slices.Sort(words)
	var rows []string
	for row := range slices.Chunk(slices.Compact(words), helpColumns) {
		var line strings.Builder
		for _, word := range row {
			if !offered[word] {
				word += notOffered
			}
			fmt.Fprintf(&line, "%-*s", helpWidth, word)
		}
		rows = append(rows, strings.TrimRight(line.String(), " "))
	}
	return rows
}

// explain has a line for each command that is called topic or begins with it as a word: its syntax, what it
// does in the session's language, and where it is specified.
func explain(s *fsm.Session, topic string) []string {
	var all []string
	for i := range s.Table().Commands {
		c := &s.Table().Commands[i]
		if !called(c, topic) {
			continue
		}
		mark := ""
		if !s.Offered(fsm.Command(i)) {
			mark = notOffered
		}
		all = append(all, fmt.Sprintf("%s%s: %s (RFC %s)", c.Syntax, mark, c.Help[s.Language()], c.RFC))
	}
	return all
}

// called says whether a command's name, or one of its aliases, is topic or begins with that word.
func called(c *fsm.CommandInfo, topic string) bool {
	return strings.HasPrefix(c.Name+" ", topic+" ") || slices.Contains(c.Aliases, topic)
}
