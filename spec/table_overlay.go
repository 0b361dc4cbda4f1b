package spec

// The field table of overlays. Everywhere in an overlay a key adds to the base what it says, except below
// `change`, which changes what the base has, and `drop`, which takes it away.

var sOverlay = &shape{
	name: "an overlay",
	doc:  "A file that adds to a spec and changes it. What has the same key in a spec means the same here, and is added to the base.",
	fields: opened(append([]field{
		{key: "extends", value: is(wBase), required: true, doc: "the base: a module's path and the spec file in it, or a path that begins with ./ or ../"},
		{key: "imports", value: mapOf(wPackage, is(wImport)), doc: "Go packages, beyond those that every spec may name, whose types and functions `types` and `capabilities` name"},
		{key: "languages", value: listOf(is(wLanguage)), doc: "languages of the whole, the base's by default; texts in others are left out"},
		{key: "translations", value: mapOf(wLanguage.to(refLanguage), mapOf(wLine, is(wProse))), doc: "for a language, texts of the base in its default language and what they are in this one"},
		{key: "change", value: shaped(sChanges), doc: "what the base has and what is different here"},
		{key: "drop", value: shaped(sDrop), doc: "what the base has and is not here"},
		{key: "relaxes", value: listOf(shaped(sRelaxation)), doc: "every way in which less is refused or less is proved than in the base, with the reason; the decoder knows them and wants each here"},
	}, additions()...)),
}

// addedKeys are the keys of a spec that an overlay adds to.
var addedKeys = []string{
	"policies", "lifetimes", "regions", "types", "capabilities", "replies", "needs", "commands", "features", "invariants", "deviations", "extensions", "waivers",
}

// additions are the fields of a spec that an overlay has too.
func additions() []field {
	fields := make([]field, len(addedKeys))
	for i, key := range addedKeys {
		fields[i] = *sTop.field(key)
		fields[i].required = false
	}
	return fields
}

var sRelaxation = &shape{
	name: "a relaxation",
	doc:  "Leave to refuse or to prove less than the base. `ftpspec check` says what has to stand here; one that nothing needs is a fault. The audit and the diff show them.",
	fields: []field{
		{key: "what", value: is(wLine), required: true, doc: "what is relaxed, in the decoder's words: RETR without the need protected"},
		{key: "why", value: is(wProse), required: true, doc: "the reason"},
	},
}

var sDrop = &shape{
	name: "what is dropped",
	doc:  "What the base proves and this overlay does not.",
	fields: []field{
		{key: "invariants", value: listOf(is(wName.to(refInvariant))), doc: "each has to stand in `relaxes`"},
	},
}

var sChanges = &shape{
	name: "the changes",
	doc:  "Changes of what the base has, by name.",
	fields: opened([]field{
		{key: "policies", value: mapOf(wName.to(refPolicy), shaped(sPolicyChange)), doc: "policies with more values"},
		{key: "lifetimes", value: mapOf(wName.to(refLifetime), shaped(sLifetimeChange)), doc: "lifetimes that more ends"},
		{key: "regions", value: mapOf(wName.to(refRegion), shaped(sRegionChange)), doc: "regions with more states"},
		{key: "replies", value: mapOf(wName.to(refShared), shaped(sSharedChange)), doc: "shared replies with other words"},
		{key: "needs", value: mapOf(wName.to(refNeed), shaped(sNeedChange)), doc: "needs with other words or conditions"},
		{key: "transfer", value: mapOf(wName, shaped(sAnswerChange)), doc: "the transfer's own ends with other words"},
		{key: "events", value: mapOf(wName, shaped(sEventChange)), doc: "events with other words, or in more states"},
		{key: "standard", value: mapOf(wName, shaped(sAnswerChange)), doc: "standard replies with other words"},
		{key: "commands", value: mapOf(wCommand.to(refCommand), shaped(sCommandChange)), doc: "commands"},
		{key: "invariants", value: mapOf(wName.to(refInvariant), shaped(sInvariantChange)), doc: "invariants that speak of more"},
	}),
}

var sPolicyChange = &shape{
	name: "a changed policy",
	doc:  "A policy with more values; the default stays.",
	fields: []field{
		{key: "values", value: listOf(is(wName)), required: true, doc: "values behind the base's"},
	},
}

var sRegionChange = &shape{
	name: "a changed region",
	doc:  "A region with more states. The base's keep their order, so that the base's handlers go on knowing them.",
	fields: []field{
		{key: "states", value: listOf(is(wName)), doc: "states behind the base's"},
		{key: "carries", value: sRegion.field("carries").value, doc: "further values that ride on states"},
		{key: "lasts", value: sRegion.field("lasts").value, doc: "further lifetimes that reset it"},
		{key: "survives", value: sRegion.field("survives").value, doc: "further commands that do not end it, though it lasts for a command; each has to stand in `relaxes`"},
		{key: "moved-by", value: sRegion.field("moved-by").value, doc: "who else may move it; each has to stand in `relaxes`"},
		{key: "drop", value: shaped(sRegionDrop), doc: "what is taken away"},
	},
}

var sRegionDrop = &shape{
	name: "what a region drops",
	doc:  "What a changed region has no more.",
	fields: []field{
		{key: "lasts", value: listOf(is(wName)), doc: "lifetimes that reset it no more; each but session has to stand in `relaxes`"},
		{key: "survives", value: listOf(is(wCommand)), doc: "commands that end it after all"},
	},
}

var sLifetimeChange = &shape{
	name: "a changed lifetime",
	doc:  "A lifetime that more ends.",
	fields: []field{
		{key: "ends", value: sLifetime.field("ends").value, doc: "further commands, replies and events that end it"},
		{key: "answers", value: sLifetime.field("answers").value, doc: "further commands, or capabilities, of which every answer ends it"},
		{key: "drop", value: shaped(sLifetimeDrop), doc: "what ends it no more"},
	},
}

var sLifetimeDrop = &shape{
	name: "what a lifetime drops",
	doc:  "What does not end a changed lifetime any more. Each has to stand in `relaxes`.",
	fields: []field{
		{key: "ends", value: listOf(is(wEnder)), doc: "commands, replies and events"},
		{key: "answers", value: listOf(is(wActor)), doc: "commands and capabilities"},
	},
}

// The keys of changed answers.
var (
	fCodeChange = field{key: "code", value: fCode.value, doc: "another code; it needs a `why`"}
	fTextChange = field{key: "text", value: texts, doc: "another text"}
	fEndChange  = field{key: "end", value: texts, doc: "another last line"}
	fCutChange  = field{key: "cut", value: texts, doc: "another last line where the lines between break off"}
)

var sAnswerChange = &shape{
	name:   "a changed answer",
	doc:    "Other words for an answer. A language that is not given keeps its text.",
	fields: []field{fCodeChange, fTextChange, fWhy},
}

var sSharedChange = &shape{
	name:   "a changed shared reply",
	doc:    "Other words for all the answers that start from it.",
	fields: []field{fCodeChange, fTextChange, fEndChange, fCutChange, fWhy},
}

var sEventChange = &shape{
	name: "a changed event",
	doc:  "An event with other words, or that happens in more states and moves more regions.",
	fields: []field{
		fCodeChange,
		{key: "when", value: condition, doc: "further states in which it can happen; one that is the base's has to stand in `relaxes`"},
		{key: "to", value: moves, doc: "further moves; one of a region of the base has to stand in `relaxes`"},
		fTextChange, fWhy,
	},
}

var sNeedChange = &shape{
	name: "a changed need",
	doc:  "A need with other words, or with another condition, which has to stand in `relaxes`: a need that is added to commands refuses more and asks nobody.",
	fields: []field{
		{key: "when", value: condition, doc: "what must hold now"},
		{key: "unless", value: condition, doc: "what must not hold now"},
		{key: "else", value: shaped(sAnswerChange), doc: "the refusal's other words"},
	},
}

var sCommandChange = &shape{
	name: "a changed command",
	doc:  "What the base's command has beside what it had. Lists are added to. Its arguments stay.",
	fields: []field{
		{key: "aliases", value: sCommand.field("aliases").value, doc: "further spellings"},
		{key: "words", value: sCommand.field("words").value, doc: "further words that are spellings of their own"},
		{key: "with", value: sCommand.field("with").value, doc: "further regions that the handler is given"},
		{key: "needs", value: sCommand.field("needs").value, doc: "further preconditions, checked behind the base's"},
		{key: "does", value: sCommand.field("does").value, doc: "further capabilities; each has to stand in `relaxes`"},
		{key: "by", value: oneOf("nobody"), doc: "nobody: the command is not offered any more"},
		{key: "during", value: sCommand.field("during").value, doc: "something else during a transfer; it has to stand in `relaxes`"},
		{key: "replies", value: sCommand.field("replies").value, layout: layRows, doc: "further outcomes"},
		{key: "change", value: mapOf(wName, shaped(sReplyChange)), layout: layRows, doc: "outcomes that the base has, and what is different"},
		{key: "drop", value: shaped(sCommandDrop), doc: "what is taken away"},
		{key: "feat", value: is(wLine), doc: "another line in FEAT"},
		{key: "help", value: texts, doc: "another line for HELP"},
	},
}

var sCommandDrop = &shape{
	name: "what a command drops",
	doc:  "What a changed command has no more. Each has to stand in `relaxes`.",
	fields: []field{
		{key: "needs", value: listOf(is(wName)), doc: "preconditions"},
		{key: "does", value: listOf(is(wCapability)), doc: "capabilities"},
	},
}

var sReplyChange = &shape{
	name: "a changed reply",
	doc:  "An outcome of the base with other words, or that moves the session elsewhere. A language that is not given keeps its text.",
	fields: []field{
		fCodeChange,
		{key: "when", value: condition, doc: "where it is given, or where a handler may choose it; if the base says where, it has to stand in `relaxes`"},
		{key: "to", value: moves, doc: "further moves; one of a region of the base has to stand in `relaxes`"},
		{key: "on", value: fOn.value, doc: "the classes of error that end here now"},
		fTextChange, fEndChange, fCutChange,
		{key: "ends", value: sReply.field("ends").value, layout: layRows, doc: "further completions of its transfer"},
		{key: "change", value: mapOf(wName, shaped(sEndChange)), layout: layRows, doc: "completions that the base has, and what is different"},
		fWhy,
	},
}

var sEndChange = &shape{
	name: "a changed completion",
	doc:  "A completion of the base with other words.",
	fields: []field{
		fCodeChange,
		{key: "on", value: fOn.value, doc: "the classes of error that end here now"},
		fTextChange, fWhy,
	},
}

var sInvariantChange = &shape{
	name: "a changed invariant",
	doc:  "An invariant of the base that speaks of more. More commands in a budget or an only-after prove less, and have to stand in `relaxes`.",
	fields: []field{
		{key: "commands", value: listOf(is(wCommand.to(refCommand))), doc: "further commands"},
		{key: "regions", value: listOf(is(wName.to(refRegion))), doc: "further regions that the command resets"},
	},
}

// overlayShapes are the kinds of mapping that only overlays have, in the order of the reference.
var overlayShapes = []*shape{
	sOverlay, sChanges, sPolicyChange, sLifetimeChange, sLifetimeDrop, sRegionChange, sRegionDrop, sSharedChange, sAnswerChange, sNeedChange, sEventChange, sCommandChange, sCommandDrop,
	sReplyChange, sEndChange, sInvariantChange, sDrop, sRelaxation,
}
