package mutate

import (
	"fmt"

	"github.com/portolan-ftp/portolan/spec"
)

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
