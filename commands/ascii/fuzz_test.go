package ascii

import (
	"bytes"
	"testing"
)

// FuzzASCII: for any bytes, any splits and any restart offset, streaming equals
// the naive one-shot loops, Size equals the encoded length, a restart equals
// the rest of the whole, and text without CR survives a round trip.
func FuzzASCII(f *testing.F) {
	for _, c := range encodings {
		f.Add([]byte(c.file), []byte{0}, uint16(len(c.wire)), false)
		f.Add([]byte(c.wire), []byte{0, 2, 1}, uint16(1), true)
	}
	f.Add([]byte("a line\nand another, longer one\r\nend"), []byte{6, 0, 7}, uint16(7), true)
	f.Fuzz(func(t *testing.T, data, splits []byte, n uint16, long bool) {
		if len(data) > 4<<10 {
			return
		}
		if long { // past the border of a block
			data = append(bytes.Repeat([]byte("x"), blockSize-len(data)/2), data...)
		}
		checkAll(t, data, splits)
		last := byte(0)
		wire := naiveEncode(nil, data, &last)
		skipTo(t, data, wire, int(n)%(len(wire)+1))
		for size := 1; size <= 9; size += 4 {
			got, err := readAll(NewEncoder(&pieceReader{data, splits}), size)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "Encoder.Read", []byte(got), wire)
		}
	})
}
