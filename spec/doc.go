// Package spec is the model of a protocol: its commands, what each needs before it may run, what it may answer, and how
// each answer moves the session. Package decode makes it from the files.
//
//	s, err := decode.Load("spec/ftp.yaml")
//	if err != nil {
//		fmt.Println(err) // every fault at once
//	}
//	for _, row := range s.Rows() {
//		fmt.Println(row.Command, row.Name, row.Code, row.Moves)
//	}
//
// Spec holds what the files say, with every name resolved. Rows combines the parts that belong to a row: shared
// replies, resets, expiry, the data phase, and the source of each value. The generator and the auditor use the rows.
// Lifetimes, scopes (which states a session may be in where a row is given, and which values are at hand there) and
// spellings of commands are answered here too, so that every reader of a spec has one meaning of them.
//
// The rooms that read the files stand on each other and on this one:
//
//   - gonames: the Go functions, types and interfaces of this module that a spec may name
//   - grammar: what may stand in a file, as one table of keys
//   - syntax: the files, their tree with positions, and the faults of both
//   - merge: the tree of an overlay and its base
//   - decode: the checked model of a tree
//   - mention: where the files declare and use each name
//   - place: what may stand at a place of a file
//
// The package does not say whether a protocol is safe, or keeps to a standard; the rooms above explore and prove that.
// The running server links none of them.
package spec
