package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// file is a file that exists, in the examples of types; absent is one that does not.
const file, absent = "f", "none"

// exchange writes a step.
func (p *pages) exchange(out *strings.Builder, e explore.Exchange, last *spec.Row, user string, missing bool) {
	values := map[string]string{}
	switch {
	case e.Command != "":
		c := p.command(last.Command)
		if e.Row >= 0 {
			c = p.command(p.rows[e.Row].Command)
		}
		line := e.Command
		for _, a := range c.Args {
			value := p.spec.Example(a.Type)
			if a.Name == p.spec.Roles.User {
				value = user
			}
			if missing && c.Name == last.Command {
				value = renamed(value)
			}
			sent, told := addressed(value)
			line = strings.ReplaceAll(line, "<"+a.Name+">", sent)
			values[a.Name] = told
		}
		values["syntax"], values["command"] = p.spec.Syntax(c), c.Name
		fmt.Fprintf(out, "C: %s\n", strings.ReplaceAll(line, "???", "x\x00y"))
	case e.Event != "" && e.Row != 0:
		out.WriteString(p.event(e))
	}
	if e.Reply != "" {
		fmt.Fprintf(out, "S: %s\n", filled(e.Reply, values))
	}
	if e.Row >= 0 && p.rows[e.Row].Then == spec.ThenProtect && &p.rows[e.Row] != last {
		out.WriteString("TLS\n")
	}
}

// renamed is an argument that names what is not there.
func renamed(argument string) string {
	words := strings.Split(argument, " ")
	for i, word := range words {
		if word == file {
			words[i] = absent
		}
	}
	return strings.Join(words, " ")
}

// addressed is an argument as a client sends it and as a reply tells it: where it is an address, the client listens
// there.
func addressed(argument string) (sent, told string) {
	if argument == spec.ExampleAddress {
		return "127,0,0,1,<p1,p2>", "127.0.0.1:<n>"
	}
	return argument, argument
}

// opened is the event that the data connection is there, which a line about data brings about.
const opened = "data-opened"

// event is a step that no line of the client makes. Data that moves is written out; the rest is the author's.
func (p *pages) event(e explore.Exchange) string {
	if e.Event == opened {
		return ""
	}
	if row := &p.rows[e.Row]; row.Kind == spec.KindEnd && (row.Code/100 == 2 || p.fault(row) != "") {
		opening := slices.IndexFunc(p.rows, func(r spec.Row) bool { return slices.Contains(r.Ends, e.Row) })
		switch {
		case p.rows[opening].Then == spec.ThenReceive:
			return "D> \"data\"\n"
		case p.rows[opening].Then == spec.ThenWork:
			return ""
		case row.Code/100 == 2:
			return "D< \"f\"\n"
		default:
			return "D drain\n"
		}
	}
	return fmt.Sprintf("# here: %s\n", e.Event)
}

// faults are the operations of the storage that fail under a transfer or work, by what its command does.
var faults = [][2]string{{"files.write", "write"}, {"files.append", "write"}, {"files.read", "read"}, {"files.list", "list"}, {"files.walk", "list"}}

// fault is the line that has the storage fail so that a transfer or work ends in a row; "" where nothing is known to.
func (p *pages) fault(row *spec.Row) string {
	if row.Kind != spec.KindEnd || len(row.On) == 0 {
		return ""
	}
	class := row.On[0]
	if slices.Contains(row.On, "other") {
		class = "other"
	}
	for _, f := range faults {
		if slices.Contains(p.command(row.Command).Does, f[0]) {
			return "fault " + f[1] + " " + class + "\n"
		}
	}
	return ""
}

// filled is a reply with the values of those of its placeholders that are known and stand as they are, and with what
// stands for a port of the server's.
func filled(reply string, values map[string]string) string {
	for _, p := range slices.Backward(spec.Placeholders(reply)) {
		value, known := values[p.Name]
		switch {
		case p.Format == "hostport":
			value, known = "127,0,0,1,<p1,p2>", true
		case p.Name == "port" && !known:
			value, known = "<port>", true
		default:
			known = known && slices.Contains([]string{"", "text", "name", "path"}, p.Format)
		}
		if known {
			end := p.Offset + strings.IndexByte(reply[p.Offset:], '}') + 1
			reply = reply[:p.Offset] + value + reply[end:]
		}
	}
	return reply
}
