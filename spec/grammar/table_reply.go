package grammar

import (
	"github.com/portolan-ftp/portolan/fsm/event"
	"github.com/portolan-ftp/portolan/spec"
)

// The reply's keys, which several shapes share.
var (
	FieldReply = Field{Key: "reply", Value: Is(WordName.To(RefShared)), Doc: "a reply of `replies` to start from; keys given here win"}
	FieldCode  = Field{Key: "code", Value: Value{Kind: KindNum}, Doc: "three digits, RFC 959 4.2; without one nothing is sent (events only)"}
	FieldText  = Field{Key: "text", Value: texts, Doc: "the text in every language, with {name} and {name:format}"}
	FieldEnd   = Field{Key: "end", Value: texts, Doc: "the last line of a multi-line reply, in every language"}
	fieldBody  = Field{Key: "body", Value: Value{Kind: KindFlag}, Doc: "true: lines between `text` and `end` come from the handler"}
	FieldCut   = Field{Key: "cut", Value: texts, Doc: "the last line instead of `end` where the lines between break off: what the handler reads them from has failed"}
	FieldTo    = Field{Key: "to", Value: moves, Doc: "the state that each region named goes to"}
	FieldOn    = Field{Key: "on", Value: listOf(Is(WordName.To(RefClass))), Doc: "classes of error that end here; `other` stands for all that no reply beside it names"}
	FieldDoes  = Field{Key: "does", Value: listOf(Is(wordCapability.To(RefCapability))), Doc: "capabilities that this outcome alone takes; the handler is given them where the account and the `when` allow it, and may choose the outcome only there"}
	FieldWhy   = Field{Key: "why", Value: Is(WordProse), Doc: "the reason, for readers"}
)

// condition is a conjunction of regions and policies.
var condition = MapOf(wordTerm.To(RefTerm), someOf(Is(WordName.To(RefState))))

// moves name a state for each region.
var moves = MapOf(WordName.To(RefRegion), Is(WordName.To(RefState)))

// texts are one line in each language, or one for all.
var texts = textOf(wordLanguage.To(RefLanguage), Is(WordProse))

// inAWord describes the short form of rows.
const inAWord = "A plain NAME is short for {reply: NAME}, CODE for {code: CODE}, and `CODE -> rename.pending` for {code: CODE, to: {rename: pending}}."

var shapeShared = &Shape{
	Name: "a shared reply", Short: "code", ShortWord: WordRow, Row: true,
	doc:    "A reply that several rows start from with `reply: NAME`. Its `on` is that of every reply and completion that starts from it and has none of its own.",
	Fields: []Field{FieldCode, FieldTo, FieldOn, fieldBody, FieldText, FieldEnd, FieldCut, FieldWhy},
}

var shapeElse = &Shape{
	Name: "a refusal", Short: "reply", ShortWord: WordRow, Row: true,
	doc:    "What is answered when a need does not hold or a permission is missing: a 4yz or 5yz reply. " + inAWord,
	Fields: []Field{FieldReply, FieldCode, FieldTo, FieldText, FieldWhy},
}

var shapeEnd = &Shape{
	Name: "a completion", Short: "reply", ShortWord: WordRow, Row: true,
	doc:    "How a transfer ends, as the handler decides; its row is named REPLY.NAME. It moves what `transfer: end` says, and its own `to`. " + inAWord,
	Fields: []Field{FieldReply, FieldCode, FieldTo, FieldOn, FieldDoes, FieldText, FieldWhy},
}

// ShapeReply is one thing that a command may answer.
var ShapeReply = &Shape{
	Name: "a reply", Short: "reply", ShortWord: WordRow, Row: true,
	doc: "One thing that a command may answer. The code and the text come from here or from the shared reply. " + inAWord,
	Fields: []Field{
		FieldReply, FieldCode,
		{Key: "when", Value: condition, Doc: "`by: table`: the first reply whose `when` holds is given; with a handler, the only place where it may choose it"},
		{Key: "otherwise", Value: Is(WordName), Doc: "with a handler: the reply of the command that is given instead where the `when` does not hold. The handler chooses the one, the table which of the two"},
		{Key: "argument", Value: someOf(Is(WordName)), Doc: "the table gives the reply, before a handler is asked, where the argument names one of these states; `other` stands for none of those there are. The argument's type has `names`"},
		{Key: "to", Value: moves, Doc: "the state that each region named goes to. The name of an argument stands for the state that it names: the reply becomes one for each of them, called REPLY-STATE"},
		{Key: "sets", Value: listOf(Is(WordName.To(RefCarry))), Doc: "carried values that the handler supplies"},
		FieldOn, FieldDoes, fieldBody,
		{Key: "then", Value: oneOf(spec.Thens...), Doc: "what follows: a transfer to the client, one from the client, work that takes its time and has no data connection, the abort of what runs, TLS on the control connection, or its end; 1yz replies send or receive, and work begins without a reply"},
		FieldText, FieldEnd, FieldCut,
		{Key: "ends", Value: MapOf(WordName, Shaped(shapeEnd)), Layout: LayoutRows, Doc: "how the transfer or the work may end; with `then: send`, `receive` and `work`"},
		FieldWhy,
	},
}

var shapeTransferEnd = &Shape{
	Name: "a transfer's own end", Short: "reply", ShortWord: WordRow, Row: true,
	doc:    "How every transfer may end, as the runtime decides. " + inAWord,
	Fields: []Field{FieldReply, FieldCode, {Key: "when", Value: condition, Doc: "it can happen only here"}, FieldTo, FieldText, FieldWhy},
}

// ShapeEvent is a row that no command has.
var ShapeEvent = &Shape{
	Name: "an event",
	doc:  "Something that happens to a session and is no command.",
	Fields: []Field{
		{Key: "rfc", Value: Is(wordRFC), Required: true, Doc: "where it comes from: RFC and section"},
		FieldReply, FieldCode,
		{Key: "where", Value: oneOf(event.Places[:]...), Doc: "what of a session it meets: its very beginning, silence (nothing runs, no line waits), a moment when nothing runs, the answer to a line, a handler, a transfer on a data connection, one from the client, or whatever"},
		{Key: "when", Value: condition, Doc: "it can happen only here"},
		FieldTo,
		{Key: "verbs", Value: listOf(Is(wordVerb)), Doc: "event `foreign` only: words that only another protocol's client sends"},
		FieldText, FieldWhy,
	},
}

var shapeStandard = &Shape{
	Name: "a standard reply", Short: "reply", ShortWord: WordRow, Row: true,
	doc:    "A refusal that every command may give, declared once. " + inAWord,
	Fields: []Field{FieldReply, FieldCode, FieldText, FieldWhy},
}
