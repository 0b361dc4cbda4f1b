// Package decode makes the checked model of a spec from its files.
//
//	s, err := decode.Load("spec/ftp.yaml")
//
// Load, Book, On, Text, Overlay and Resolve differ in what is at hand: the name of a file, a book of files, or content.
// All do the same: the tree (package syntax) is merged with its base where it is an overlay (package merge), names are
// resolved, the model is built, and its meaning is checked. A spec without faults has no name that means nothing, no
// definition that nothing uses, no state that nothing reaches, a value for every placeholder, and room in the runtime's
// tables (fsm/capacity). All faults are reported at once, as syntax.Errors. Faults that may follow from others wait
// until the others are mended.
//
// Print shows the whole of an overlay and its base, with the place of each line.
package decode
