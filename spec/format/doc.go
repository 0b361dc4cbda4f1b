// Package format writes spec files, chapters and overlays in their canonical form:
//
//	out, err := format.Format("spec/chapters/files.yaml", src)
//
// Two files that say the same, in the same order and with the same comments, have the same canonical form:
//
//	RNFR:
//	    replies:
//	        pending: {to:   {rename: pending}, code: 350}   # RNTO must follow
//
// becomes
//
//	RNFR: {replies: {pending: 350 -> rename.pending}} # RNTO must follow
//
// Keys stand in the order of the field table. Names that are free, such as those of commands, keep their order. A row stands
// on one line where it fits Width columns. One that does not goes on in further lines, broken between its keys; a text for
// people is broken between words. Sections stand open, so that each entry has lines of its own, and so do replies that do not
// fit on one line together.
// Nothing is aligned, so that a row that is added changes no other line. A row that can be a word is one.
//
// Comments stay with what they stand above, behind or below. One that has no room behind its row moves above it. Of
// several empty lines one stays.
//
// Format changes no meaning: it reads what it has written, and refuses to hand out what does not say the same. It does
// not look at meaning otherwise: a file that is YAML has a canonical form, whatever is wrong with what it says.
package format
