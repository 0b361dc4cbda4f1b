// Package capacity names the limits of a table. The runtime and the explorer keep a session's configuration in few
// bytes and sets of states in few bits. The decoder refuses a spec that would not fit, at the first thing that is too
// much and with the name of the limit, so that every table that is built can run.
//
//	ftp.yaml:41:3: the 41st of regions and policies together: a session has room for 40 (capacity.Regions)
package capacity

const (
	// Regions bounds regions and policies together. A session keeps a byte for each, and the explorer keeps one for
	// each in every configuration that it has seen: 40 are one cache line less than 64 would be.
	Regions = 40
	// States bounds the states of a region and the values of a policy: a set of them is a word of 16 bits, in guards,
	// in what states carry a value, and in the arcs of a region's machine.
	States = 16
	// Carried bounds the values that ride on states. A session has a place for each.
	Carried = 48
	// Arguments bounds the arguments of a command, so that a line is cut up without allocating.
	Arguments = 4
	// Rows bounds the rows of a table, and with them its commands, each of which has one: the explorer keeps the row
	// whose transfer runs in 16 bits, with a sign.
	Rows = 1<<15 - 1
	// Valuations bounds the valuations of the policies: a valuation is one combination of a value for each policy. Each
	// state and each row of the explored table has a bit for each valuation, and with this many a large table takes
	// gigabytes.
	Valuations = 1 << 12
)
