package check

// Check is one property that the audit proves: what is declared of it, and what proves it. RULES.md, the list of checks
// in "ftpspec help checks" and "ftpspec explain ID" are made from the declarations.
type Check struct {
	ID       string // "T01": the table, "P": protection, "I": the spec's own invariants, "R": the standards, "W": waivers
	Severity Severity
	Title    string    // what is proved, in one line
	What     string    // what is proved, in full
	Why      string    // where the property comes from: a document, or a flaw that servers have had
	Without  string    // what breaks where it does not hold
	Faulty   []Example // specs in which the check finds something
	Clean    []Example // specs beside them in which nothing is wrong
	Rows     bool      // it looks at the rows alone: Model.Graph may be nil
	Mends    string    // what mends it, as far as the audit can say (Finding.Repairs); "" where it cannot
	Guards   bool      // a need that the command lacks mends it
	Whole    bool      // it looks at all valuations together: what it finds under some of them may be refuted by the others
	Prove    func(*Model, *Reporter)
}

// Run reports every violation, the shortest witness of each.
func (c Check) Run(m *Model) []Finding {
	r := m.NewReporter(&c)
	c.Prove(m, r)
	return r.Findings()
}

// Example is a change of the small spec that the audit is tried on (testdata/base.yaml), and what is then found. In the
// examples of package documents it is a change of the server's own spec.
type Example struct {
	On      Base
	Refused bool   // the decoder refuses the change, too
	Change  string // YAML that is laid over the spec
	Finds   string // what the check then finds, dialogues included; a last line "…" stands for more of the same
}

// Base says what an example changes.
type Base uint8

// The bases.
const (
	OnSmall   Base = iota // the small spec; for the checks of package documents the server's own
	OnTLS                 // the small spec with TLS: testdata/tls.yaml laid over base.yaml
	OnHandler             // no spec: the example is Go code of a handler
)

// Severity orders findings: the most serious come first.
type Severity uint8

// The severities.
const (
	Unsafe      Severity = iota // something is possible that must not be, or an invariant of the spec does not hold
	Broken                      // the table is not whole, or says something else than it does
	Handler                     // a handler breaks its contract
	Nonstandard                 // the documents say otherwise, and the spec gives no reason
	Needless                    // a waiver that nothing needs
)

// severities are the names of severities.
var severities = [...]string{Unsafe: "unsafe", Broken: "broken", Handler: "handler", Nonstandard: "nonstandard", Needless: "needless"}

func (s Severity) String() string { return severities[s] }
