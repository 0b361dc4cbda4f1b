package gen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// addHandlers adds what each handler is given and may answer, and the arguments that the table's own
// commands read.
func (b *builder) addHandlers() {
	for i := range b.spec.Commands {
		c := &b.spec.Commands[i]
		h := handlerView{
			Go: goName(c.Name), Name: c.Name, Func: "call" + goName(c.Name), Syntax: b.spec.Syntax(c), RFC: c.RFC,
			Help: c.Help[0], Needs: needNames(c), Args: b.args(c),
		}
		if len(c.Args) > 0 {
			h.Cwd = b.cwd()
		}
		switch {
		case c.By == spec.ByHandler:
			h.Fields = b.fields(c)
			b.addAnswers(c, &h)
			b.names.take(h.Go+"Request", "command "+c.Name, c.Pos)
			b.view.Handlers = append(b.view.Handlers, h)
		case c.By == spec.ByTable && len(c.Args) > 0:
			h.Func = "read" + goName(c.Name)
			b.view.Readers = append(b.view.Readers, h)
		}
	}
}

// needNames are the needs that hold when a handler runs, as prose.
func needNames(c *spec.Command) string {
	names := make([]string, len(c.Needs))
	for i, n := range c.Needs {
		names[i] = n.Name
	}
	return strings.Join(names, ", ")
}

// cwd is the expression for the working directory.
func (b *builder) cwd() string {
	for _, s := range b.view.Slots {
		if s.Name == b.spec.Roles.Cwd {
			return "fsm.Payload[" + s.Go + "](c, " + s.Const + ")"
		}
	}
	return `""`
}

// args are the arguments of c as the dispatch code reads them: all but the last are one word each.
func (b *builder) args(c *spec.Command) []argView {
	views := make([]argView, len(c.Args))
	for i, a := range c.Args {
		v := &views[i]
		*v = argView{
			Var: b.varName(a.Name), Name: a.Name, Optional: a.Optional, Source: "c.Arg()", Index: i,
			Word: i < len(c.Args)-1, Used: c.By == spec.ByHandler, Kept: b.kept(c, a.Name),
		}
		if len(c.Args) > 1 {
			v.Source = "rest"
			if v.Word {
				v.Source = "word"
			}
		}
		for _, t := range b.spec.Types {
			if t.Name != a.Type {
				continue
			}
			v.Parse = t.Parse
			if t.Names != "" && b.byArgument(c) {
				v.Region, v.State = "Region"+goName(t.Names), t.State
			}
		}
	}
	return views
}

// byArgument reports whether the table gives some row of a command by what its argument names.
func (b *builder) byArgument(c *spec.Command) bool {
	return slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Argument != nil })
}

// kept reports whether a text or the payload of some row names the argument, or the command moves data or works: logs
// and STAT then tell what is moved.
func (b *builder) kept(c *spec.Command, arg string) bool {
	return slices.ContainsFunc(b.rows, func(r spec.Row) bool {
		return r.Command == c.Name &&
			(r.Then == spec.ThenSend || r.Then == spec.ThenReceive || r.Then == spec.ThenWork ||
				slices.ContainsFunc(r.Values, func(v spec.Value) bool { return v.Name == arg && v.Source == spec.SourceArg }) ||
				slices.ContainsFunc(r.Fills, func(f spec.Fill) bool { return f.Name == arg && f.Source == spec.SourceArg }))
	})
}

// fields are those of the command's request: arguments, then payload and states, then capabilities.
func (b *builder) fields(c *spec.Command) []fieldView {
	var names claims
	fields := []fieldView{{Name: names.take("Session", "the session", c.Pos), Type: "*fsm.Session", Value: "c.Session()", Doc: "read-only"}}
	for _, a := range c.Args {
		f := fieldView{
			Name: names.take(goName(a.Name), "argument "+a.Name, a.Pos), Type: b.spec.GoType(a.Type), Value: b.varName(a.Name),
			Doc: "argument",
		}
		if a.Optional {
			f.Doc = "argument, zero when there is none"
		}
		fields = append(fields, f)
	}
	for _, name := range c.With {
		fields = append(fields, b.stateFields(c, name, &names)...)
	}
	fields = append(fields, b.capabilityFields(c, &names)...)
	fields = append(fields, b.grantedFields(c, &names)...)
	b.names.errs = append(b.names.errs, names.errs...)
	return fields
}

// stateFields are the carried values that region can have when c's needs hold, or its state if it carries
// nothing. Values that capabilities are made of are left out: a handler is given the capability alone.
func (b *builder) stateFields(c *spec.Command, region string, names *claims) []fieldView {
	r := b.region(region)
	if len(r.Carries) == 0 {
		field := names.take(goName(region), "region "+region, c.Pos)
		return []fieldView{{
			Name: field, Type: goName(region), Value: fmt.Sprintf("%s(c.State(Region%s))", goName(region), goName(region)),
			Doc: "state of " + region,
		}}
	}
	possible := slices.Clone(r.States)
	for _, n := range c.Needs {
		for _, t := range n.When {
			if t.Region == region && !t.Policy {
				possible = slices.DeleteFunc(possible, func(s string) bool { return !slices.Contains(t.States, s) })
			}
		}
	}
	var fields []fieldView
	for _, carry := range r.Carries {
		if b.fromPayload(carry.Name) || !overlap(carry.States, possible) {
			continue
		}
		f := fieldView{
			Name: names.take(goName(carry.Name), "carried value "+carry.Name, carry.Pos), Type: b.spec.GoType(carry.Type),
			Doc: "rides on " + region,
		}
		if slices.ContainsFunc(possible, func(s string) bool { return !slices.Contains(carry.States, s) }) {
			f.Doc += " " + strings.Join(carry.States, ", ") + "; zero otherwise"
		}
		f.Value = "fsm.Payload[" + f.Type + "](c, Slot" + goName(carry.Name) + ")"
		fields = append(fields, f)
	}
	return fields
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// capabilityField is the request's field for a capability.
func capabilityField(c *spec.Capability) string {
	if c.Field == "" {
		return "Files"
	}
	return c.Field
}

// fromPayload reports whether a carried value is what capabilities are made of.
func (b *builder) fromPayload(carry string) bool {
	return slices.ContainsFunc(b.spec.Capabilities, func(c spec.Capability) bool {
		return c.Interface != "" && capabilityField(&c) == goName(carry)
	})
}

// capabilityFields are the interfaces that c's capabilities allow, one field for those that share one.
func (b *builder) capabilityFields(c *spec.Command, names *claims) []fieldView {
	var order []string
	interfaces, docs, first := map[string][]string{}, map[string][]string{}, map[string]string{}
	for i := range b.spec.Capabilities {
		k := &b.spec.Capabilities[i]
		if k.Interface == "" || !slices.Contains(c.Does, k.Name) {
			continue
		}
		field := capabilityField(k)
		if interfaces[field] == nil {
			order = append(order, names.take(field, "capability "+k.Name, k.Pos))
			first[field] = k.Name
		}
		docs[field] = append(docs[field], k.Name)
		if !slices.Contains(interfaces[field], k.Interface) {
			interfaces[field] = append(interfaces[field], k.Interface)
		}
	}
	var fields []fieldView
	for _, field := range order {
		f := fieldView{
			Name: field, Type: interfaces[field][0], Doc: "for " + strings.Join(docs[field], ", "), interfaces: interfaces[field],
		}
		if len(interfaces[field]) > 1 {
			f.Type = "interface { " + strings.Join(interfaces[field], "; ") + " }"
		}
		f.Value = b.capabilityValue(field, first[field], interfaces[field])
		fields = append(fields, f)
	}
	return fields
}

// grantedFields are the interfaces that single outcomes take, which the handler has where they may be chosen.
func (b *builder) grantedFields(c *spec.Command, names *claims) []fieldView {
	var fields []fieldView
	for i := range b.spec.Capabilities {
		k := &b.spec.Capabilities[i]
		if k.Interface == "" || slices.Contains(c.Does, k.Name) || !slices.Contains(c.Touches(), k.Name) {
			continue
		}
		field, interfaces := names.take(capabilityField(k), "capability "+k.Name, k.Pos), []string{k.Interface}
		fields = append(fields, fieldView{
			Name: field, Type: "fsm.Granted[" + k.Interface + "]", Doc: "for " + k.Name + ", where it is granted", interfaces: interfaces,
			Value: fmt.Sprintf("fsm.Grant[%s](c, %q, %s)", k.Interface, k.Name, b.capabilityValue(field, k.Name, interfaces)),
		})
	}
	return fields
}

// capabilityValue is where a capability comes from: the carried value with the field's name, or with the first name of
// the capability, or else the call's own method with the interface's name.
func (b *builder) capabilityValue(field, capability string, interfaces []string) string {
	of, _, _ := strings.Cut(capability, ".")
	for _, name := range []string{field, goName(of)} {
		for _, s := range b.view.Slots {
			switch {
			case goName(s.Name) != name:
			case s.Go == filesType:
				return b.granted(s, interfaces)
			default:
				return "fsm.Payload[" + s.Go + "](c, " + s.Const + ")"
			}
		}
	}
	first := interfaces[0]
	return "c." + first[strings.LastIndexByte(first, '.')+1:] + "()"
}

// codeText is a row's reply for documentation: the code and the text of the default language.
func codeText(r *spec.Row) string {
	if r.Code == 0 {
		return "nothing"
	}
	text := strconv.Itoa(r.Code)
	if len(r.Text) > 0 {
		text += " " + strconv.Quote(r.Text[0])
	}
	return text
}
