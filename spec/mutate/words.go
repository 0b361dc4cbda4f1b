package mutate

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// untranslate gives each text that is translated its first language in the others too.
func untranslate(s *spec.Spec) []change {
	var all []change
	for _, r := range replies(s) {
		for i := 1; i < len(r.reply.Text); i++ {
			if r.reply.Text[i] != r.reply.Text[0] {
				all = append(all, change{r.key + ": not translated to " + s.Languages[i], r.reply.Pos, func(s *spec.Spec) { r.of(s).Text[i] = r.of(s).Text[0] }})
			}
		}
	}
	for c := range s.Commands {
		help := s.Commands[c].Help
		all = append(all, change{s.Commands[c].Name + ": help not translated", s.Commands[c].Pos, func(s *spec.Spec) {
			for i := range help {
				s.Commands[c].Help[i] = help[0]
			}
		}})
	}
	return all
}

// contradict lets each refusal of a command say what NOOP says.
func contradict(s *spec.Spec) []change {
	i := slices.IndexFunc(s.Commands, func(c spec.Command) bool { return c.Name == "NOOP" })
	if i < 0 {
		return nil
	}
	done := s.Commands[i].Replies[0].Text
	var all []change
	for _, r := range replies(s) {
		if r.reply.Code >= 400 && r.reply.Code != 421 && r.ofCommand {
			all = append(all, change{r.key + ": says that it is done", r.reply.Pos, func(s *spec.Spec) { r.of(s).Text = slices.Clone(done) }})
		}
	}
	return all
}

// joinClasses lets the error that a permission is missing end in each reply of another error beside it.
func joinClasses(s *spec.Spec) []change {
	var all []change
	const class = "permission"
	for c := range s.Commands {
		block := s.Commands[c].Replies
		from := slices.IndexFunc(block, func(r spec.Reply) bool { return slices.Contains(r.On, class) })
		for i := range block {
			if from >= 0 && i != from && len(block[i].On) > 0 && !slices.Contains(block[i].On, "other") {
				all = append(all, change{s.Commands[c].Name + " " + block[i].Name + ": on " + class + " too", block[i].Pos, func(s *spec.Spec) {
					replies := s.Commands[c].Replies
					at := slices.Index(replies[from].On, class)
					replies[from].On = without(replies[from].On, at)
					replies[i].On = append(slices.Clone(replies[i].On), class)
				}})
			}
		}
	}
	return all
}

// dropVerbs forgets each word that only clients of other protocols send.
func dropVerbs(s *spec.Spec) []change {
	var all []change
	for e := range s.Events {
		for i, verb := range s.Events[e].Verbs {
			all = append(all, change{"event " + s.Events[e].Name + ": not " + verb, s.Events[e].Pos, func(s *spec.Spec) { s.Events[e].Verbs = without(s.Events[e].Verbs, i) }})
		}
	}
	return all
}
