package spec

import "strings"

// The kinds of words in a spec.
var (
	wName       = newWord("a name (lower-case words joined by hyphens)", `[a-z][a-z0-9]*(-[a-z0-9]+)*`)
	wLanguage   = newWord("a language tag", `[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?`)
	wCapability = newWord("a capability (two names joined by a dot)", `[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*`)
	wPattern    = newWord("a capability, or a pattern that ends in *", `[a-z][a-z0-9-]*\.([a-z][a-z0-9-]*|\*)`)
	wCommand    = newWord("a command (upper-case words, then perhaps one lower-case word)",
		`[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*( [a-z][a-z0-9-]*)?`)
	wEnder = newWord("a command, a command and one of its replies, or an event",
		`[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*( [a-z][a-z0-9-]*){0,2}|[a-z][a-z-]*`)
	wActor = newWord("a command, a capability, or a pattern of capabilities", wCommand.pattern+"|"+wPattern.pattern)
	wMover = newWord("a command, a capability or a pattern of them, an event, or transfer",
		wActor.pattern+`|[a-z][a-z-]*`)
	wSpelling = newWord("a spelling of a command (upper-case words)", `[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*`)
	wRest     = newWord("upper-case words, or any", wordAny+`|[A-Z0-9@-]+( [A-Z0-9@-]+)*`)
	wVerb     = newWord("an upper-case word", `[A-Z]+`)
	wRFC      = newWord("an RFC's number and section", `[0-9]{1,5}( [0-9A-Z]+(\.[0-9A-Z]+)*)?`)
	wTerm     = newWord("a region or policy.NAME", `(policy\.)?[a-z][a-z0-9-]*`)
	wArg      = newWord("a type, or optional TYPE", `(optional )?[a-z][a-z0-9-]*`)
	wGoType   = newWord("a Go type", `\*?([a-z][a-z0-9]*\.)?[A-Za-z][A-Za-z0-9]*`)
	wGoFunc   = newWord("a Go function", `[a-z][a-z0-9]*\.[A-Z][A-Za-z0-9]*`)
	wGoField  = newWord("an exported Go name", `[A-Z][A-Za-z0-9]*`)
	wCheck    = newWord("the ID of a check (a letter and two digits)", `[A-Z][0-9]{2}`)
	wAnswer   = newWord("a command or an event, and a reply code", `([A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*|[a-z][a-z-]*) [1-6][0-9]{2}`)
	wPackage  = newWord("a Go package's name", `[a-z][a-z0-9]*`)
	wImport   = newWord("an import path", `[a-z0-9][A-Za-z0-9.~_-]*(/[A-Za-z0-9.~_-]+)*`)
	wBase     = newWord("a module's path and a file in it, or a path that begins with ./ or ../",
		`(\.\.?(/[A-Za-z0-9.~_-]+)+|[a-z0-9][A-Za-z0-9.~_-]*(/[A-Za-z0-9.~_-]+)+)\.ya?ml`)
	wChapter     = newWord("a file beside this one, or below it", `[a-z0-9][A-Za-z0-9._-]*(/[a-z0-9][A-Za-z0-9._-]*)*\.ya?ml`)
	wRequirement = newWord("the identifier of a requirement", `[RD][A-Z0-9]*(-[A-Za-z0-9.]+){3}`)
	wLine        = &word{name: "a line of text"}
	wProse       = &word{name: wLine.name} // for people
)

// words are the kinds that a pattern describes, in the order of the reference.
var words = []*word{
	wName, wLanguage, wCapability, wPattern, wCommand, wCommands, wEnder, wActor, wMover, wSpelling, wRest, wVerb, wRFC, wTerm, wArg, wGoType, wGoFunc, wGoField, wCheck, wAnswer, wRequirement,
	wPackage, wImport, wBase, wChapter, wRow, wTextKey,
}

// permissions are the rights that an account may have; the accounts room uses the same names.
var permissions = []string{"read", "list", "write", "append", "delete", "rename", "mkdir", "rmdir", "attributes"}

const (
	wordAny        = "any"
	policyPrefix   = "policy."
	optionalPrefix = "optional "
)

// argWord splits an argument's type from the word before it.
func argWord(s string) (typeName string, optional bool) { return strings.CutPrefix(s, optionalPrefix) }

// splitName splits a command's name into its upper-case words and the lower-case one that may follow.
func splitName(name string) (words, variant string) {
	if i := strings.LastIndexByte(name, ' '); i >= 0 && name[i+1:] == strings.ToLower(name[i+1:]) && strings.ToUpper(name[i+1:]) != name[i+1:] {
		return name[:i], name[i+1:]
	}
	return name, ""
}

// Spelling is what a client sends for the command, without its argument: "STAT" for "STAT path".
func (c *Command) Spelling() string {
	words, _ := splitName(c.Name)
	return words
}

// Variant is the lower-case word of a command that is chosen when an argument follows: "path" for "STAT path", else "".
func (c *Command) Variant() string {
	_, variant := splitName(c.Name)
	return variant
}

// covers reports whether a name in a list of commands means the command: the name itself, or its first words.
func covers(name, command string) bool {
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
