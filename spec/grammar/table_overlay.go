package grammar

// The field table of overlays. Everywhere in an overlay a key adds to the base what it says, except below
// `change`, which changes what the base has, and `drop`, which takes it away.

// ShapeOverlay is the whole of an overlay.
var ShapeOverlay = &Shape{
	Name: "an overlay",
	doc:  "A file that adds to a spec and changes it. What has the same key in a spec means the same here, and is added to the base.",
	Fields: opened(append([]Field{
		{Key: "extends", Value: Is(wordBase), Required: true, Doc: "the base: a module's path and the spec file in it, or a path that begins with ./ or ../"},
		{Key: "imports", Value: MapOf(wordPackage, Is(wordImport)), Doc: "Go packages, beyond those that every spec may name, whose types and functions `types` and `capabilities` name"},
		{Key: "languages", Value: listOf(Is(wordLanguage)), Doc: "languages of the whole, the base's by default; texts in others are left out"},
		{Key: "translations", Value: MapOf(wordLanguage.To(RefLanguage), MapOf(WordLine, Is(WordProse))), Doc: "for a language, texts of the base in its default language and what they are in this one"},
		{Key: "change", Value: Shaped(shapeChanges), Doc: "what the base has and what is different here"},
		{Key: "drop", Value: Shaped(shapeDrop), Doc: "what the base has and is not here"},
		{Key: "relaxes", Value: listOf(Shaped(shapeRelaxation)), Doc: "every way in which less is refused or less is proved than in the base, with the reason; the decoder knows them and wants each here"},
	}, additions()...)),
}

// AddedKeys are the keys of a spec that an overlay adds to.
var AddedKeys = []string{
	"policies", "lifetimes", "regions", "types", "capabilities", "replies", "needs", "commands", "features", "invariants", "deviations", "extensions", "waivers",
}

// additions are the fields of a spec that an overlay has too.
func additions() []Field {
	fields := make([]Field, len(AddedKeys))
	for i, key := range AddedKeys {
		fields[i] = *ShapeTop.Field(key)
		fields[i].Required = false
	}
	return fields
}

var shapeRelaxation = &Shape{
	Name: "a relaxation",
	doc:  "Leave to refuse or to prove less than the base. `ftpspec check` says what has to stand here; one that nothing needs is a fault. The audit and the diff show them.",
	Fields: []Field{
		{Key: "what", Value: Is(WordLine), Required: true, Doc: "what is relaxed, in the decoder's words: RETR without the need protected"},
		{Key: "why", Value: Is(WordProse), Required: true, Doc: "the reason"},
	},
}

var shapeDrop = &Shape{
	Name: "what is dropped",
	doc:  "What the base proves and this overlay does not.",
	Fields: []Field{
		{Key: "invariants", Value: listOf(Is(WordName.To(RefInvariant))), Doc: "each has to stand in `relaxes`"},
	},
}

var shapeChanges = &Shape{
	Name: "the changes",
	doc:  "Changes of what the base has, by name.",
	Fields: opened([]Field{
		{Key: "policies", Value: MapOf(WordName.To(RefPolicy), Shaped(shapePolicyChange)), Doc: "policies with more values"},
		{Key: "lifetimes", Value: MapOf(WordName.To(RefLifetime), Shaped(shapeLifetimeChange)), Doc: "lifetimes that more ends"},
		{Key: "regions", Value: MapOf(WordName.To(RefRegion), Shaped(ShapeRegionChange)), Doc: "regions with more states"},
		{Key: "replies", Value: MapOf(WordName.To(RefShared), Shaped(shapeSharedChange)), Doc: "shared replies with other words"},
		{Key: "needs", Value: MapOf(WordName.To(RefNeed), Shaped(shapeNeedChange)), Doc: "needs with other words or conditions"},
		{Key: "transfer", Value: MapOf(WordName, Shaped(shapeAnswerChange)), Doc: "the transfer's own ends with other words"},
		{Key: "events", Value: MapOf(WordName, Shaped(shapeEventChange)), Doc: "events with other words, or in more states"},
		{Key: "standard", Value: MapOf(WordName, Shaped(shapeAnswerChange)), Doc: "standard replies with other words"},
		{Key: "commands", Value: MapOf(WordCommand.To(RefCommand), Shaped(shapeCommandChange)), Doc: "commands"},
		{Key: "invariants", Value: MapOf(WordName.To(RefInvariant), Shaped(shapeInvariantChange)), Doc: "invariants that speak of more"},
	}),
}

var shapePolicyChange = &Shape{
	Name: "a changed policy",
	doc:  "A policy with more values; the default stays.",
	Fields: []Field{
		{Key: "values", Value: listOf(Is(WordName)), Required: true, Doc: "values behind the base's"},
	},
}

// ShapeRegionChange is what an overlay changes of a region.
var ShapeRegionChange = &Shape{
	Name: "a changed region",
	doc:  "A region with more states. The base's keep their order, so that the base's handlers go on knowing them.",
	Fields: []Field{
		{Key: "states", Value: listOf(Is(WordName)), Doc: "states behind the base's"},
		{Key: "carries", Value: ShapeRegion.Field("carries").Value, Doc: "further values that ride on states"},
		{Key: "lasts", Value: ShapeRegion.Field("lasts").Value, Doc: "further lifetimes that reset it"},
		{Key: "survives", Value: ShapeRegion.Field("survives").Value, Doc: "further commands that do not end it, though it lasts for a command; each has to stand in `relaxes`"},
		{Key: "moved-by", Value: ShapeRegion.Field("moved-by").Value, Doc: "who else may move it; each has to stand in `relaxes`"},
		{Key: "drop", Value: Shaped(shapeRegionDrop), Doc: "what is taken away"},
	},
}

var shapeRegionDrop = &Shape{
	Name: "what a region drops",
	doc:  "What a changed region has no more.",
	Fields: []Field{
		{Key: "lasts", Value: listOf(Is(WordName)), Doc: "lifetimes that reset it no more; each but session has to stand in `relaxes`"},
		{Key: "survives", Value: listOf(Is(WordCommand)), Doc: "commands that end it after all"},
	},
}

var shapeLifetimeChange = &Shape{
	Name: "a changed lifetime",
	doc:  "A lifetime that more ends.",
	Fields: []Field{
		{Key: "ends", Value: shapeLifetime.Field("ends").Value, Doc: "further commands, replies and events that end it"},
		{Key: "answers", Value: shapeLifetime.Field("answers").Value, Doc: "further commands, or capabilities, of which every answer ends it"},
		{Key: "drop", Value: Shaped(shapeLifetimeDrop), Doc: "what ends it no more"},
	},
}

var shapeLifetimeDrop = &Shape{
	Name: "what a lifetime drops",
	doc:  "What does not end a changed lifetime any more. Each has to stand in `relaxes`.",
	Fields: []Field{
		{Key: "ends", Value: listOf(Is(wordEnder)), Doc: "commands, replies and events"},
		{Key: "answers", Value: listOf(Is(wordActor)), Doc: "commands and capabilities"},
	},
}

// The keys of changed answers.
var (
	fieldCodeChange = Field{Key: "code", Value: FieldCode.Value, Doc: "another code; it needs a `why`"}
	fieldTextChange = Field{Key: "text", Value: texts, Doc: "another text"}
	fieldEndChange  = Field{Key: "end", Value: texts, Doc: "another last line"}
	fieldCutChange  = Field{Key: "cut", Value: texts, Doc: "another last line where the lines between break off"}
)

var shapeAnswerChange = &Shape{
	Name:   "a changed answer",
	doc:    "Other words for an answer. A language that is not given keeps its text.",
	Fields: []Field{fieldCodeChange, fieldTextChange, FieldWhy},
}

var shapeSharedChange = &Shape{
	Name:   "a changed shared reply",
	doc:    "Other words for all the answers that start from it.",
	Fields: []Field{fieldCodeChange, fieldTextChange, fieldEndChange, fieldCutChange, FieldWhy},
}

var shapeEventChange = &Shape{
	Name: "a changed event",
	doc:  "An event with other words, or that happens in more states and moves more regions.",
	Fields: []Field{
		fieldCodeChange,
		{Key: "when", Value: condition, Doc: "further states in which it can happen; one that is the base's has to stand in `relaxes`"},
		{Key: "to", Value: moves, Doc: "further moves; one of a region of the base has to stand in `relaxes`"},
		fieldTextChange, FieldWhy,
	},
}

var shapeNeedChange = &Shape{
	Name: "a changed need",
	doc:  "A need with other words, or with another condition, which has to stand in `relaxes`: a need that is added to commands refuses more and asks nobody.",
	Fields: []Field{
		{Key: "when", Value: condition, Doc: "what must hold now"},
		{Key: "unless", Value: condition, Doc: "what must not hold now"},
		{Key: "else", Value: Shaped(shapeAnswerChange), Doc: "the refusal's other words"},
	},
}

var shapeCommandChange = &Shape{
	Name: "a changed command",
	doc:  "What the base's command has beside what it had. Lists are added to. Its arguments stay.",
	Fields: []Field{
		{Key: "aliases", Value: ShapeCommand.Field("aliases").Value, Doc: "further spellings"},
		{Key: "words", Value: ShapeCommand.Field("words").Value, Doc: "further words that are spellings of their own"},
		{Key: "with", Value: ShapeCommand.Field("with").Value, Doc: "further regions that the handler is given"},
		{Key: "needs", Value: ShapeCommand.Field("needs").Value, Doc: "further preconditions, checked behind the base's"},
		{Key: "does", Value: ShapeCommand.Field("does").Value, Doc: "further capabilities; each has to stand in `relaxes`"},
		{Key: "by", Value: oneOf("nobody"), Doc: "nobody: the command is not offered any more"},
		{Key: "during", Value: ShapeCommand.Field("during").Value, Doc: "something else during a transfer; it has to stand in `relaxes`"},
		{Key: "replies", Value: ShapeCommand.Field("replies").Value, Layout: LayoutRows, Doc: "further outcomes"},
		{Key: "change", Value: MapOf(WordName, Shaped(shapeReplyChange)), Layout: LayoutRows, Doc: "outcomes that the base has, and what is different"},
		{Key: "drop", Value: Shaped(shapeCommandDrop), Doc: "what is taken away"},
		{Key: "feat", Value: Is(WordLine), Doc: "another line in FEAT"},
		{Key: "help", Value: texts, Doc: "another line for HELP"},
	},
}

var shapeCommandDrop = &Shape{
	Name: "what a command drops",
	doc:  "What a changed command has no more. Each has to stand in `relaxes`.",
	Fields: []Field{
		{Key: "needs", Value: listOf(Is(WordName)), Doc: "preconditions"},
		{Key: "does", Value: listOf(Is(wordCapability)), Doc: "capabilities"},
	},
}

var shapeReplyChange = &Shape{
	Name: "a changed reply",
	doc:  "An outcome of the base with other words, or that moves the session elsewhere. A language that is not given keeps its text.",
	Fields: []Field{
		fieldCodeChange,
		{Key: "when", Value: condition, Doc: "where it is given, or where a handler may choose it; if the base says where, it has to stand in `relaxes`"},
		{Key: "to", Value: moves, Doc: "further moves; one of a region of the base has to stand in `relaxes`"},
		{Key: "on", Value: FieldOn.Value, Doc: "the classes of error that end here now"},
		fieldTextChange, fieldEndChange, fieldCutChange,
		{Key: "ends", Value: ShapeReply.Field("ends").Value, Layout: LayoutRows, Doc: "further completions of its transfer"},
		{Key: "change", Value: MapOf(WordName, Shaped(shapeEndChange)), Layout: LayoutRows, Doc: "completions that the base has, and what is different"},
		FieldWhy,
	},
}

var shapeEndChange = &Shape{
	Name: "a changed completion",
	doc:  "A completion of the base with other words.",
	Fields: []Field{
		fieldCodeChange,
		{Key: "on", Value: FieldOn.Value, Doc: "the classes of error that end here now"},
		fieldTextChange, FieldWhy,
	},
}

var shapeInvariantChange = &Shape{
	Name: "a changed invariant",
	doc:  "An invariant of the base that speaks of more. More commands in a budget or an only-after prove less, and have to stand in `relaxes`.",
	Fields: []Field{
		{Key: "commands", Value: listOf(Is(WordCommand.To(RefCommand))), Doc: "further commands"},
		{Key: "regions", Value: listOf(Is(WordName.To(RefRegion))), Doc: "further regions that the command resets"},
	},
}

// OverlayShapes are the kinds of mapping that only overlays have, in the order of the reference.
var OverlayShapes = []*Shape{
	ShapeOverlay, shapeChanges, shapePolicyChange, shapeLifetimeChange, shapeLifetimeDrop, ShapeRegionChange, shapeRegionDrop, shapeSharedChange, shapeAnswerChange, shapeNeedChange, shapeEventChange, shapeCommandChange, shapeCommandDrop,
	shapeReplyChange, shapeEndChange, shapeInvariantChange, shapeDrop, shapeRelaxation,
}
