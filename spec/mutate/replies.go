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
				func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Replies[r] }, elsewhere(cmd.Replies)})
			for e := range cmd.Replies[r].Ends {
				all = append(all, place{cmd.Name + " " + cmd.Replies[r].Name + "." + cmd.Replies[r].Ends[e].Name, &cmd.Replies[r].Ends[e],
					func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Replies[r].Ends[e] }, elsewhere(cmd.Replies[r].Ends)})
			}
		}
		for n := range cmd.Needs {
			all = append(all, place{cmd.Name + " " + cmd.Needs[n].Name, &cmd.Needs[n].Else,
				func(s *spec.Spec) *spec.Reply { return &s.Commands[c].Needs[n].Else }, nil})
		}
	}
	for k := range s.Capabilities {
		if s.Capabilities[k].Else != nil {
			all = append(all, place{"capability " + s.Capabilities[k].Name, s.Capabilities[k].Else,
				func(s *spec.Spec) *spec.Reply { return s.Capabilities[k].Else }, nil})
		}
	}
	for e := range s.Events {
		all = append(all, place{"event " + s.Events[e].Name, &s.Events[e].Reply,
			func(s *spec.Spec) *spec.Reply { return &s.Events[e].Reply }, nil})
	}
	for e := range s.Transfer.Ends {
		all = append(all, place{"transfer " + s.Transfer.Ends[e].Name, &s.Transfer.Ends[e],
			func(s *spec.Spec) *spec.Reply { return &s.Transfer.Ends[e] }, nil})
	}
	for r := range s.Standard {
		all = append(all, place{"standard " + s.Standard[r].Name, &s.Standard[r],
			func(s *spec.Spec) *spec.Reply { return &s.Standard[r] }, nil})
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

// dropEvents leaves out each event, each end of transfers and each standard reply.
func dropEvents(s *spec.Spec) []change {
	var all []change
	for i := range s.Events {
		all = append(all, change{"drop event " + s.Events[i].Name, s.Events[i].Pos, func(s *spec.Spec) { s.Events = without(s.Events, i) }})
	}
	for i := range s.Transfer.Ends {
		all = append(all, change{"drop transfer " + s.Transfer.Ends[i].Name, s.Transfer.Ends[i].Pos,
			func(s *spec.Spec) { s.Transfer.Ends = without(s.Transfer.Ends, i) }})
	}
	for i := range s.Standard {
		all = append(all, change{"drop standard " + s.Standard[i].Name, s.Standard[i].Pos,
			func(s *spec.Spec) { s.Standard = without(s.Standard, i) }})
	}
	return all
}

// dropEnds leaves out each completion that a handler may choose.
func dropEnds(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for r := range s.Commands[c].Replies {
			reply := &s.Commands[c].Replies[r]
			for e := range reply.Ends {
				all = append(all, change{
					key: fmt.Sprintf("%s %s: drop end %s", s.Commands[c].Name, reply.Name, reply.Ends[e].Name), pos: reply.Ends[e].Pos,
					apply: func(s *spec.Spec) {
						s.Commands[c].Replies[r].Ends = without(s.Commands[c].Replies[r].Ends, e)
					},
				})
			}
		}
	}
	return all
}

// dropTexts forgets each language of each text.
func dropTexts(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for l, tag := range s.Languages {
			if len(r.reply.Text) > l {
				all = append(all, change{r.key + ": no text in " + tag, r.reply.Pos, func(s *spec.Spec) { r.of(s).Text[l] = "" }})
			}
			if len(r.reply.End) > l {
				all = append(all, change{r.key + ": no last line in " + tag, r.reply.Pos, func(s *spec.Spec) { r.of(s).End[l] = "" }})
			}
		}
	}
	return all
}

// programCodes are those whose texts programs read to the end (RFC 959 4.2.2, RFC 2428, RFC 3659).
var programCodes = []int{213, 215, 227, 229, 522}

// spoilTexts lets each text begin like another reply, and puts something behind texts that programs read.
func spoilTexts(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		if len(r.reply.Text) == 0 {
			continue
		}
		all = append(all, change{r.key + ": text begins like a reply", r.reply.Pos, func(s *spec.Spec) {
			r.of(s).Text[0] = fmt.Sprintf("%d %s", r.reply.Code, r.of(s).Text[0])
		}})
		if slices.Contains(programCodes, r.reply.Code) && len(spec.Placeholders(r.reply.Text[0])) > 0 {
			all = append(all, change{r.key + ": text ends with a number", r.reply.Pos, func(s *spec.Spec) { r.of(s).Text[0] += ", 1" }})
		}
	}
	return all
}

// dropValues leaves out each value that a handler supplies.
func dropValues(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for i, name := range r.reply.Sets {
			all = append(all, change{r.key + ": does not set " + name, r.reply.Pos, func(s *spec.Spec) { r.of(s).Sets = without(r.of(s).Sets, i) }})
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

// dropCapabilities forgets each capability of each command.
func dropCapabilities(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for i, k := range s.Commands[c].Does {
			all = append(all, change{
				key: fmt.Sprintf("%s: drop capability %s", s.Commands[c].Name, k), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Does = without(s.Commands[c].Does, i) },
			})
		}
	}
	return all
}

// addCapabilities gives every command that an unknown client may use each capability.
func addCapabilities(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		if s.Commands[c].By == spec.ByNobody {
			continue
		}
		for _, k := range s.Capabilities {
			if slices.Contains(s.Commands[c].Does, k.Name) || k.Name == "accounts.login" || needsLogin(&s.Commands[c]) {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("%s: add capability %s", s.Commands[c].Name, k.Name), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].Does = append(s.Commands[c].Does, k.Name) },
			})
		}
	}
	return all
}

// needsLogin reports whether some need of a command asks for the login.
func needsLogin(c *spec.Command) bool {
	return slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
		return slices.ContainsFunc(n.When, func(t spec.CondTerm) bool { return t.Region == "login" && slices.Contains(t.States, "in") })
	})
}

// durings are the words for what happens to a command during a transfer.
var durings = [...]string{spec.DuringWait: "waits", spec.DuringNow: "is answered at once", spec.DuringLast: "waits and is the last"}

// changeDuring treats each command otherwise during a transfer.
func changeDuring(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		for d, word := range durings {
			if s.Commands[c].During == spec.During(d) || s.Commands[c].By == spec.ByNobody {
				continue
			}
			all = append(all, change{
				key: fmt.Sprintf("%s: %s during a transfer", s.Commands[c].Name, word), pos: s.Commands[c].Pos,
				apply: func(s *spec.Spec) { s.Commands[c].During = spec.During(d) },
			})
		}
	}
	return all
}

// dropFeatures leaves out each line of FEAT.
func dropFeatures(s *spec.Spec) []change {
	var all []change
	for c := range s.Commands {
		if s.Commands[c].Feat != "" {
			all = append(all, change{s.Commands[c].Name + ": drop feat", s.Commands[c].Pos, func(s *spec.Spec) { s.Commands[c].Feat = "" }})
		}
	}
	for i := range s.Features {
		all = append(all, change{"drop feature " + s.Features[i].Line, s.Features[i].Pos, func(s *spec.Spec) { s.Features = without(s.Features, i) }})
	}
	return all
}

// dropBudgets forgets to say what an unknown client may do.
func dropBudgets(s *spec.Spec) []change {
	var all []change
	for i := range s.Invariants {
		if s.Invariants[i].Budget != nil {
			all = append(all, change{"drop budget " + s.Invariants[i].Name, s.Invariants[i].Pos,
				func(s *spec.Spec) { s.Invariants = without(s.Invariants, i) }})
		}
	}
	return all
}
