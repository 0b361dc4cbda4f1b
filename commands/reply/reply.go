// Package reply makes the bodies of multi-line replies, which handlers give line by line:
//
//	return ftp.FeatFeatures(reply.Lines("MDTM", "SIZE"))
//
// The spec has the lines before and behind them.
package reply

import "iter"

// Lines are the body of a multi-line reply.
func Lines(text ...string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, line := range text {
			if !yield([]byte(line)) {
				return
			}
		}
	}
}
