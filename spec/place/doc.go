// Package place says what may stand at a place of a file: which keys a mapping there has, how a word there is written,
// and what it may name. The formatter and the language server ask it; both work on the text of a file and know a place
// by the keys that lead to it:
//
//	at := place.Top(data).Entry("commands").Entry("RETR")
//	at.Keys() // rfc, arg, needs, ...
package place
