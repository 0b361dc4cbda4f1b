package gen

import (
	"path"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// extend builds the base of an overlay too: what its package has is not generated again.
func (b *builder) extend(o Options) error {
	if b.spec.Base == nil {
		return nil
	}
	base, err := newBuilder(b.spec.Base, Options{Dir: path.Base(o.Base), Type: o.Type})
	if err != nil {
		return err
	}
	b.base = base
	b.view.Base = &baseView{Name: base.view.Package, Hash: b.spec.Base.Hash}
	b.view.Paths[base.view.Package] = o.Base
	return nil
}

// baseSlotsFirst puts the base's carried values in front, in the order in which the base's handlers know them.
func (b *builder) baseSlotsFirst() {
	rank := func(s slotView) int {
		i := slices.IndexFunc(b.base.view.Slots, func(o slotView) bool { return o.Name == s.Name })
		if i < 0 {
			return len(b.base.view.Slots)
		}
		return i
	}
	slices.SortStableFunc(b.view.Slots, func(x, y slotView) int { return rank(x) - rank(y) })
}

// adopt leaves the commands to the base's handlers whose handlers would notice no difference. The others get
// types of their own; where the base's handler can still do the work, so do the ways there and back.
func (b *builder) adopt() {
	if b.base == nil {
		return
	}
	var own []handlerView
	for _, h := range b.view.Handlers {
		i := slices.IndexFunc(b.base.view.Handlers, func(o handlerView) bool { return o.Name == h.Name })
		if i < 0 {
			own = append(own, h)
			continue
		}
		base := &b.base.view.Handlers[i]
		if b.adoptable(base, &h) {
			at := slices.IndexFunc(b.view.Commands, func(c commandView) bool { return c.Name == h.Name })
			b.view.Commands[at].Handler = ""
			continue
		}
		h.FromBase = b.answersAll(h.Name)
		h.Replies.Rich = h.Replies.Rich || h.FromBase
		h.BaseFields = baseFields(base, &h)
		own = append(own, h)
	}
	b.view.Handlers = own
}

// adoptable reports whether a handler that was made for base does the work of h: it is given the same, in no
// state that it does not know, and answers the same.
func (b *builder) adoptable(base, h *handlerView) bool {
	return slices.EqualFunc(base.Fields, h.Fields, func(x, y fieldView) bool {
		return x.Name == y.Name && x.Type == y.Type && x.Value == y.Value
	}) && slices.EqualFunc(base.Args, h.Args, func(x, y argView) bool {
		return x.Parse == y.Parse && x.Optional == y.Optional && (x.Kept || !y.Kept)
	}) && sameAnswers(&base.Replies, &h.Replies) &&
		slices.EqualFunc(base.Ends, h.Ends, func(x, y answerView) bool { return sameAnswers(&x, &y) }) &&
		b.sameNeeds(h.Name)
}

// sameAnswers reports whether two answers have the same constructors for the same rows, codes and texts aside.
func sameAnswers(x, y *answerView) bool {
	if (x.Errors == nil) != (y.Errors == nil) || x.Errors != nil && !slices.Equal(x.Errors.Class, y.Errors.Class) {
		return false
	}
	return slices.EqualFunc(x.Constructors, y.Constructors, func(a, b constructorView) bool {
		return a.Name == b.Name && a.Row == b.Row && a.Params == b.Params
	})
}

// sameNeeds reports whether everything that the base's command needs still holds when the handler runs.
func (b *builder) sameNeeds(name string) bool {
	base, c := b.base.command(name), b.command(name)
	return !slices.ContainsFunc(base.Needs, func(n spec.Need) bool {
		return !slices.ContainsFunc(c.Needs, func(o spec.Need) bool {
			return o.Name == n.Name && sameCond(o.When, n.When) && sameCond(o.Unless, n.Unless)
		})
	})
}

// sameCond reports whether two conditions are the same, wherever they stand.
func sameCond(a, b spec.Cond) bool {
	return slices.EqualFunc(a, b, func(x, y spec.CondTerm) bool {
		return x.Region == y.Region && x.Policy == y.Policy && slices.Equal(x.States, y.States)
	})
}

// command finds a command by name.
func (b *builder) command(name string) *spec.Command {
	i := slices.IndexFunc(b.spec.Commands, func(c spec.Command) bool { return c.Name == name })
	return &b.spec.Commands[i]
}

// answersAll reports whether each answer of the base's handler is still one of the command's, with the same values.
func (b *builder) answersAll(name string) bool {
	return !slices.ContainsFunc(b.base.rows, func(r spec.Row) bool {
		chosen := r.Kind == spec.KindReply || r.Kind == spec.KindEnd || r.Kind == spec.KindUnwritten
		return r.Command == name && chosen && !slices.ContainsFunc(b.rows, func(o spec.Row) bool {
			return o.Command == name && o.Name == r.Name && o.Kind == r.Kind && slices.Equal(o.Params, r.Params) &&
				o.Then == r.Then && o.Body == r.Body && (o.Cut == nil) == (r.Cut == nil)
		})
	})
}

// baseFields are the fields of the base's request; nil if h's lacks one of them.
func baseFields(base, h *handlerView) []fieldView {
	for _, f := range base.Fields {
		if !slices.ContainsFunc(h.Fields, func(o fieldView) bool {
			return o.Name == f.Name && (o.Type == f.Type || f.interfaces != nil && includes(o.interfaces, f.interfaces))
		}) {
			return nil
		}
	}
	return base.Fields
}

// includes reports whether all of some are among many.
func includes(many, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(many, s) })
}
