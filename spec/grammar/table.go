package grammar

import "slices"

var shapePolicy = &Shape{
	Name: "a policy",
	doc:  "A switch of the operator. The auditor explores every combination.",
	Fields: []Field{
		{Key: "values", Value: listOf(Is(WordName)), Required: true, Doc: "the first is the default"},
		FieldWhy,
	},
}

// ShapeRegion is one of the parallel machines of a session.
var ShapeRegion = &Shape{
	Name: "a region",
	doc:  "One of the small machines of a session; all run in parallel.",
	Fields: []Field{
		{Key: "states", Value: listOf(Is(WordName)), Required: true, Doc: "the first is where a session begins"},
		{Key: "carries", Value: MapOf(WordName.To(RefState), MapOf(WordName, Is(WordName.To(RefType)))), Doc: "for a state, the values that ride on it, and their types; leaving the states that carry a value drops it"},
		{Key: "lasts", Value: someOf(Is(WordName.To(RefLifetime))), Required: true, Doc: "the lifetimes after which the region is back in its first state, whichever ends first: command, transfer, work, session, or one of `lifetimes`"},
		{Key: "setting", Value: Value{Kind: KindFlag}, Doc: "true: only commands ask about it, so that the audit keeps what it may be beside each configuration; one that something else asks about multiplies the configurations all the same"},
		{Key: "begins", Value: oneOf(beginsFamily), Doc: "what decides in which state a session begins, and nothing moves it afterwards: the address family of the control connection, with the states ipv4 and ipv6"},
		{Key: "survives", Value: listOf(Is(wordCommands.To(RefSurvivor))), Doc: "commands that do not end it, though it lasts for a command; TYPE means TYPE A and TYPE I too"},
		{Key: "moved-by", Value: listOf(Is(wordMover.To(RefMover))), Doc: "who alone may move the region, or set what it carries: commands, those that do a capability, events, or `transfer`, the data phase; resets need no leave. Required but for the region session"},
		FieldWhy,
	},
}

var shapeLifetime = &Shape{
	Name: "a lifetime",
	doc:  "How long regions last. A row that ends a lifetime takes every region that lasts for it, or for a lifetime within it, to its first state, unless the row moves the region itself. The language has command (which each answer to a line ends), transfer and work (which their ends end) and session (which nothing ends); of the first three a spec may say more.",
	Fields: []Field{
		{Key: "ends", Value: listOf(Is(wordEnder.To(RefEnder))), Doc: "what ends it: USER, each reply of a command that is no refusal by a need; HOST ok, one reply; dropped, an event"},
		{Key: "answers", Value: listOf(Is(wordActor.To(RefActor))), Doc: "commands, or capabilities and patterns of them, of which every answer ends it, refusals too"},
		{Key: "within", Value: Is(WordName.To(RefLifetime)), Doc: "the lifetime whose end ends this one too"},
		FieldWhy,
	},
}

// beginsFamily is the only property of a connection that decides in which state a session begins. These are its states,
// in the order of the runtime's.
const beginsFamily = "address-family"

var FamilyStates = []string{"ipv4", "ipv6"}

var shapeType = &Shape{
	Name: "a type",
	doc:  "The type of an argument or of a carried value.",
	Fields: []Field{
		{Key: "go", Value: Is(wordGoType), Required: true, Doc: "its Go type, of package storage, accounts, fsm, listing, attributes, netip or time, or a basic one"},
		{Key: "parse", Value: Is(wordGoFunc), Doc: "the function that reads an argument; required when one has the type"},
		{Key: "syntax", Value: Is(WordLine), Doc: "how HELP shows an argument; <ARGUMENT NAME> by default"},
		{Key: "example", Value: Is(WordLine), Doc: "an argument as a client sends it, for the dialogues of tools and tests; where they need a file, there is one named f. By default it is f for a path, 1 for a number, and x"},
		{Key: "word", Value: Value{Kind: KindFlag}, Doc: "true: it holds no blank, so that another argument may follow; otherwise it takes the rest of the line"},
		{Key: "secret", Value: Value{Kind: KindFlag}, Doc: "true: it stands in no log and in no reply"},
		{Key: "names", Value: Is(WordName.To(RefRegion)), Doc: "the region a state of which an argument names, or none; of the region of languages those that there are texts in"},
		{Key: "state", Value: Is(wordGoFunc), Doc: "with `names`: the function that says which state, of the value and the session"},
	},
}

var shapeCapability = &Shape{
	Name: "a capability",
	doc:  "Something that a command may touch. Invariants speak of capabilities, so that a command added later is covered.",
	Fields: []Field{
		{Key: "changes", Value: Value{Kind: KindFlag}, Doc: "true: what does it changes files, so that invariants with `changes: true` and the log speak of it"},
		{Key: "permission", Value: oneOf(permissions...), Doc: "the account needs it; the runtime checks before the handler runs"},
		{Key: "or", Value: oneOf(permissions...), Doc: "another permission that is enough; for what replies do"},
		{Key: "under", Value: Is(wordCapability.To(RefCapability)), Doc: "instead of a permission: a capability that each command has beside it, and whose permission covers it"},
		{Key: "interface", Value: Is(wordGoType), Doc: "what the handler is given, and nothing wider"},
		{Key: "field", Value: Is(wordGoField), Doc: "the request's field for the interface; Files by default"},
		{Key: "else", Value: Shaped(shapeElse), Doc: "answers without the permission; required with one, unless replies alone do it"},
		FieldWhy,
	},
}

var shapeNeed = &Shape{
	Name: "a need",
	doc:  "A precondition of commands: `when`, `unless` or both, and what is answered otherwise. It needs at least one of the two.",
	Fields: []Field{
		{Key: "when", Value: condition, Doc: "all must hold"},
		{Key: "unless", Value: condition, Doc: "must not all hold"},
		{Key: "else", Value: Shaped(shapeElse), Required: true, Doc: "answers otherwise"},
	},
}

// ShapeInlineNeed is a precondition that one command alone has.
var ShapeInlineNeed = &Shape{
	Name: "a need of one command", Short: "need", ShortWord: WordName.To(RefNeed),
	doc: "A need's name, or a need written out in the command that alone has it.",
	Fields: append([]Field{
		{Key: "name", Value: Is(WordName), Required: true, Doc: "the name of its row"},
	}, shapeNeed.Fields...),
}

// ShapeTransfer is what every data phase has in common.
var ShapeTransfer = &Shape{
	Name: "the data phase",
	doc:  "What every transfer has in common.",
	Fields: []Field{
		{Key: "begin", Value: moves, Required: true, Doc: "moves that come with `then: send` and `then: receive`"},
		{Key: "work", Value: moves, Doc: "moves that come with `then: work`"},
		{Key: "ends", Value: MapOf(WordName, Shaped(shapeTransferEnd)), Required: true, Layout: LayoutOpen, Doc: "what the runtime may say after the preliminary reply; work has `aborted` and `overtime` of them"},
	},
}

// ShapeCommand is a command with its replies.
var ShapeCommand = &Shape{
	Name: "a command",
	doc:  "One command: what it needs, who answers, and what may be answered. Its name is made of upper-case words (EPSV ALL); a lower-case word at the end (STAT path) makes it the variant that is chosen when an argument follows.",
	Fields: []Field{
		{Key: "rfc", Value: Is(wordRFC), Required: true, Doc: "where it is defined: RFC and section"},
		{Key: "aliases", Value: listOf(Is(wordSpelling)), Doc: "other spellings"},
		{Key: "arg", Value: MapOf(WordName, Is(wordArg.To(RefType))), Doc: "arguments and their types, `optional TYPE` for one that may be missing; without the key an argument is a syntax error"},
		{Key: "words", Value: someOf(Is(wordRest)), Doc: "what might be its argument and is a spelling of its own: EPSV has ALL because of EPSV ALL; `any`: whatever has one"},
		{Key: "with", Value: listOf(Is(WordName.To(RefRegion))), Doc: "regions whose state and values the handler is given"},
		{Key: "needs", Value: listOf(Shaped(ShapeInlineNeed)), Doc: "preconditions, checked in this order before anything else"},
		{Key: "does", Value: listOf(Is(wordCapability.To(RefCapability))), Doc: "capabilities; the account's permissions follow from them"},
		{Key: "by", Value: oneOf("handler", "table", "nobody"), Doc: "who answers: a Go handler (the default), the table alone, or nobody, because it is not offered"},
		{Key: "during", Value: oneOf("wait", "now", "alone", "last"), Doc: "during a transfer: postponed (the default), answered at once, or postponed with nothing read behind it, until it is answered (`alone`) or for good (`last`)"},
		{Key: "replies", Value: MapOf(WordName, Shaped(ShapeReply)), Layout: LayoutRows, Doc: "what it may answer; required unless `by: nobody`"},
		{Key: "feat", Value: Is(WordLine), Doc: "its line in FEAT; {facts} is filled in by the FEAT handler"},
		{Key: KeyHelp, Value: texts, Required: true, Poured: true, Doc: "one line for HELP in every language"},
	},
}

var shapeFeature = &Shape{
	Name: "a feature",
	doc:  "A FEAT line that belongs to no command.",
	Fields: []Field{
		{Key: "line", Value: Is(WordLine), Required: true, Doc: "as FEAT shows it"},
		{Key: "rfc", Value: Is(wordRFC), Required: true, Doc: "where it is defined"},
	},
}

var shapeRoles = &Shape{
	Name: "the section roles",
	doc:  "Who plays what the runtime itself acts on. It looks for no names: a part that plays no role is nothing to it but a row's condition.",
	Fields: []Field{
		{Key: "over", Value: condition, Required: true, Doc: "the session has ended: one state of a region"},
		{Key: "last", Value: condition, Doc: "a command `during: last` waits for a transfer to end: another state of that region; needed with such a command"},
		{Key: "transfer", Value: Is(WordName.To(RefRegion)), Required: true, Doc: "the region that says whether a transfer runs"},
		{Key: "private", Value: condition, Doc: "data connections are protected by TLS"},
		{Key: "client", Value: condition, Doc: "the server is the TLS client of data connections for files"},
		{Key: "exchange", Value: condition, Doc: "data connections with other servers are allowed: values of a policy"},
		{Key: "language", Value: Is(WordName.To(RefRegion)), Doc: "the region whose states are languages of replies; the first is the server's choice"},
		{Key: "account", Value: Is(WordName.To(RefCarry)), Doc: "who is logged in; without one nobody has a permission"},
		{Key: "user", Value: Is(WordName.To(RefCarry)), Doc: "the name of the user"},
		{Key: "idle", Value: Is(WordName.To(RefCarry)), Doc: "how long the session may be silent"},
		{Key: "host", Value: Is(WordName.To(RefCarry)), Doc: "the virtual host"},
		{Key: "cwd", Value: Is(WordName.To(RefCarry)), Doc: "the working directory"},
		{Key: "offset", Value: Is(WordName.To(RefCarry)), Doc: "where a transfer begins in the file"},
		{Key: "abort", Value: Is(WordCommand.To(RefCommand)), Doc: "the command that ends a transfer; answered during one"},
		{Key: "status", Value: Is(WordCommand.To(RefCommand)), Doc: "the command that tells how a transfer goes; answered during one"},
		{Key: "quit", Value: Is(WordCommand.To(RefCommand)), Doc: "the command that ends the session; the last one that is read during a transfer"},
	},
}

// ShapeTop is the whole of a spec.
var ShapeTop = &Shape{
	Name: "a spec",
	doc:  "The whole file.",
	Fields: opened([]Field{
		{Key: "protocol", Value: Is(WordName), Required: true, Doc: "the protocol's name"},
		{Key: KeyChapters, Value: listOf(Is(WordChapter)), Doc: "files of the rest, beside this one or below: what they have of a section comes behind what this file has of it, in their order"},
		{Key: "languages", Value: listOf(Is(wordLanguage)), Required: true, Doc: "languages of the texts; the first is the default"},
		{Key: KeyTexts, Value: MapOf(wordLanguage.To(RefLanguage), Shaped(shapeTexts)), Doc: "the texts of rows that have none of their own, by language; a file for each language is a chapter with this section"},
		{Key: KeySets, Value: MapOf(WordName, listOf(Is(WordCommand.To(RefSurvivor)))), Doc: "sets of commands; a set's name stands for its commands wherever a list of commands may"},
		{Key: "policies", Value: MapOf(WordName, Shaped(shapePolicy)), Doc: "the operator's switches"},
		{Key: "lifetimes", Value: MapOf(WordName, Shaped(shapeLifetime)), Doc: "how long regions last, and what ends it"},
		{Key: "regions", Value: MapOf(WordName, Shaped(ShapeRegion)), Required: true, Doc: "what a session remembers"},
		{Key: "roles", Value: Shaped(shapeRoles), Required: true, Doc: "what the runtime itself acts on"},
		{Key: "types", Value: MapOf(WordName, Shaped(shapeType)), Doc: "types of arguments and of carried values"},
		{Key: "capabilities", Value: MapOf(wordCapability, Shaped(shapeCapability)), Doc: "what a command may touch"},
		{Key: "errors", Value: listOf(Is(WordName)), Required: true, Doc: "classes of failure, with `other` among them"},
		{Key: "replies", Value: MapOf(WordName, Shaped(shapeShared)), Doc: "replies that several rows share"},
		{Key: "needs", Value: MapOf(WordName, Shaped(shapeNeed)), Doc: "preconditions"},
		{Key: "transfer", Value: Shaped(ShapeTransfer), Required: true, Doc: "the data phase"},
		{Key: "events", Value: MapOf(WordName, Shaped(ShapeEvent)), Required: true, Doc: "what happens to a session and is no command"},
		{Key: "standard", Value: MapOf(WordName, Shaped(shapeStandard)), Required: true, Doc: "syntax, not-offered and unwritten: refusals that every command may give"},
		{Key: "commands", Value: MapOf(WordCommand, Shaped(ShapeCommand)), Required: true, Doc: "the commands"},
		{Key: "features", Value: listOf(Shaped(shapeFeature)), Doc: "FEAT lines that belong to no command"},
		{Key: "invariants", Value: MapOf(WordName, Shaped(shapeInvariant)), Doc: "what the auditor proves"},
		{Key: "deviations", Value: listOf(Shaped(ShapeDeviation)), Doc: "decisions where the standards are left or disagree"},
		{Key: "extensions", Value: MapOf(WordCommand.To(RefCommand), Is(WordProse)), Doc: "commands that no document knows, with the reason why they are there; the documents have no say in what these answer"},
		{Key: "waivers", Value: listOf(Shaped(ShapeWaiver)), Doc: "findings of the auditor that are accepted"},
	}),
}

// EntryKeys are the keys that the entry of a spec has, and none of its chapters.
var EntryKeys = []string{"protocol", KeyChapters, "languages"}

var shapeChapter = &Shape{
	Name:   "a chapter",
	doc:    "A part of a spec: sections, each with what the chapter has of it.",
	Fields: chapterFields(),
}

// chapterFields are the fields of a spec that a chapter may have.
func chapterFields() []Field {
	var fields []Field
	for _, f := range ShapeTop.Fields {
		if !slices.Contains(EntryKeys, f.Key) {
			f.Required = false
			fields = append(fields, f)
		}
	}
	return fields
}

var shapeTextsFile = &Shape{
	Name:   "a file of texts",
	doc:    "A chapter with texts alone, such as those of one language.",
	Fields: []Field{*ShapeTop.Field(KeyTexts)},
}

// Shapes are all the kinds of mapping, in the order of the reference.
var Shapes = []*Shape{
	ShapeTop, shapePolicy, shapeLifetime, ShapeRegion, shapeRoles, shapeType, shapeCapability, shapeShared, shapeNeed, ShapeInlineNeed, shapeElse, ShapeTransfer, shapeTransferEnd, ShapeEvent,
	shapeStandard, ShapeCommand, ShapeReply, shapeEnd, shapeFeature, shapeTexts, ShapeLines, shapeInvariant, shapeNever, shapeOnlyAfter, shapeResets, shapeBudget, ShapeDeviation, ShapeWaiver,
}

// KeyChapters is the key of the list of chapters.
const KeyChapters = "chapters"
