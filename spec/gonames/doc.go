// Package gonames lists what a spec may name of this module's Go code: the functions that read an argument, the types
// that they make, the interfaces that a capability gives to a handler, and the formats that print a value.
//
// Some names are fixed pairs: checks, invariants and the runtime know a capability or a type by its name, and the
// interface or the function behind the name must be the one that they mean. A test of package gen holds the lists
// against the code.
package gonames
