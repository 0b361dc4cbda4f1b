package gen

import (
	"cmp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

var (
	byConsts     = map[spec.By]string{spec.ByTable: "fsm.ByTable", spec.ByNobody: "fsm.ByNobody"}
	duringConsts = map[spec.During]string{spec.DuringNow: "fsm.Now", spec.DuringAlone: "fsm.Alone", spec.DuringLast: "fsm.Last"}
)

// addCommands adds the entries of the table's commands.
func (b *builder) addCommands() {
	for i := range b.spec.Commands {
		c := &b.spec.Commands[i]
		name := goName(c.Name)
		v := commandView{
			Const: b.names.take("Cmd"+name, "command "+c.Name, c.Pos), Name: c.Name,
			Syntax: b.spec.Syntax(c), RFC: c.RFC, Aliases: quoted(c.Aliases), Does: quoted(c.Does),
			By: byConsts[c.By], During: duringConsts[c.During], Needs: b.needs(c), Feat: c.Feat,
		}
		for _, a := range c.Args {
			v.Args = append(v.Args, a.Name)
			v.Secret = v.Secret || b.spec.Secret(a.Type)
		}
		v.Args = quoted(v.Args)
		v.Changes = c.By == spec.ByHandler && slices.ContainsFunc(c.Does, b.spec.Changes)
		v.Permission = permission(b.permissions(c))
		b.commandRows(c, &v)
		v.Help = b.names.take("help"+name, "HELP of "+c.Name, c.Pos)
		b.view.Helps = append(b.view.Helps, textView{Name: v.Help, Texts: c.Help})
		v.Handler = b.handlerName(c)
		b.view.Commands = append(b.view.Commands, v)
	}
}

// permissions are those that the command's capabilities ask for, in order.
func (b *builder) permissions(c *spec.Command) []string {
	var names []string
	for _, k := range b.spec.Capabilities {
		if slices.Contains(c.Does, k.Name) {
			names = append(names, k.Permission)
		}
	}
	return names
}

// needs are the preconditions of c. One that has both a when and an unless becomes two with the same row.
func (b *builder) needs(c *spec.Command) []needView {
	var views []needView
	for _, n := range c.Needs {
		v := needView{Name: n.Name, Row: "row" + goName(c.Name) + goName(n.Name)}
		if v.Guards = b.cond(n.When); v.Guards != "" {
			views = append(views, v)
		}
		v.Unless = true
		if v.Guards = b.cond(n.Unless); v.Guards != "" {
			views = append(views, v)
		}
	}
	return views
}

// commandRows finds the rows that the runtime itself chooses, and the first and last of the command's.
func (b *builder) commandRows(c *spec.Command, v *commandView) {
	for i := range b.rows {
		r := &b.rows[i]
		if r.Command != c.Name {
			continue
		}
		v.First, v.Last = cmp.Or(v.First, rowConst(r)), rowConst(r)
		switch r.Kind {
		case spec.KindDenied:
			v.Denied = rowConst(r)
		case spec.KindSyntax:
			v.SyntaxError = rowConst(r)
		case spec.KindNotOffered:
			v.NotOffered = rowConst(r)
		}
	}
}

// handlerName is the dispatch function of c: one that calls the handler, or one that reads the arguments of
// a command that the table answers.
func (b *builder) handlerName(c *spec.Command) string {
	switch {
	case c.By == spec.ByHandler:
		return b.names.take("call"+goName(c.Name), "command "+c.Name, c.Pos)
	case c.By == spec.ByTable && len(c.Args) > 0:
		return b.names.take("read"+goName(c.Name), "command "+c.Name, c.Pos)
	}
	return ""
}

// addWords adds every spelling, sorted; the variant with an argument stands behind the one without.
func (b *builder) addWords() {
	for _, x := range b.spec.Spellings() {
		b.view.Words = append(b.view.Words, wordView{
			Text: x.Text, Command: "Cmd" + goName(b.spec.Commands[x.Command].Name), WithArg: x.WithArg,
		})
	}
	slices.SortStableFunc(b.view.Words, func(x, y wordView) int {
		return cmp.Or(strings.Compare(x.Text, y.Text), boolRank(x.WithArg)-boolRank(y.WithArg))
	})
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// addFeatures adds the lines of FEAT: those of commands, then those that are no command.
func (b *builder) addFeatures() {
	for _, c := range b.spec.Commands {
		if c.Feat != "" {
			b.view.Features = append(b.view.Features, featureView{Line: c.Feat, Command: "Cmd" + goName(c.Name)})
		}
	}
	for _, f := range b.spec.Features {
		b.view.Features = append(b.view.Features, featureView{Line: f.Line, Command: "fsm.NoCommand"})
	}
}
