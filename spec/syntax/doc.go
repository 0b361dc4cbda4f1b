// Package syntax reads the files of a spec to a tree with positions. A Book is the text of a spec, bound together from
// an entry and its chapters. A Parser makes Nodes of it as the grammar wants them. A Report collects the faults of all
// files:
//
//	spec/ftp.yaml:91:22: unknown region or policy "logn"; did you mean "login"?
//	      logged-in: {when: {logn: in}, else: not-logged-in}
//	                         ^
//
// Sets of commands and the section `texts` are unfolded here: what stands in a section of its own is put where it
// belongs, so that no later reader of the tree knows where it stood. PrintTree writes a tree as one file.
//
// The package bounds what a file may ask for (aliases of aliases: maxNodes). It resolves no names and draws no
// conclusions; package decode does.
package syntax
