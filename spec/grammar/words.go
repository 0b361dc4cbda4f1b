package grammar

import (
	"strings"

	"github.com/portolan-ftp/portolan/spec"
)

// The kinds of words in a spec.
var (
	WordName       = newWord("a name (lower-case words joined by hyphens)", `[a-z][a-z0-9]*(-[a-z0-9]+)*`)
	wordLanguage   = newWord("a language tag", `[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?`)
	wordCapability = newWord("a capability (two names joined by a dot)", `[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*`)
	wordPattern    = newWord("a capability, or a pattern that ends in *", `[a-z][a-z0-9-]*\.([a-z][a-z0-9-]*|\*)`)
	WordCommand    = newWord("a command (upper-case words, then perhaps one lower-case word)",
		`[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*( [a-z][a-z0-9-]*)?`)
	wordEnder = newWord("a command, a command and one of its replies, or an event",
		`[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*( [a-z][a-z0-9-]*){0,2}|[a-z][a-z-]*`)
	wordActor = newWord("a command, a capability, or a pattern of capabilities", WordCommand.pattern+"|"+wordPattern.pattern)
	wordMover = newWord("a command, a capability or a pattern of them, an event, or transfer",
		wordActor.pattern+`|[a-z][a-z-]*`)
	wordSpelling = newWord("a spelling of a command (upper-case words)", `[A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*`)
	wordRest     = newWord("upper-case words, or any", spec.WordAny+`|[A-Z0-9@-]+( [A-Z0-9@-]+)*`)
	wordVerb     = newWord("an upper-case word", `[A-Z]+`)
	wordRFC      = newWord("an RFC's number and section", `[0-9]{1,5}( [0-9A-Z]+(\.[0-9A-Z]+)*)?`)
	wordTerm     = newWord("a region or policy.NAME", `(policy\.)?[a-z][a-z0-9-]*`)
	wordArg      = newWord("a type, or optional TYPE", `(optional )?[a-z][a-z0-9-]*`)
	wordGoType   = newWord("a Go type", `\*?([a-z][a-z0-9]*\.)?[A-Za-z][A-Za-z0-9]*`)
	wordGoFunc   = newWord("a Go function", `[a-z][a-z0-9]*\.[A-Z][A-Za-z0-9]*`)
	wordGoField  = newWord("an exported Go name", `[A-Z][A-Za-z0-9]*`)
	wordCheck    = newWord("the ID of a check (a letter and two digits)", `[A-Z][0-9]{2}`)
	wordAnswer   = newWord("a command or an event, and a reply code", `([A-Z@][A-Z0-9@-]*( [A-Z0-9@-]+)*|[a-z][a-z-]*) [1-6][0-9]{2}`)
	wordPackage  = newWord("a Go package's name", `[a-z][a-z0-9]*`)
	wordImport   = newWord("an import path", `[a-z0-9][A-Za-z0-9.~_-]*(/[A-Za-z0-9.~_-]+)*`)
	wordBase     = newWord("a module's path and a file in it, or a path that begins with ./ or ../",
		`(\.\.?(/[A-Za-z0-9.~_-]+)+|[a-z0-9][A-Za-z0-9.~_-]*(/[A-Za-z0-9.~_-]+)+)\.ya?ml`)
	WordChapter     = newWord("a file beside this one, or below it", `[a-z0-9][A-Za-z0-9._-]*(/[a-z0-9][A-Za-z0-9._-]*)*\.ya?ml`)
	WordRequirement = newWord("the identifier of a requirement", `[RD][A-Z0-9]*(-[A-Za-z0-9.]+){3}`)
	WordLine        = &Word{Name: "a line of text"}
	WordProse       = &Word{Name: WordLine.Name} // for people
)

// words are the kinds that a pattern describes, in the order of the reference.
var words = []*Word{
	WordName, wordLanguage, wordCapability, wordPattern, WordCommand, wordCommands, wordEnder, wordActor, wordMover, wordSpelling, wordRest, wordVerb, wordRFC, wordTerm, wordArg, wordGoType, wordGoFunc, wordGoField, wordCheck, wordAnswer, WordRequirement,
	wordPackage, wordImport, wordBase, WordChapter, WordRow, wordTextKey,
}

// permissions are the rights that an account may have; the accounts room uses the same names.
var permissions = []string{"read", "list", "write", "append", "delete", "rename", "mkdir", "rmdir", "attributes"}

const optionalPrefix = "optional "

// ArgWord splits an argument's type from the word before it.
func ArgWord(s string) (typeName string, optional bool) { return strings.CutPrefix(s, optionalPrefix) }

// WordRow is a row in a word: a code or a shared reply, and where it leads.
var WordRow = newWord("a code or the name of a shared reply, and perhaps moves: CODE -> rename.pending",
	`([1-6][0-9]{2}|`+WordName.pattern+`)( -> `+rowMove+`(, `+rowMove+`)*)?`)

const rowMove = `[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*`

// IsRow reports whether a word has the form of a row in a word.
func IsRow(word string) bool { return WordRow.Matches(word) }
