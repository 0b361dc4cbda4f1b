package grammar

// wordTextKey is what names a line of a command.
var wordTextKey = newWord("a reply, REPLY.NAME for a completion, a need of the command, or help", WordName.pattern+`(\.`+WordName.pattern+`)?`)

// ShapeLines are the lines of a row in one language.
var ShapeLines = &Shape{
	Name: "the lines of a row", Short: "text", ShortWord: WordProse,
	doc: "What a row says in one language. A plain line is short for {text: LINE}.",
	Fields: []Field{
		{Key: "text", Value: Is(WordProse), Required: true, Doc: "the text, with {name} and {name:format}"},
		{Key: "end", Value: Is(WordProse), Doc: "the last line of a multi-line reply"},
		{Key: "cut", Value: Is(WordProse), Doc: "the last line instead of `end` where the lines between break off"},
	},
}

var shapeTexts = &Shape{
	Name: "the texts of a language",
	doc:  "Texts by what says them, for a spec whose rows have none of their own.",
	Fields: opened([]Field{
		{Key: "replies", Value: MapOf(WordName, Shaped(ShapeLines)), Doc: "of shared replies"},
		{Key: "needs", Value: MapOf(WordName, Shaped(ShapeLines)), Doc: "of what answers when a need does not hold"},
		{Key: "transfer", Value: MapOf(WordName, Shaped(ShapeLines)), Doc: "of the ends that every transfer may have"},
		{Key: "events", Value: MapOf(WordName, Shaped(ShapeLines)), Doc: "of events"},
		{Key: "standard", Value: MapOf(WordName, Shaped(ShapeLines)), Doc: "of the standard replies"},
		{Key: "commands", Value: MapOf(WordCommand, MapOf(wordTextKey, Shaped(ShapeLines))), Doc: "of commands: `help`, and of each row its text"},
	}),
}

const (
	KeyTexts = "texts"
	KeyHelp  = "help"
)

// KeySets is the key of the named lists of commands.
const KeySets = "sets"

// wordCommands names commands, one or a set.
var wordCommands = newWord("a command, or a set of commands", WordCommand.pattern+"|"+WordName.pattern)
