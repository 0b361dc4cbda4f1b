package gen

import (
	"cmp"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// nameTexts gives each text of the rows one variable. A text that several rows may share is named after what
// brings it to them: a shared reply, a need, the transfer or the standard replies. A text of its own beside a
// shared reply is named after its row when another text has the shared reply's name.
func (b *builder) nameTexts() {
	names, used := map[string]string{}, map[string]bool{}
	name := func(prefix, own string, r *spec.Reply) {
		for suffix, text := range map[string]spec.Text{"": r.Text, "End": r.End, "Cut": r.Cut} {
			key, v := strings.Join(text, "\x00"), "text"+prefix+goName(own)+suffix
			if names[key] == "" && !used[v] {
				names[key], used[v] = v, true
			}
		}
	}
	for _, r := range allReplies(b.spec) {
		if r.Share != "" {
			name("", r.Share, &r)
		}
	}
	for i := range b.spec.Needs {
		name("Need", b.spec.Needs[i].Name, &b.spec.Needs[i].Else)
	}
	for i := range b.spec.Transfer.Ends {
		name("Transfer", b.spec.Transfer.Ends[i].Name, &b.spec.Transfer.Ends[i])
	}
	for i := range b.spec.Standard {
		name("", b.spec.Standard[i].Name, &b.spec.Standard[i])
	}
	for i := range b.rows {
		row := &b.rows[i]
		b.nameText(row, row.Text, names, "")
		b.nameText(row, row.End, names, "End")
		b.nameText(row, row.Cut, names, "Cut")
	}
}

// nameText declares one text of a row, unless it has a variable.
func (b *builder) nameText(row *spec.Row, text spec.Text, names map[string]string, suffix string) {
	key := strings.Join(text, "\x00")
	if len(text) == 0 || b.texts[key] != "" {
		return
	}
	name := cmp.Or(names[key], "text"+rowName(row)+suffix)
	b.texts[key] = b.names.take(name, "a text of "+rowTitle(row), row.Pos)
	b.view.Texts = append(b.view.Texts, textView{Name: name, Texts: text})
}

// textOf is the variable of a text, "" if there is none.
func (b *builder) textOf(text spec.Text) string {
	if len(text) == 0 {
		return ""
	}
	return b.texts[strings.Join(text, "\x00")]
}

// allReplies are the replies of a spec as they were written, in order.
func allReplies(s *spec.Spec) []spec.Reply {
	var all []spec.Reply
	add := func(replies ...spec.Reply) {
		for _, r := range replies {
			all = append(append(all, r), r.Ends...)
		}
	}
	for _, c := range s.Capabilities {
		if c.Else != nil {
			add(*c.Else)
		}
	}
	for _, n := range s.Needs {
		add(n.Else)
	}
	for _, e := range s.Events {
		add(e.Reply)
	}
	add(s.Transfer.Ends...)
	add(s.Standard...)
	for _, c := range s.Commands {
		for _, n := range c.Needs {
			add(n.Else)
		}
		add(c.Replies...)
	}
	return all
}
