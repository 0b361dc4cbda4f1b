// Package audit proves things about a protocol table: that every configuration is answered, that nothing is
// possible before its time, that a session begins afresh where it must. A finding says where in the spec the fault is,
// and shows the shortest dialogue to it:
//
//	ftp.yaml:214:7: P16 EPRT ok: EPRT has an effect after EPSV ALL
//	    S: 220 Service ready.
//	    …
//	    C: EPSV ALL
//	    S: 200 From now on only EPSV sets up data connections.
//	    C: EPRT <address>
//	    S: 200 Data will go to {address}.
//
//	report := audit.Audit(check.NewModel(s), audit.Checks())
//	for _, g := range report.Groups() { fmt.Println(g.Finding) }   // by cause: g.Also has the other places
//
// The checks stand in rooms by theme:
//
//	check        what all checks are made of: model, places, reporter, declaration of a check
//	whole        every configuration is answered, every row and state can be reached
//	order        commands that belong together come together
//	replies      a reply says what happened
//	texts        the words of replies can be read, by people and by programs
//	offers       what is offered can be had, and FEAT lists it
//	arguments    a line is understood as its client meant it
//	login        nothing is possible before login, and only a checked secret logs in
//	files        who touches files asks for the permission to
//	transfers    a transfer has one data connection, a beginning and an end
//	lifetimes    everything ends in its time
//	protection   TLS protects what it promises to
//	invariants   what the spec says of itself
//	documents    the RFCs and other documents are kept
//	flaws        what has gone wrong in FTP servers (SECURITY.md)
//	rules        what is declared of the checks, for people (RULES.md)
//	report       what an audit came to, as text, HTML, JSON and SARIF
//
// Each check is one declaration: its ID, what it proves and why, a faulty example with what is then found, and a clean
// one beside it. The tests run every example. A new check is a file in the room of its theme, and a line in the room's
// Checks.
//
// The audit does not see what handlers do behind the replies that they choose. Package gen/analyzers looks at that.
package audit
