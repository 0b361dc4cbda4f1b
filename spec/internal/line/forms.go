// Package line says which command a line is, and which rows of the command may answer it:
//
//	index := line.NewIndex(s)
//	index.Find("type a")          // TYPE A, ""
//	index.Find("STAT /pub")       // STAT path, "/pub"
//	line.Forms(s, c, spec.KindSyntax)
//
// It reads lines as the runtime does: letters in any case, further words before one, and a command without
// arguments only when nothing follows.
package line

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// The forms in which a command's line comes. A row answers some of them.
const (
	Bare uint8 = 1 << iota // without an argument
	Arg                    // with an argument that can be read
	Bad                    // with an argument that cannot be read, or that should not be there
	All  = Bare | Arg | Bad
)

// Forms are the forms of line that rows of a kind answer. Needs and permissions come before the argument.
func Forms(s *spec.Spec, c *spec.Command, kind spec.Kind) uint8 {
	possible := All
	switch {
	case c.Variant() != "":
		possible = Arg | Bad
	case goesElsewhere(s, c):
		possible = Bare
	}
	return possible & answered(c, kind)
}

func answered(c *spec.Command, kind spec.Kind) uint8 {
	required, none := len(c.Args) > 0 && !c.Args[0].Optional, len(c.Args) == 0
	switch {
	case kind == spec.KindSyntax && required:
		return Bare | Bad
	case kind == spec.KindSyntax && none:
		return Arg | Bad
	case kind == spec.KindSyntax:
		return Bad
	case kind == spec.KindReply && required:
		return Arg
	case kind == spec.KindReply && none:
		return Bare
	case kind == spec.KindReply:
		return Bare | Arg
	}
	return All
}

// goesElsewhere reports whether a command never sees an argument, because a line that has one is another command:
// STAT x is "STAT path", TYPE A x is TYPE.
func goesElsewhere(s *spec.Spec, c *spec.Command) bool {
	verb, _, longer := strings.Cut(c.Spelling(), " ")
	if len(c.Args) > 0 {
		return false
	}
	for i := range s.Commands {
		if o := &s.Commands[i]; o.Spelling() == verb && len(o.Args) > 0 && (longer || o.Variant() != "") {
			return true
		}
	}
	return false
}
