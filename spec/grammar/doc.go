// Package grammar is the grammar of the spec language: which keys a mapping in a file may have, and what each value
// looks like. A kind of mapping is a Shape, a key of it a Field, a kind of scalar a Word:
//
//	{Key: "needs", Value: listOf(Is(WordName.To(RefNeed))), Doc: "preconditions, checked in order"}
//
// The tables are all there is to the grammar. The parser (package syntax), the JSON Schemas for editors (Schemas) and
// the reference of the language (Reference, which is spec/README.md) are made from them, so that a key is declared
// once.
//
// The package knows the form of a file. What a file means is checked by package decode.
package grammar
