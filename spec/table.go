package spec

import (
	"slices"

	"github.com/portolan-ftp/portolan/fsm/event"
)

// The reply's keys, which several shapes share.
var (
	fReply = field{key: "reply", value: is(wName.to(refShared)), doc: "a reply of `replies` to start from; keys given here win"}
	fCode  = field{key: "code", value: value{kind: kindNum}, doc: "three digits, RFC 959 4.2; without one nothing is sent (events only)"}
	fText  = field{key: "text", value: texts, doc: "the text in every language, with {name} and {name:format}"}
	fEnd   = field{key: "end", value: texts, doc: "the last line of a multi-line reply, in every language"}
	fBody  = field{key: "body", value: value{kind: kindFlag}, doc: "true: lines between `text` and `end` come from the handler"}
	fCut   = field{key: "cut", value: texts, doc: "the last line instead of `end` where the lines between break off: what the handler reads them from has failed"}
	fTo    = field{key: "to", value: moves, doc: "the state that each region named goes to"}
	fOn    = field{key: "on", value: listOf(is(wName.to(refClass))), doc: "classes of error that end here; `other` stands for all that no reply beside it names"}
	fDoes  = field{key: "does", value: listOf(is(wCapability.to(refCapability))), doc: "capabilities that this outcome alone takes; the handler is given them where the account and the `when` allow it, and may choose the outcome only there"}
	fWhy   = field{key: "why", value: is(wProse), doc: "the reason, for readers"}
)

// condition is a conjunction of regions and policies.
var condition = mapOf(wTerm.to(refTerm), someOf(is(wName.to(refState))))

// moves name a state for each region.
var moves = mapOf(wName.to(refRegion), is(wName.to(refState)))

// texts are one line in each language, or one for all.
var texts = textOf(wLanguage.to(refLanguage), is(wProse))

// inAWord describes the short form of rows.
const inAWord = "A plain NAME is short for {reply: NAME}, CODE for {code: CODE}, and `CODE -> rename.pending` for {code: CODE, to: {rename: pending}}."

var sShared = &shape{
	name: "a shared reply", short: "code", shortWord: wRow, row: true,
	doc:    "A reply that several rows start from with `reply: NAME`. Its `on` is that of every reply and completion that starts from it and has none of its own.",
	fields: []field{fCode, fTo, fOn, fBody, fText, fEnd, fCut, fWhy},
}

var sElse = &shape{
	name: "a refusal", short: "reply", shortWord: wRow, row: true,
	doc:    "What is answered when a need does not hold or a permission is missing: a 4yz or 5yz reply. " + inAWord,
	fields: []field{fReply, fCode, fTo, fText, fWhy},
}

var sEnd = &shape{
	name: "a completion", short: "reply", shortWord: wRow, row: true,
	doc:    "How a transfer ends, as the handler decides; its row is named REPLY.NAME. It moves what `transfer: end` says, and its own `to`. " + inAWord,
	fields: []field{fReply, fCode, fTo, fOn, fDoes, fText, fWhy},
}

var sReply = &shape{
	name: "a reply", short: "reply", shortWord: wRow, row: true,
	doc: "One thing that a command may answer. The code and the text come from here or from the shared reply. " + inAWord,
	fields: []field{
		fReply, fCode,
		{key: "when", value: condition, doc: "`by: table`: the first reply whose `when` holds is given; with a handler, the only place where it may choose it"},
		{key: "otherwise", value: is(wName), doc: "with a handler: the reply of the command that is given instead where the `when` does not hold. The handler chooses the one, the table which of the two"},
		{key: "argument", value: someOf(is(wName)), doc: "the table gives the reply, before a handler is asked, where the argument names one of these states; `other` stands for none of those there are. The argument's type has `names`"},
		{key: "to", value: moves, doc: "the state that each region named goes to. The name of an argument stands for the state that it names: the reply becomes one for each of them, called REPLY-STATE"},
		{key: "sets", value: listOf(is(wName.to(refCarry))), doc: "carried values that the handler supplies"},
		fOn, fDoes, fBody,
		{key: "then", value: oneOf(thens...), doc: "what follows: a transfer to the client, one from the client, work that takes its time and has no data connection, the abort of what runs, TLS on the control connection, or its end; 1yz replies send or receive, and work begins without a reply"},
		fText, fEnd, fCut,
		{key: "ends", value: mapOf(wName, shaped(sEnd)), layout: layRows, doc: "how the transfer or the work may end; with `then: send`, `receive` and `work`"},
		fWhy,
	},
}

var sTransferEnd = &shape{
	name: "a transfer's own end", short: "reply", shortWord: wRow, row: true,
	doc:    "How every transfer may end, as the runtime decides. " + inAWord,
	fields: []field{fReply, fCode, {key: "when", value: condition, doc: "it can happen only here"}, fTo, fText, fWhy},
}

var sEvent = &shape{
	name: "an event",
	doc:  "Something that happens to a session and is no command.",
	fields: []field{
		{key: "rfc", value: is(wRFC), required: true, doc: "where it comes from: RFC and section"},
		fReply, fCode,
		{key: "where", value: oneOf(event.Places[:]...), doc: "what of a session it meets: its very beginning, silence (nothing runs, no line waits), a moment when nothing runs, the answer to a line, a handler, a transfer on a data connection, one from the client, or whatever"},
		{key: "when", value: condition, doc: "it can happen only here"},
		fTo,
		{key: "verbs", value: listOf(is(wVerb)), doc: "event `foreign` only: words that only another protocol's client sends"},
		fText, fWhy,
	},
}

var sStandard = &shape{
	name: "a standard reply", short: "reply", shortWord: wRow, row: true,
	doc:    "A refusal that every command may give, declared once. " + inAWord,
	fields: []field{fReply, fCode, fText, fWhy},
}

var sPolicy = &shape{
	name: "a policy",
	doc:  "A switch of the operator. The auditor explores every combination.",
	fields: []field{
		{key: "values", value: listOf(is(wName)), required: true, doc: "the first is the default"},
		fWhy,
	},
}

var sRegion = &shape{
	name: "a region",
	doc:  "One of the small machines of a session; all run in parallel.",
	fields: []field{
		{key: "states", value: listOf(is(wName)), required: true, doc: "the first is where a session begins"},
		{key: "carries", value: mapOf(wName.to(refState), mapOf(wName, is(wName.to(refType)))), doc: "for a state, the values that ride on it, and their types; leaving the states that carry a value drops it"},
		{key: "lasts", value: someOf(is(wName.to(refLifetime))), required: true, doc: "the lifetimes after which the region is back in its first state, whichever ends first: command, transfer, work, session, or one of `lifetimes`"},
		{key: "setting", value: value{kind: kindFlag}, doc: "true: only commands ask about it, so that the audit keeps what it may be beside each configuration; one that something else asks about multiplies the configurations all the same"},
		{key: "begins", value: oneOf(beginsFamily), doc: "what decides in which state a session begins, and nothing moves it afterwards: the address family of the control connection, with the states ipv4 and ipv6"},
		{key: "survives", value: listOf(is(wCommands.to(refSurvivor))), doc: "commands that do not end it, though it lasts for a command; TYPE means TYPE A and TYPE I too"},
		{key: "moved-by", value: listOf(is(wMover.to(refMover))), doc: "who alone may move the region, or set what it carries: commands, those that do a capability, events, or `transfer`, the data phase; resets need no leave. Required but for the region session"},
		fWhy,
	},
}

var sLifetime = &shape{
	name: "a lifetime",
	doc:  "How long regions last. A row that ends a lifetime takes every region that lasts for it, or for a lifetime within it, to its first state, unless the row moves the region itself. The language has command (which each answer to a line ends), transfer and work (which their ends end) and session (which nothing ends); of the first three a spec may say more.",
	fields: []field{
		{key: "ends", value: listOf(is(wEnder.to(refEnder))), doc: "what ends it: USER, each reply of a command that is no refusal by a need; HOST ok, one reply; dropped, an event"},
		{key: "answers", value: listOf(is(wActor.to(refActor))), doc: "commands, or capabilities and patterns of them, of which every answer ends it, refusals too"},
		{key: "within", value: is(wName.to(refLifetime)), doc: "the lifetime whose end ends this one too"},
		fWhy,
	},
}

// beginsFamily is the only property of a connection that decides in which state a session begins. These are its states,
// in the order of the runtime's.
const beginsFamily = "address-family"

var familyStates = []string{"ipv4", "ipv6"}

var sType = &shape{
	name: "a type",
	doc:  "The type of an argument or of a carried value.",
	fields: []field{
		{key: "go", value: is(wGoType), required: true, doc: "its Go type, of package storage, accounts, fsm, listing, attributes, netip or time, or a basic one"},
		{key: "parse", value: is(wGoFunc), doc: "the function that reads an argument; required when one has the type"},
		{key: "syntax", value: is(wLine), doc: "how HELP shows an argument; <ARGUMENT NAME> by default"},
		{key: "example", value: is(wLine), doc: "an argument as a client sends it, for the dialogues of tools and tests; where they need a file, there is one named f. By default it is f for a path, 1 for a number, and x"},
		{key: "word", value: value{kind: kindFlag}, doc: "true: it holds no blank, so that another argument may follow; otherwise it takes the rest of the line"},
		{key: "secret", value: value{kind: kindFlag}, doc: "true: it stands in no log and in no reply"},
		{key: "names", value: is(wName.to(refRegion)), doc: "the region a state of which an argument names, or none; of the region of languages those that there are texts in"},
		{key: "state", value: is(wGoFunc), doc: "with `names`: the function that says which state, of the value and the session"},
	},
}

var sCapability = &shape{
	name: "a capability",
	doc:  "Something that a command may touch. Invariants speak of capabilities, so that a command added later is covered.",
	fields: []field{
		{key: "changes", value: value{kind: kindFlag}, doc: "true: what does it changes files, so that invariants with `changes: true` and the log speak of it"},
		{key: "permission", value: oneOf(permissions...), doc: "the account needs it; the runtime checks before the handler runs"},
		{key: "or", value: oneOf(permissions...), doc: "another permission that is enough; for what replies do"},
		{key: "under", value: is(wCapability.to(refCapability)), doc: "instead of a permission: a capability that each command has beside it, and whose permission covers it"},
		{key: "interface", value: is(wGoType), doc: "what the handler is given, and nothing wider"},
		{key: "field", value: is(wGoField), doc: "the request's field for the interface; Files by default"},
		{key: "else", value: shaped(sElse), doc: "answers without the permission; required with one, unless replies alone do it"},
		fWhy,
	},
}

var sNeed = &shape{
	name: "a need",
	doc:  "A precondition of commands: `when`, `unless` or both, and what is answered otherwise. It needs at least one of the two.",
	fields: []field{
		{key: "when", value: condition, doc: "all must hold"},
		{key: "unless", value: condition, doc: "must not all hold"},
		{key: "else", value: shaped(sElse), required: true, doc: "answers otherwise"},
	},
}

var sInlineNeed = &shape{
	name: "a need of one command", short: "need", shortWord: wName.to(refNeed),
	doc: "A need's name, or a need written out in the command that alone has it.",
	fields: append([]field{
		{key: "name", value: is(wName), required: true, doc: "the name of its row"},
	}, sNeed.fields...),
}

var sTransfer = &shape{
	name: "the data phase",
	doc:  "What every transfer has in common.",
	fields: []field{
		{key: "begin", value: moves, required: true, doc: "moves that come with `then: send` and `then: receive`"},
		{key: "work", value: moves, doc: "moves that come with `then: work`"},
		{key: "ends", value: mapOf(wName, shaped(sTransferEnd)), required: true, layout: layOpen, doc: "what the runtime may say after the preliminary reply; work has `aborted` and `overtime` of them"},
	},
}

var sCommand = &shape{
	name: "a command",
	doc:  "One command: what it needs, who answers, and what may be answered. Its name is made of upper-case words (EPSV ALL); a lower-case word at the end (STAT path) makes it the variant that is chosen when an argument follows.",
	fields: []field{
		{key: "rfc", value: is(wRFC), required: true, doc: "where it is defined: RFC and section"},
		{key: "aliases", value: listOf(is(wSpelling)), doc: "other spellings"},
		{key: "arg", value: mapOf(wName, is(wArg.to(refType))), doc: "arguments and their types, `optional TYPE` for one that may be missing; without the key an argument is a syntax error"},
		{key: "words", value: someOf(is(wRest)), doc: "what might be its argument and is a spelling of its own: EPSV has ALL because of EPSV ALL; `any`: whatever has one"},
		{key: "with", value: listOf(is(wName.to(refRegion))), doc: "regions whose state and values the handler is given"},
		{key: "needs", value: listOf(shaped(sInlineNeed)), doc: "preconditions, checked in this order before anything else"},
		{key: "does", value: listOf(is(wCapability.to(refCapability))), doc: "capabilities; the account's permissions follow from them"},
		{key: "by", value: oneOf("handler", "table", "nobody"), doc: "who answers: a Go handler (the default), the table alone, or nobody, because it is not offered"},
		{key: "during", value: oneOf("wait", "now", "alone", "last"), doc: "during a transfer: postponed (the default), answered at once, or postponed with nothing read behind it, until it is answered (`alone`) or for good (`last`)"},
		{key: "replies", value: mapOf(wName, shaped(sReply)), layout: layRows, doc: "what it may answer; required unless `by: nobody`"},
		{key: "feat", value: is(wLine), doc: "its line in FEAT; {facts} is filled in by the FEAT handler"},
		{key: keyHelp, value: texts, required: true, poured: true, doc: "one line for HELP in every language"},
	},
}

var sFeature = &shape{
	name: "a feature",
	doc:  "A FEAT line that belongs to no command.",
	fields: []field{
		{key: "line", value: is(wLine), required: true, doc: "as FEAT shows it"},
		{key: "rfc", value: is(wRFC), required: true, doc: "where it is defined"},
	},
}

var sNever = &shape{
	name: "never",
	doc:  "No row of one of the kinds that are named has an effect when the condition holds. A refusal is no effect. Without a kind no session ever gets there.",
	fields: []field{
		{key: "does", value: someOf(is(wPattern.to(refPattern))), doc: "what does one of the capabilities; files.* means all of files"},
		{key: "changes", value: value{kind: kindFlag}, doc: "true: whatever changes files, by its capabilities"},
		{key: "then", value: someOf(oneOf(thens...)), doc: "what begins a transfer, or work, or TLS ..., as `then` of a reply says"},
		{key: "command", value: someOf(is(wCommands.to(refSurvivor))), doc: "commands; PROT means PROT P and PROT C too"},
		{key: "but", value: someOf(is(wCommands.to(refCommand))), doc: "commands that it is not about"},
		{key: "when", value: condition, required: true, doc: "where"},
	},
}

var sOnlyAfter = &shape{
	name: "only-after",
	doc:  "The states are entered from others only by rows of the commands.",
	fields: []field{
		{key: "state", value: condition, required: true, doc: "the states"},
		{key: "commands", value: someOf(is(wCommands.to(refCommand))), required: true, doc: "the commands"},
	},
}

var sResets = &shape{
	name: "resets",
	doc:  "After each row of the command that is no refusal the regions are in their first states.",
	fields: []field{
		{key: "command", value: is(wCommand.to(refCommand)), required: true, doc: "the command"},
		{key: "regions", value: someOf(is(wName.to(refRegion))), required: true, doc: "the regions"},
	},
}

var sBudget = &shape{
	name: "budget",
	doc:  "Where the condition holds, only these commands have an effect.",
	fields: []field{
		{key: "when", value: condition, required: true, doc: "where"},
		{key: "commands", value: someOf(is(wCommands.to(refCommand))), required: true, doc: "the commands"},
	},
}

var sInvariant = &shape{
	name: "an invariant", oneOf: true,
	doc: "A statement that the auditor proves: exactly one of the forms.",
	fields: []field{
		{key: "never", value: shaped(sNever), doc: "something has no effect somewhere"},
		{key: "only-after", value: shaped(sOnlyAfter), doc: "only some commands lead somewhere"},
		{key: "always-possible", value: is(wCommand.to(refCommand)), doc: "the command has an effect in every configuration of an open session"},
		{key: "resets", value: shaped(sResets), doc: "a command leaves nothing behind"},
		{key: "budget", value: shaped(sBudget), doc: "a list of the only commands that may have an effect where a condition holds"},
		{key: "default", value: mapOf(wTerm.to(refTerm), is(wName.to(refState))), doc: "the values that policies have when the operator says nothing"},
		fWhy,
	},
}

var sDeviation = &shape{
	name: "a deviation",
	doc:  "Where a standard is left, or where standards disagree.",
	fields: []field{
		{key: "about", value: is(wLine), required: true, doc: "a requirement, a conflict of the standards, or a command"},
		{key: "do", value: is(wProse), required: true, doc: "what is done"},
		{key: "answers", value: listOf(is(wAnswer)), doc: "replies that the standards do not list: command, or event, and code"},
		{key: "leaves", value: listOf(is(wRequirement)), doc: "requirements of the standards that are not met because of it"},
		{key: "why", value: is(wProse), required: true, doc: "the reason"},
	},
}

var sWaiver = &shape{
	name: "a waiver",
	doc:  "A finding of the auditor that is accepted. Every report shows it; a waiver that waives nothing is itself a finding.",
	fields: []field{
		{key: "check", value: is(wCheck), required: true, doc: "the ID of the check, as in the report"},
		{key: "at", value: is(wLine), required: true, doc: "what the finding is about, in the report's words: RNFR denied"},
		{key: "why", value: is(wProse), required: true, doc: "the reason"},
	},
}

var sRoles = &shape{
	name: "the section roles",
	doc:  "Who plays what the runtime itself acts on. It looks for no names: a part that plays no role is nothing to it but a row's condition.",
	fields: []field{
		{key: "over", value: condition, required: true, doc: "the session has ended: one state of a region"},
		{key: "last", value: condition, doc: "a command `during: last` waits for a transfer to end: another state of that region; needed with such a command"},
		{key: "transfer", value: is(wName.to(refRegion)), required: true, doc: "the region that says whether a transfer runs"},
		{key: "private", value: condition, doc: "data connections are protected by TLS"},
		{key: "client", value: condition, doc: "the server is the TLS client of data connections for files"},
		{key: "exchange", value: condition, doc: "data connections with other servers are allowed: values of a policy"},
		{key: "language", value: is(wName.to(refRegion)), doc: "the region whose states are languages of replies; the first is the server's choice"},
		{key: "account", value: is(wName.to(refCarry)), doc: "who is logged in; without one nobody has a permission"},
		{key: "user", value: is(wName.to(refCarry)), doc: "the name of the user"},
		{key: "idle", value: is(wName.to(refCarry)), doc: "how long the session may be silent"},
		{key: "host", value: is(wName.to(refCarry)), doc: "the virtual host"},
		{key: "cwd", value: is(wName.to(refCarry)), doc: "the working directory"},
		{key: "offset", value: is(wName.to(refCarry)), doc: "where a transfer begins in the file"},
		{key: "abort", value: is(wCommand.to(refCommand)), doc: "the command that ends a transfer; answered during one"},
		{key: "status", value: is(wCommand.to(refCommand)), doc: "the command that tells how a transfer goes; answered during one"},
		{key: "quit", value: is(wCommand.to(refCommand)), doc: "the command that ends the session; the last one that is read during a transfer"},
	},
}

var sTop = &shape{
	name: "a spec",
	doc:  "The whole file.",
	fields: opened([]field{
		{key: "protocol", value: is(wName), required: true, doc: "the protocol's name"},
		{key: keyChapters, value: listOf(is(wChapter)), doc: "files of the rest, beside this one or below: what they have of a section comes behind what this file has of it, in their order"},
		{key: "languages", value: listOf(is(wLanguage)), required: true, doc: "languages of the texts; the first is the default"},
		{key: keyTexts, value: mapOf(wLanguage.to(refLanguage), shaped(sTexts)), doc: "the texts of rows that have none of their own, by language; a file for each language is a chapter with this section"},
		{key: keySets, value: mapOf(wName, listOf(is(wCommand.to(refSurvivor)))), doc: "sets of commands; a set's name stands for its commands wherever a list of commands may"},
		{key: "policies", value: mapOf(wName, shaped(sPolicy)), doc: "the operator's switches"},
		{key: "lifetimes", value: mapOf(wName, shaped(sLifetime)), doc: "how long regions last, and what ends it"},
		{key: "regions", value: mapOf(wName, shaped(sRegion)), required: true, doc: "what a session remembers"},
		{key: "roles", value: shaped(sRoles), required: true, doc: "what the runtime itself acts on"},
		{key: "types", value: mapOf(wName, shaped(sType)), doc: "types of arguments and of carried values"},
		{key: "capabilities", value: mapOf(wCapability, shaped(sCapability)), doc: "what a command may touch"},
		{key: "errors", value: listOf(is(wName)), required: true, doc: "classes of failure, with `other` among them"},
		{key: "replies", value: mapOf(wName, shaped(sShared)), doc: "replies that several rows share"},
		{key: "needs", value: mapOf(wName, shaped(sNeed)), doc: "preconditions"},
		{key: "transfer", value: shaped(sTransfer), required: true, doc: "the data phase"},
		{key: "events", value: mapOf(wName, shaped(sEvent)), required: true, doc: "what happens to a session and is no command"},
		{key: "standard", value: mapOf(wName, shaped(sStandard)), required: true, doc: "syntax, not-offered and unwritten: refusals that every command may give"},
		{key: "commands", value: mapOf(wCommand, shaped(sCommand)), required: true, doc: "the commands"},
		{key: "features", value: listOf(shaped(sFeature)), doc: "FEAT lines that belong to no command"},
		{key: "invariants", value: mapOf(wName, shaped(sInvariant)), doc: "what the auditor proves"},
		{key: "deviations", value: listOf(shaped(sDeviation)), doc: "decisions where the standards are left or disagree"},
		{key: "extensions", value: mapOf(wCommand.to(refCommand), is(wProse)), doc: "commands that no document knows, with the reason why they are there; the documents have no say in what these answer"},
		{key: "waivers", value: listOf(shaped(sWaiver)), doc: "findings of the auditor that are accepted"},
	}),
}

// entryKeys are the keys that the entry of a spec has, and none of its chapters.
var entryKeys = []string{"protocol", keyChapters, "languages"}

var sChapter = &shape{
	name:   "a chapter",
	doc:    "A part of a spec: sections, each with what the chapter has of it.",
	fields: chapterFields(),
}

// chapterFields are the fields of a spec that a chapter may have.
func chapterFields() []field {
	var fields []field
	for _, f := range sTop.fields {
		if !slices.Contains(entryKeys, f.key) {
			f.required = false
			fields = append(fields, f)
		}
	}
	return fields
}

var sTextsFile = &shape{
	name:   "a file of texts",
	doc:    "A chapter with texts alone, such as those of one language.",
	fields: []field{*sTop.field(keyTexts)},
}

// shapes are all the kinds of mapping, in the order of the reference.
var shapes = []*shape{
	sTop, sPolicy, sLifetime, sRegion, sRoles, sType, sCapability, sShared, sNeed, sInlineNeed, sElse, sTransfer, sTransferEnd, sEvent,
	sStandard, sCommand, sReply, sEnd, sFeature, sTexts, sLines, sInvariant, sNever, sOnlyAfter, sResets, sBudget, sDeviation, sWaiver,
}
