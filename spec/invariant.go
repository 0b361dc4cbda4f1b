package spec

// Invariant is a statement that the auditor proves. Exactly one form is set.
type Invariant struct {
	Name           string
	Never          *Never
	OnlyAfter      *OnlyAfter
	AlwaysPossible string
	Resets         *Resets
	Budget         *Budget
	Default        Cond // policies with their values when the operator says nothing
	Why            string
	Pos            Pos
}

// Never: no row of one of the kinds that are named has an effect when When holds; Spec.Speaks says which rows those
// are. A refusal by a need is no effect. Without a kind, When itself is never reached.
type Never struct {
	Does     []string // capabilities; one may end in "*"
	Changes  bool     // whatever changes files
	Then     []string // what a reply begins
	Commands []string // a name, or the first words of several
	But      []string // commands that it is not about
	When     Cond
}

// OnlyAfter: State is entered from elsewhere only by rows of Commands.
type OnlyAfter struct {
	State    Cond
	Commands []string
}

// Resets: after each row of Command that is not a refusal, Regions are in their first state.
type Resets struct {
	Command string
	Regions []string
}

// Budget: when When holds, only Commands have an effect.
type Budget struct {
	When     Cond
	Commands []string
}
