// Package check has what all checks of the audit share: the declaration of a check, the model (a spec, its machine and
// its explored graph), the places of a session that checks speak of, the reporter, which keeps the shortest dialogue to
// each fault, and predicates on rows.
package check
