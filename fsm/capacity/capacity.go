// Package capacity names what a table may have at most. The runtime and the explorer keep a session's configuration in few
// bytes and sets of states in few bits; the decoder refuses a spec that would not fit, at the first thing too much and
// by the name of the limit, so that no table that is built fails to run.
//
//	ftp.yaml:41:3: the 41st of regions and policies together: a session has room for 40 (capacity.Regions)
package capacity

const (
	// Regions bounds regions and policies together. A session keeps a byte for each, and the explorer keeps one for each in
	// every configuration that it has seen: 40 are one cache line less than 64 would be.
	Regions = 40
	// States bounds the states of a region and the values of a policy: a set of them is a word of 16 bits, in guards, in
	// what states carry a value, and in the arcs of a region's machine.
	States = 16
	// Carried bounds the values that ride on states. A session has a place for each.
	Carried = 48
	// Arguments bounds the arguments of a command: a line is cut into so many without allocating.
	Arguments = 4
	// Rows bounds the rows of a table, and with them its commands, each of which has one: the explorer keeps the row whose
	// transfer runs in 16 bits, with a sign.
	Rows = 1<<15 - 1
	// Valuations bounds the combinations of all policies' values. Each state and each row of the explored table has a bit
	// for each: with so many a large table takes gigabytes.
	Valuations = 1 << 12
)
