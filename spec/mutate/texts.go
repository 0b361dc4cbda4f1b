package mutate

import (
	"fmt"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

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
			if len(r.reply.Cut) > l {
				all = append(all, change{r.key + ": no line for a break in " + tag, r.reply.Pos, func(s *spec.Spec) { r.of(s).Cut[l] = "" }})
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
