package main

import "fmt"

// ebcdic has the characters that are the same in all of IBM's code pages for Latin letters, and no others: the suite's
// text has to come back whichever of them a server took.
var ebcdic = func() map[byte]byte {
	all := map[byte]byte{}
	for first, row := range map[byte]string{
		0x40: " ", 0x4b: ".<(+", 0x50: "&", 0x5c: "*);", 0x60: "-/", 0x6b: ",%_>?", 0x7a: ":", 0x7d: "'=\"",
		0x81: "abcdefghi", 0x91: "jklmnopqr", 0xa2: "stuvwxyz",
		0xc1: "ABCDEFGHI", 0xd1: "JKLMNOPQR", 0xe2: "STUVWXYZ", 0xf0: "0123456789",
	} {
		for i := range len(row) {
			all[row[i]] = first + byte(i)
		}
	}
	return all
}()

// ascii is the way back.
var ascii = func() map[byte]byte {
	all := map[byte]byte{}
	for a, e := range ebcdic {
		all[e] = a
	}
	return all
}()

// toEBCDIC converts text of the suite.
func toEBCDIC(text []byte) []byte {
	out := make([]byte, len(text))
	for i, c := range text {
		out[i] = ebcdic[c]
	}
	return out
}

// fromEBCDIC converts what a server sends, which may be anything.
func fromEBCDIC(text []byte) ([]byte, error) {
	out := make([]byte, len(text))
	for i, c := range text {
		a, ok := ascii[c]
		if !ok {
			return nil, fmt.Errorf("the character %02x is not of the file", c)
		}
		out[i] = a
	}
	return out, nil
}
