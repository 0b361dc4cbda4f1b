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
// Keys stand in the order of the field table. Names that are free, such as those of commands, keep their order. A row
// stands on one line where it fits Width columns. A longer row continues on further lines: it is broken between its
// keys, and a text for people between words. The entries of a section have lines of their own, and so do replies that
// do not fit on one line together. Nothing is aligned, so that a new row changes no other line. A row that can be a
// word is one.
//
// A comment stays with the entry that it stands above, behind or below. A comment that does not fit behind its row
// moves above it. Several empty lines become one.
//
// Format changes no meaning: it reads its own output, and returns an error if that does not say the same. It checks
// nothing else: every YAML mapping has a canonical form, even that of a faulty spec.
package format
