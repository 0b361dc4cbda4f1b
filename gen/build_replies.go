package gen

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// addAnswers adds the sealed replies of a command, and the sealed completions of its transfers.
func (b *builder) addAnswers(c *spec.Command, h *handlerView) {
	name := goName(c.Name)
	var replies []*spec.Row
	ends := map[*spec.Row][]*spec.Row{}
	for i := range b.rows {
		r := &b.rows[i]
		if r.Command != c.Name || r.Kind != spec.KindReply && r.Kind != spec.KindUnwritten || r.Argument != nil || r.Unless != nil {
			continue
		}
		replies = append(replies, r)
		for _, e := range r.Ends {
			if b.rows[e].Kind == spec.KindEnd {
				ends[r] = append(ends[r], &b.rows[e])
			}
		}
	}
	h.Replies = b.answer(c, name, name+"Reply", replies)
	h.Replies.Doc = "what " + c.Name + " may answer"
	b.addEnds(c, h, replies, ends)
	h.Replies.finish()
	for _, a := range append([]answerView{h.Replies}, h.Ends...) {
		b.claim(c, &a)
	}
}

// claim declares the names of an answer.
func (b *builder) claim(c *spec.Command, a *answerView) {
	names := []string{a.Type, a.Row}
	if a.Rich {
		names = append(names, a.Sealed)
	}
	if a.Errors != nil {
		names = append(names, a.Errors.Name, a.Errors.Var)
	}
	for _, k := range a.Constructors {
		names = append(names, k.Name)
	}
	for _, name := range names {
		b.names.take(name, a.Doc, c.Pos)
	}
}

// addEnds adds the completions. Transfers that all end alike share one type, whose values stand for the first
// transfer's rows: the runtime finds the running transfer's own row by the name behind the dot.
func (b *builder) addEnds(c *spec.Command, h *handlerView, replies []*spec.Row, ends map[*spec.Row][]*spec.Row) {
	name := goName(c.Name)
	var openings []*spec.Row
	for _, r := range replies {
		if len(ends[r]) > 0 {
			openings = append(openings, r)
		}
	}
	if len(openings) == 0 {
		return
	}
	shared := !slices.ContainsFunc(openings, func(r *spec.Row) bool { return !sameEnds(ends[r], ends[openings[0]]) })
	for i, opening := range openings {
		prefix := name
		if !shared {
			prefix += goName(opening.Name)
		}
		if i == 0 || !shared {
			end := b.answer(c, prefix, prefix+"End", ends[opening])
			end.Doc = "how a transfer of " + c.Name + " may end"
			if !shared {
				end.Doc += " after " + opening.Name
			}
			end.finish()
			h.Ends = append(h.Ends, end)
		}
		at := slices.Index(replies, opening)
		h.Replies.Constructors[at].End = prefix + "End"
		b.finish(&h.Replies.Constructors[at], opening)
	}
	b.avoidClashes(h)
}

// sameEnds reports whether two transfers have completions with the same names, values and classes.
func sameEnds(a, b []*spec.Row) bool {
	return slices.EqualFunc(a, b, func(x, y *spec.Row) bool {
		return endName(x) == endName(y) && slices.Equal(x.Params, y.Params) && slices.Equal(x.On, y.On) && x.Body == y.Body
	})
}

// endName is a completion's own name, without its transfer's.
func endName(r *spec.Row) string { return r.Name[strings.LastIndexByte(r.Name, '.')+1:] }

// avoidClashes gives the completions that are named like a reply the longer name: RetrEndFailed.
func (b *builder) avoidClashes(h *handlerView) {
	for i := range h.Ends {
		end := &h.Ends[i]
		for j := range end.Constructors {
			k := &end.Constructors[j]
			if slices.ContainsFunc(h.Replies.Constructors, func(r constructorView) bool { return r.Name == k.Name }) {
				longer := end.Type + strings.TrimPrefix(k.Name, strings.TrimSuffix(end.Type, "End"))
				k.Doc = longer + strings.TrimPrefix(k.Doc, k.Name)
				k.Name = longer
			}
		}
	}
}

// answer makes one sealed interface with a constructor for each row.
func (b *builder) answer(c *spec.Command, prefix, typeName string, rows []*spec.Row) answerView {
	v := answerView{Type: typeName, Sealed: lowerFirst(typeName), Row: lowerFirst(typeName) + "Row"}
	isEnd := strings.HasSuffix(typeName, "End")
	for _, r := range rows {
		own := r.Name
		if isEnd {
			own = endName(r)
		}
		k := constructorView{
			Name: prefix + goName(own), Row: rowConst(r), On: classesProse(b.spec, r.On), Stub: r.Kind == spec.KindUnwritten,
		}
		k.Doc = k.Name + " answers " + codeText(r) + b.otherwise(r) + b.movesProse(r)
		b.finish(&k, r)
		v.Constructors = append(v.Constructors, k)
	}
	if e := b.errors(rows); e != nil {
		e.Name, e.Var = prefix+"Error", lowerFirst(prefix)+"Errors"
		if isEnd {
			e.Name, e.Var = typeName+"Error", lowerFirst(typeName)+"Errors"
		}
		v.Errors = e
	}
	return v
}

// otherwise says which reply the table gives in the place of one.
func (b *builder) otherwise(r *spec.Row) string {
	for i := range b.rows {
		if o := &b.rows[i]; r.Else != "" && o.Command == r.Command && o.Name == r.Else {
			return ", or " + codeText(o) + " unless " + condProse(r.When)
		}
	}
	return ""
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// errors maps classes of error to the rows that end them; nil if no row does. A class that ends as all others do is
// left out.
func (b *builder) errors(rows []*spec.Row) *errorsView {
	var e errorsView
	for _, class := range b.spec.Classes {
		for _, r := range rows {
			if slices.Contains(r.On, class) && (class == spec.OtherClass || !slices.Contains(r.On, spec.OtherClass)) {
				e.Class = append(e.Class, classView{Const: "storage." + goName(class), Row: rowConst(r)})
			}
		}
	}
	if len(e.Class) == 0 {
		return nil
	}
	return &e
}

// finish writes the constructor's parameters: payload, new placeholders, body, transfer.
func (b *builder) finish(k *constructorView, r *spec.Row) {
	var params []string
	k.Values = ""
	for _, p := range r.Params {
		params = append(params, b.varName(p.Name)+" "+p.Go)
		k.Values += ", " + openedValue(b.varName(p.Name), p.Go)
	}
	if k.Body = r.Body; k.Body {
		params = append(params, "body iter.Seq[[]byte]")
	}
	if k.Cut = r.Cut != nil; k.Cut {
		params[len(params)-1] = "body iter.Seq2[[]byte, error]"
	}
	switch r.Then {
	case "send":
		k.Transfer, k.Func, k.Stream = "WithSend", "send", "*fsm.DataWriter"
	case "receive":
		k.Transfer, k.Func, k.Stream = "WithReceive", "receive", "*fsm.DataReader"
	case "work":
		k.Transfer, k.Func, k.Stream = "WithWork", "work", "*fsm.Progress"
	}
	if k.Transfer != "" {
		params = append(params, k.Func+" func(context.Context, "+k.Stream+") "+k.End)
	}
	k.Params = strings.Join(params, ", ")
	k.Plain = len(params) == 0
}

// finish says whether the answer needs its concrete type with values.
func (v *answerView) finish() {
	v.Rich = v.Errors != nil || slices.ContainsFunc(v.Constructors, func(k constructorView) bool { return !k.Plain })
}

// movesProse says what a row moves, and which lifetimes end with it, apart from the command's.
func (b *builder) movesProse(r *spec.Row) string {
	own, over := movesOf(b.spec, r)
	prose := ""
	if len(own) > 0 {
		var moves []string
		for _, m := range own {
			moves = append(moves, m.Region+" to "+m.State)
		}
		prose = "; moves " + strings.Join(moves, ", ")
	}
	for _, o := range over {
		prose += "; resets " + strings.Join(o.regions, ", ") + " (" + o.lifetime + ")"
	}
	return prose
}
