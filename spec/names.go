package spec

import "strings"

// WordAny stands in the `words` of a command for all that may be its argument and is a spelling of its own.
const WordAny = "any"

// PolicyPrefix precedes the name of a policy in a condition.
const PolicyPrefix = "policy."

// SplitName splits a command's name into its upper-case words and the lower-case one that may follow.
func SplitName(name string) (words, variant string) {
	if i := strings.LastIndexByte(name, ' '); i >= 0 && name[i+1:] == strings.ToLower(name[i+1:]) && strings.ToUpper(name[i+1:]) != name[i+1:] {
		return name[:i], name[i+1:]
	}
	return name, ""
}

// Spelling is what a client sends for the command, without its argument: "STAT" for "STAT path".
func (c *Command) Spelling() string {
	words, _ := SplitName(c.Name)
	return words
}

// Variant is the lower-case word of a command that is chosen when an argument follows: "path" for "STAT path", else "".
func (c *Command) Variant() string {
	_, variant := SplitName(c.Name)
	return variant
}

// Covers reports whether a name in a list of commands means the command: the name itself, or its first words.
func Covers(name, command string) bool {
	return command == name || strings.HasPrefix(command, name+" ")
}

// Syntax is the command as HELP and a syntax error show it: "RETR <path>", "HELP [<topic>]".
func (s *Spec) Syntax(c *Command) string {
	out := c.Spelling()
	for _, a := range c.Args {
		arg := "<" + a.Name + ">"
		for i := range s.Types {
			if s.Types[i].Name == a.Type && s.Types[i].Syntax != "" {
				arg = s.Types[i].Syntax
			}
		}
		if a.Optional && !strings.HasPrefix(arg, "[") {
			arg = "[" + arg + "]"
		}
		out += " " + arg
	}
	return out
}

// ExampleAddress is the example of an argument that is an address, where its type has no other.
const ExampleAddress = "127,0,0,1,200,1"

// examplePath is the example of a path: the tests of handlers have a file there.
const examplePath = "f"

// Example is an argument of a type as a client sends it.
func (s *Spec) Example(typeName string) string {
	for i := range s.Types {
		if t := &s.Types[i]; t.Name == typeName && t.Example != "" {
			return t.Example
		}
	}
	switch goType := s.GoType(typeName); {
	case s.Secret(typeName):
		return "pw"
	case strings.HasSuffix(goType, ".Path") || strings.HasSuffix(goType, ".Place"):
		return examplePath
	case goType == "netip.AddrPort":
		return ExampleAddress
	case strings.HasPrefix(goType, "int") || strings.HasPrefix(goType, "uint"):
		return "1"
	}
	return "x"
}

// MatchesPattern reports whether pattern means the capability; it may end in "*".
func MatchesPattern(pattern, capability string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	return capability == pattern || wild && strings.HasPrefix(capability, prefix)
}
