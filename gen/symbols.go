package gen

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// Symbols are the exported identifiers of the generated package that a part of the spec has made, and the methods that
// answer commands, each with the name that it is made from.
func Symbols(s *spec.Spec, o Options) (map[string]mention.Mention, error) {
	v, err := newView(s, o.withDefaults(s))
	if err != nil {
		return nil, err
	}
	rows := map[string]*spec.Row{}
	all := s.Rows()
	for i := range all {
		if all[i].Command != "" {
			rows[rowConst(&all[i])] = &all[i]
		}
	}
	symbols := map[string]mention.Mention{}
	for i := range s.Commands {
		symbols["Cmd"+goName(s.Commands[i].Name)] = mention.Mention{Topic: mention.TopicCommand, Name: s.Commands[i].Name}
	}
	for i := range v.Handlers {
		h := &v.Handlers[i]
		command := mention.Mention{Topic: mention.TopicCommand, Name: h.Name}
		for _, suffix := range []string{"", "Request"} {
			symbols[goName(h.Name)+suffix] = command
		}
		for _, a := range append([]answerView{h.Replies}, h.Ends...) {
			symbols[a.Type] = command
			if a.Errors != nil {
				symbols[a.Errors.Name] = command
			}
			for _, k := range a.Constructors {
				symbols[k.Name] = command
				if r := rows[k.Row]; r != nil && !k.Stub {
					symbols[k.Name] = mention.Mention{Topic: mention.TopicOutcome, Of: r.Command, Name: r.Name}
				}
			}
		}
	}
	for i := range s.Regions {
		r := &s.Regions[i]
		symbols["Region"+goName(r.Name)] = mention.Mention{Topic: mention.TopicRegion, Name: r.Name}
		for _, state := range r.States {
			symbols[goName(r.Name)+goName(state)] = mention.Mention{Topic: mention.TopicState, Of: r.Name, Name: state}
		}
	}
	return symbols, nil
}

// HandlerOf is the handler of a command among those that were found, nil without one.
func HandlerOf(command string, found []Handler) *Handler {
	for i := range found {
		if found[i].Name == goName(command) {
			return &found[i]
		}
	}
	return nil
}
