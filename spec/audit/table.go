package audit

// tableChecks prove that the table is whole: every configuration is answered, every row means something.
func tableChecks() []Check {
	return []Check{
		remembered(), declared(), texts(), deterministic(), classes(), answered(), oneReply(), alive(), states(),
		payload(), oneShot(), transfersEnd(), transferRegion(), closing(), noTrap(), timeouts(), quitAbor(),
		during(), noChange(), promise(), success(), reserved(), closingCodes(), forms(), clean(), leftOver(),
		failures(), silent(), possible(), endpointsUsed(), forbidden(), sharedReplies(), taken(),
		languages(), sameWords(), classesApart(), sizes(),
	}
}
