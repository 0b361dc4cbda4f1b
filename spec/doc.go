// Package spec reads the file that defines a protocol: its commands, what each needs before it may run, what it may
// answer, and how each answer moves the session.
//
//	s, err := spec.Load("spec/ftp.yaml")
//	if err != nil {
//		fmt.Println(err) // every fault at once
//	}
//	for _, row := range s.Rows() {
//		fmt.Println(row.Command, row.Name, row.Code, row.Moves)
//	}
//
// A fault is shown where it is:
//
//	spec/ftp.yaml:91:22: unknown region or policy "logn"; did you mean "login"?
//	      logged-in: {when: {logn: in}, else: not-logged-in}
//	                         ^
//
// Everything that may stand in a file is in one table of fields, from which the decoder, the JSON Schema for
// editors (Schema) and the reference of the language (Reference, spec/README.md) are made. Names are resolved
// and meaning is checked after the form: a Spec without Errors has no name that means nothing, no definition
// that nothing uses, no state that nothing reaches, and a value for every placeholder.
//
// Rows combines the parts of the file that belong to a row: shared replies, resets, expiry, the data phase, and the
// source of each value. The generator and the auditor use it.
//
// A file that extends another, an overlay, is decoded with its base to one Spec: Load finds the base through the
// go command, and Print shows the whole with the place of each line.
//
// The package does not say whether a protocol is safe, or keeps to a standard; the packages below explore and prove
// that. The running server does not link it.
package spec
