package revise

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// yaml is the entry of a command.
func (c *Command) yaml(s *spec.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s:\n    rfc: %s\n", c.Name, c.RFC)
	if len(c.Args) > 0 {
		var args []string
		for _, a := range c.Args {
			args = append(args, a[0]+": "+a[1])
		}
		fmt.Fprintf(&b, "    arg: {%s}\n", strings.Join(args, ", "))
	}
	for key, list := range map[string][]string{"needs": c.Needs, "does": c.Does} {
		if len(list) > 0 {
			fmt.Fprintf(&b, "    %s: [%s]\n", key, strings.Join(list, ", "))
		}
	}
	if c.ByTable {
		b.WriteString("    by: table\n")
	}
	b.WriteString("    replies:\n")
	last := -1 // the reply in which all errors end
	for i, r := range c.Replies {
		if r.Code >= 400 && len(c.Does) > 0 {
			last = i
		}
	}
	for i, r := range c.Replies {
		more := ""
		if i == last {
			more = "on: [other], "
		}
		if preliminary(r.Code) {
			more = fmt.Sprintf("then: %s, ends: {done: %s, failed: %s}, ", c.moves(s), ending(s, 226, ""), ending(s, 451, "other"))
		}
		fmt.Fprintf(&b, "      %s: {code: %d, %stext: %s}\n", r.Name, r.Code, more, texts(s, r.text()))
	}
	fmt.Fprintf(&b, "    help: %s\n", texts(s, c.Help))
	return b.String()
}

// text is what a reply says: its name as a sentence, unless it is given.
func (r *Reply) text() string {
	if r.Text != "" {
		return r.Text
	}
	words := strings.ReplaceAll(r.Name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// texts are the same words in every language, for translators.
func texts(s *spec.Spec, words string) string {
	var all []string
	for _, language := range s.Languages {
		all = append(all, fmt.Sprintf("%s: %q", language, words))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// preliminary reports whether a code is one that another reply follows (RFC 959 4.2.1): a transfer begins.
func preliminary(code int) bool { return code/100 == 1 }

// moves is in which direction a command moves data: to the server if it changes what is in files.
func (c *Command) moves(s *spec.Spec) string {
	if slices.ContainsFunc(s.Capabilities, func(k spec.Capability) bool {
		return k.Changes && k.Content && slices.Contains(c.Does, k.Name)
	}) {
		return "receive"
	}
	return "send"
}

// ending is how a transfer ends with a code: the shared reply by which other transfers end so, or one of its own. class
// is the class of errors that end so; "" for success.
func ending(s *spec.Spec, code int, class string) string {
	for i := range s.Commands {
		for _, r := range s.Commands[i].Replies {
			for _, end := range r.Ends {
				if end.Share != "" && end.Code == code && (class == "" && len(end.On) == 0 || slices.Contains(end.On, class)) {
					return end.Share
				}
			}
		}
	}
	if class == "" {
		return fmt.Sprintf("{code: %d, text: %s}", code, texts(s, "Done."))
	}
	return fmt.Sprintf("{code: %d, on: [%s], text: %s}", code, class, texts(s, "Stopped."))
}
