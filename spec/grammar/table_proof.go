package grammar

import "github.com/portolan-ftp/portolan/spec"

var shapeNever = &Shape{
	Name: "never",
	doc:  "No row of one of the kinds that are named has an effect when the condition holds. A refusal is no effect. Without a kind no session ever gets there.",
	Fields: []Field{
		{Key: "does", Value: someOf(Is(wordPattern.To(RefPattern))), Doc: "what does one of the capabilities; files.* means all of files"},
		{Key: "changes", Value: Value{Kind: KindFlag}, Doc: "true: whatever changes files, by its capabilities"},
		{Key: "then", Value: someOf(oneOf(spec.Thens...)), Doc: "what begins a transfer, or work, or TLS ..., as `then` of a reply says"},
		{Key: "command", Value: someOf(Is(wordCommands.To(RefSurvivor))), Doc: "commands; PROT means PROT P and PROT C too"},
		{Key: "but", Value: someOf(Is(wordCommands.To(RefCommand))), Doc: "commands that it is not about"},
		{Key: "when", Value: condition, Required: true, Doc: "where"},
	},
}

var shapeOnlyAfter = &Shape{
	Name: "only-after",
	doc:  "The states are entered from others only by rows of the commands.",
	Fields: []Field{
		{Key: "state", Value: condition, Required: true, Doc: "the states"},
		{Key: "commands", Value: someOf(Is(wordCommands.To(RefCommand))), Required: true, Doc: "the commands"},
	},
}

var shapeResets = &Shape{
	Name: "resets",
	doc:  "After each row of the command that is no refusal the regions are in their first states.",
	Fields: []Field{
		{Key: "command", Value: Is(WordCommand.To(RefCommand)), Required: true, Doc: "the command"},
		{Key: "regions", Value: someOf(Is(WordName.To(RefRegion))), Required: true, Doc: "the regions"},
	},
}

var shapeBudget = &Shape{
	Name: "budget",
	doc:  "Where the condition holds, only these commands have an effect.",
	Fields: []Field{
		{Key: "when", Value: condition, Required: true, Doc: "where"},
		{Key: "commands", Value: someOf(Is(wordCommands.To(RefCommand))), Required: true, Doc: "the commands"},
	},
}

var shapeInvariant = &Shape{
	Name: "an invariant", OneOf: true,
	doc: "A statement that the auditor proves: exactly one of the forms.",
	Fields: []Field{
		{Key: "never", Value: Shaped(shapeNever), Doc: "something has no effect somewhere"},
		{Key: "only-after", Value: Shaped(shapeOnlyAfter), Doc: "only some commands lead somewhere"},
		{Key: "always-possible", Value: Is(WordCommand.To(RefCommand)), Doc: "the command has an effect in every configuration of an open session"},
		{Key: "resets", Value: Shaped(shapeResets), Doc: "a command leaves nothing behind"},
		{Key: "budget", Value: Shaped(shapeBudget), Doc: "a list of the only commands that may have an effect where a condition holds"},
		{Key: "default", Value: MapOf(wordTerm.To(RefTerm), Is(WordName.To(RefState))), Doc: "the values that policies have when the operator says nothing"},
		FieldWhy,
	},
}

// ShapeDeviation is a decision where the standards are left or disagree.
var ShapeDeviation = &Shape{
	Name: "a deviation",
	doc:  "Where a standard is left, or where standards disagree.",
	Fields: []Field{
		{Key: "about", Value: Is(WordLine), Required: true, Doc: "a requirement, a conflict of the standards, or a command"},
		{Key: "do", Value: Is(WordProse), Required: true, Doc: "what is done"},
		{Key: "answers", Value: listOf(Is(wordAnswer)), Doc: "replies that the standards do not list: command, or event, and code"},
		{Key: "leaves", Value: listOf(Is(WordRequirement)), Doc: "requirements of the standards that are not met because of it"},
		{Key: "why", Value: Is(WordProse), Required: true, Doc: "the reason"},
	},
}

// ShapeWaiver accepts a finding of the auditor.
var ShapeWaiver = &Shape{
	Name: "a waiver",
	doc:  "A finding of the auditor that is accepted. Every report shows it; a waiver that waives nothing is itself a finding.",
	Fields: []Field{
		{Key: "check", Value: Is(wordCheck), Required: true, Doc: "the ID of the check, as in the report"},
		{Key: "at", Value: Is(WordLine), Required: true, Doc: "what the finding is about, in the report's words: RNFR denied"},
		{Key: "why", Value: Is(WordProse), Required: true, Doc: "the reason"},
	},
}
