// Package audit proves things about a protocol table: that every configuration is answered, that nothing is
// possible before its time, that what must be reset is reset. Each check has an ID and a file of its own, and
// reports where in the spec the fault is and the shortest dialogue that shows it:
//
//	ftp.yaml:214:7: P16 EPRT ok: EPRT has an effect although EPSV ALL was accepted (RFC 2428 4)
//	    S: 220 Service ready.
//	    …
//	    C: EPSV ALL
//	    S: 200 From now on only EPSV sets up data connections.
//	    C: EPRT <address>
//	    S: 200 Data will go to {address}.
//
// The doc comment of each check shows a change of a small spec that violates it, and what is then found; the
// tests run every one of these examples. SECURITY.md says which check stands for which flaw of other servers.
//
//	report := audit.Audit(audit.NewModel(s), audit.Checks())
//	for _, g := range report.Groups() { fmt.Println(g.Finding) }   // by cause: g.Also has the other places
//
// What the audit does not see: what handlers do behind the replies that they choose.
package audit
