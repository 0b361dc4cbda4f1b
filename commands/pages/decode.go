package pages

import "github.com/portolan-ftp/portolan/commands/mode"

// NewDecoder gives a Sink that takes pages and sends what they hold to dst, which it closes. Without the last
// page Close returns [mode.ErrCut].
func NewDecoder(dst mode.Sink, bits int) mode.Sink {
	return &decoder{Sink: dst, bits: bits, need: fields}
}

type decoder struct {
	mode.Sink
	bits   int
	header [maxFields]uint64
	have   int // complete fields of the header
	need   int // fields that the header has, as far as is known
	filled int // octets of the field that is being read

	left     uint64 // octets of data that the page still has
	drop     bool   // they are a descriptor's
	at       uint64 // octets of the file so far
	holes    uint64 // of them, filled in
	next     uint64 // the lowest index that may come
	complete bool   // the last page has come
}

// Write implements io.Writer.
func (d *decoder) Write(p []byte) (n int, err error) {
	for n < len(p) {
		switch {
		case d.complete:
			return n, malformed("data behind the last page")
		case d.left == 0:
			err = d.octet(p[n])
			n++
		default:
			m := int(min(uint64(len(p)-n), d.left))
			if !d.drop {
				_, err = d.Sink.Write(p[n : n+m])
				d.at += uint64(m)
			}
			d.left -= uint64(m)
			n += m
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// octet takes an octet of a header.
func (d *decoder) octet(b byte) error {
	d.header[d.have] = d.header[d.have]<<8 | uint64(b)
	if d.filled++; d.filled < octets(d.bits) {
		return nil
	}
	d.filled = 0
	if d.have++; d.have == 1 {
		if d.header[0] < fields || d.header[0] > maxFields {
			return malformed("a page header of %d logical bytes", d.header[0])
		}
		d.need = int(d.header[0])
	}
	if d.have < d.need {
		return nil
	}
	err := d.page(d.header[1], d.header[2], d.header[3])
	d.header, d.have = [maxFields]uint64{}, 0
	return err
}

// page begins the page whose header is complete.
func (d *decoder) page(index, length, kind uint64) error {
	wants := map[uint64]int{lastPage: fields, simplePage: fields, accessPage: accessFields, descriptorPage: d.need}
	switch size := wants[kind]; {
	case size == 0:
		return ErrType
	case size != d.need:
		return malformed("a header of %d logical bytes for the page type %d", d.need, kind)
	}
	switch kind {
	case lastPage:
		d.complete = length == 0
		if !d.complete {
			return malformed("a last page with data")
		}
		return nil
	case descriptorPage:
		if length > maxDescriptor {
			return malformed("a descriptor of %d logical bytes", length)
		}
	default:
		if err := d.seek(index, length); err != nil {
			return err
		}
	}
	d.left, d.drop = length*uint64(octets(d.bits)), kind == descriptorPage
	return nil
}

// seek fills up the file to where the page begins.
func (d *decoder) seek(index, length uint64) error {
	size := uint64(Size(d.bits))
	switch {
	case length > size/uint64(octets(d.bits)):
		return malformed("a page of %d logical bytes", length)
	case index < d.next:
		return malformed("page %d behind page %d", index, d.next-1)
	case index > (d.at+MaxHoles-d.holes)/size:
		return malformed("page %d leaves a hole too large", index)
	}
	d.next = index + 1
	return d.fill(index*size - d.at)
}

// zeros are what holes are filled with, so many at a time.
var zeros [32 << 10]byte

func (d *decoder) fill(n uint64) error {
	d.at += n
	d.holes += n
	for n > 0 {
		m := min(n, uint64(len(zeros)))
		if _, err := d.Sink.Write(zeros[:m]); err != nil {
			return err
		}
		n -= m
	}
	return nil
}

// EndRecord implements mode.Sink: there are no records within pages.
func (d *decoder) EndRecord() error { return malformed("a record's end among pages") }

// Close implements mode.Sink.
func (d *decoder) Close() error {
	if !d.complete {
		return mode.ErrCut
	}
	return d.Sink.Close()
}
