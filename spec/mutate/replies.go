package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// place is a reply somewhere in a spec.
type place struct {
	key   string
	reply *spec.Reply
	of    func(*spec.Spec) *spec.Reply
	rest  *spec.Reply // the one beside it where other errors end; nil without one

	ofCommand bool // a command answers it, and not the runtime for all of them
}

// elsewhere is the reply of a block where the errors end that no reply names, nil without one.
func elsewhere(block []spec.Reply) *spec.Reply {
	for i := range block {
		if slices.Contains(block[i].On, "other") {
			return &block[i]
		}
	}
	return nil
}

// replies are all replies of a spec: those of commands, with their ends and the refusals of their needs, and what is
// declared once for all commands.
func replies(s *spec.Spec) []place {
	var all []place
	for c := range s.Commands {
		cmd := &s.Commands[c]
		for r := range cmd.Replies {
			all = append(all, place{cmd.Name + " " + cmd.Replies[r].Name, &cmd.Replies[r],
				func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Replies[r] }, elsewhere(cmd.Replies), true})
			for e := range cmd.Replies[r].Ends {
				all = append(all, place{cmd.Name + " " + cmd.Replies[r].Name + "." + cmd.Replies[r].Ends[e].Name, &cmd.Replies[r].Ends[e],
					func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Replies[r].Ends[e] }, elsewhere(cmd.Replies[r].Ends), true})
			}
		}
		for n := range cmd.Needs {
			all = append(all, place{cmd.Name + " " + cmd.Needs[n].Name, &cmd.Needs[n].Else,
				func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Needs[n].Else }, nil, true})
		}
	}
	for k := range s.Capabilities {
		if s.Capabilities[k].Else != nil {
			all = append(all, place{"capability " + s.Capabilities[k].Name, s.Capabilities[k].Else,
				func(s *spec.Spec) *spec.Reply { return s.Capabilities[k].Else }, nil, true})
		}
	}
	for e := range s.Events {
		all = append(all, place{"event " + s.Events[e].Name, &s.Events[e].Reply,
			func(s *spec.Spec) *spec.Reply { return &s.Events[e].Reply }, nil, false})
	}
	for e := range s.Transfer.Ends {
		all = append(all, place{"transfer " + s.Transfer.Ends[e].Name, &s.Transfer.Ends[e],
			func(s *spec.Spec) *spec.Reply { return &s.Transfer.Ends[e] }, nil, false})
	}
	for r := range s.Standard {
		all = append(all, place{"standard " + s.Standard[r].Name, &s.Standard[r],
			func(s *spec.Spec) *spec.Reply { return &s.Standard[r] }, nil, false})
	}
	return all
}

// otherClass is what the first digit of a code is mistaken for: success for failure and the other way, a promise
// for its fulfilment, a question for success.
var otherClass = map[int][]int{1: {2, 5}, 2: {3, 5}, 3: {2, 5}, 4: {2}, 5: {2}}

// changeCodes gives each reply a code of another class.
func changeCodes(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for _, class := range otherClass[r.reply.Code/100] {
			code := class*100 + r.reply.Code%100
			all = append(all, change{
				key: fmt.Sprintf("%s: answer %d, not %d", r.key, code, r.reply.Code), pos: r.reply.Pos,
				apply: func(s *spec.Spec) { r.of(s).Code = code },
			})
		}
	}
	return all
}

// dropConditions lets each guarded reply, event and end be given everywhere, wholly and for each region.
func dropConditions(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for i, term := range r.reply.When {
			all = append(all, change{
				key: fmt.Sprintf("%s: whatever %s is", r.key, term.Region), pos: r.reply.Pos,
				apply: func(s *spec.Spec) { r.of(s).When = without(r.of(s).When, i) },
			})
		}
		if len(r.reply.When) > 1 {
			all = append(all, change{
				key: r.key + ": everywhere", pos: r.reply.Pos,
				apply: func(s *spec.Spec) { r.of(s).When = nil },
			})
		}
	}
	return all
}

// narrowConditions lets each guarded reply, event and end be missing in one state.
func narrowConditions(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for t, term := range r.reply.When {
			for i, state := range term.States {
				if len(term.States) == 1 {
					continue
				}
				all = append(all, change{
					key: fmt.Sprintf("%s: not with %s=%s", r.key, term.Region, state), pos: r.reply.Pos,
					apply: func(s *spec.Spec) { r.of(s).When[t].States = without(r.of(s).When[t].States, i) },
				})
			}
		}
	}
	return all
}

// dropClasses lets each class of error that is named end where the others do, or nowhere. When the others are
// answered with the same code, no program can tell.
func dropClasses(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for i, class := range r.reply.On {
			if class != "other" && r.rest != nil && r.rest.Code == r.reply.Code {
				continue
			}
			all = append(all, change{r.key + ": not on " + class, r.reply.Pos, func(s *spec.Spec) { r.of(s).On = without(r.of(s).On, i) }})
		}
	}
	return all
}

// dropOwnCapabilities forgets each capability that single replies and ends have.
func dropOwnCapabilities(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for i, k := range r.reply.Does {
			all = append(all, change{r.key + ": drop capability " + k, r.reply.Pos, func(s *spec.Spec) { r.of(s).Does = without(r.of(s).Does, i) }})
		}
	}
	return all
}

// thens are what a reply's consequence is mistaken for.
var thens = map[string][]string{"send": {"receive", ""}, "receive": {"send", ""}, "abort": {""}, "protect": {"", "unprotect"}, "unprotect": {"", "protect"}}

// changeThen gives each reply with consequences other ones, or none.
func changeThen(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for _, then := range thens[r.reply.Then] {
			all = append(all, change{
				key: fmt.Sprintf("%s: then %q, not %q", r.key, then, r.reply.Then), pos: r.reply.Pos,
				apply: func(s *spec.Spec) { r.of(s).Then = then },
			})
		}
	}
	return all
}
