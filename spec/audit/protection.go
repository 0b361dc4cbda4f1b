package audit

// protectionChecks prove what must not be possible: each is a flaw that FTP servers have had (SECURITY.md).
func protectionChecks() []Check {
	return []Check{
		loginFirst(), subcommands(), loginEdges(), passAfterUser(), nothingBeforeLogin(), userBeginsAfresh(),
		reinForgets(), capabilitiesNeedLogin(), sameGuards(), pathsArePermitted(), direction(), endpointFirst(),
		endpointOnce(), setupOrNothing(), oneEndpoint(), epsvAll(), renamePairs(), restartOnce(), transferContext(),
		featTrue(), surface(), noSecretInClear(), authResets(), protNeedsPBSZ(), clearAgain(), dataProtected(),
		tlsSwitch(), needOrder(), words(), guessing(), queue(), secretsAreDeclared(), wholeTree(), greeting(),
		foreignWords(), readOnly(), wholeDirectories(),
	}
}
