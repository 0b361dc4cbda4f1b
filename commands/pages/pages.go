// Package pages has the page structure of FTP (RFC 959 3.1.2.3): a file as pages that tell where in it they
// belong, so that what has never been written need not travel.
//
//	header length   page index   data length   page type   data
//	4               0            255           1           255 octets
//	4               7            90            1           90 octets: the pages between are a hole
//	4               0            0             0           the last page: the file ends
//
// Each field is one logical byte, of the size that TYPE L gave, else an octet; longer ones begin with the high
// octet. RFC 959 does not say how large a page is: here it is 512 logical bytes, as on the TOPS-20 that the
// structure was made for, or 255 where the field for the length cannot say more. Page i holds the octets from
// i times the size of a page on, so 8 bits reach to 65,280 octets, and 16 bits to 64 MiB.
//
// Retrieving leaves out pages that are nothing but zeros. Storing fills holes with zeros, up to [MaxHoles]. Pages come
// in ascending order, since uploads are written from the beginning to the end. A descriptor page (type 2), and the
// access field of type 3, hold values that no file system here can keep. They are read and dropped.
package pages

import (
	"errors"
	"fmt"

	"github.com/portolan-ftp/portolan/commands/mode"
)

// The page types.
const (
	lastPage       = 0
	simplePage     = 1
	descriptorPage = 2
	accessPage     = 3
)

const (
	// fields are in every header; accessFields in that of a page with access control.
	fields, accessFields = 4, 5
	// maxFields bounds the header of a descriptor page.
	maxFields = 32
	// tops20 is the size of a page on TOPS-20, in logical bytes.
	tops20 = 512
	// maxBits is the longest logical byte.
	maxBits = 64
	// maxDescriptor bounds the data of a descriptor page, in logical bytes: TOPS-20's has 25.
	maxDescriptor = 4096
)

// MaxHoles is how many octets of holes one upload may have. They are written as zeros, so a header of a few
// octets could fill a disk.
const MaxHoles = 64 << 20

// ErrType says that a page is of a type that no document has.
var ErrType = errors.New("pages: the page type is unknown")

// ErrTooLong says that the file has more pages than an index can number.
var ErrTooLong = errors.New("pages: the file is too long for pages of this byte size")

func malformed(what string, args ...any) error {
	return fmt.Errorf("%w: %s", mode.ErrMalformed, fmt.Sprintf(what, args...))
}

// octets is the length of a logical byte.
func octets(bits int) int { return bits / 8 }

// largest is the largest number in a logical byte.
func largest(bits int) uint64 { return 1<<(bits-1) - 1 + 1<<(bits-1) }

// Size is the size of a page in octets, for logical bytes of so many bits: a multiple of 8, from 8 to 64.
func Size(bits int) int {
	return int(min(tops20, largest(bits))) * octets(bits)
}

// NewEncoder gives a Sink that sends what it is given as pages to dst, which it closes. A file whose last
// logical byte is not complete is filled up with zeros.
func NewEncoder(dst mode.Sink, bits int) mode.Sink {
	return &encoder{Sink: dst, bits: bits, page: make([]byte, 0, Size(bits))}
}

type encoder struct {
	mode.Sink
	bits  int
	page  []byte // gathered
	index uint64 // of the page
}

// Write implements io.Writer.
func (e *encoder) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if len(e.page) == cap(e.page) {
			if err := e.next(); err != nil {
				return n, err
			}
		}
		m := min(len(p)-n, cap(e.page)-len(e.page))
		e.page = append(e.page, p[n:n+m]...)
		n += m
	}
	return n, nil
}

// EndRecord implements mode.Sink: there are no records within pages.
func (e *encoder) EndRecord() error { return nil }

// next sends a full page, unless it is a hole, and begins the page behind it.
func (e *encoder) next() error {
	if !isZero(e.page) {
		if err := e.send(simplePage); err != nil {
			return err
		}
	}
	if e.index == largest(e.bits) {
		return ErrTooLong
	}
	e.index++
	e.page = e.page[:0]
	return nil
}

// send sends the page with its header.
func (e *encoder) send(kind uint64) error {
	width := octets(e.bits)
	for len(e.page)%width != 0 {
		e.page = append(e.page, 0)
	}
	header := make([]byte, 0, fields*maxBits/8)
	for _, field := range [fields]uint64{fields, e.index, uint64(len(e.page) / width), kind} {
		for i := width - 1; i >= 0; i-- {
			header = append(header, byte(field>>(8*i)))
		}
	}
	if _, err := e.Sink.Write(header); err != nil {
		return err
	}
	_, err := e.Sink.Write(e.page)
	return err
}

// Close implements mode.Sink. The page at the end of the file is sent even when it is zeros: it tells the length.
func (e *encoder) Close() error {
	if len(e.page) > 0 {
		if err := e.send(simplePage); err != nil {
			return err
		}
	}
	e.index, e.page = 0, e.page[:0]
	if err := e.send(lastPage); err != nil {
		return err
	}
	return e.Sink.Close()
}

func isZero(p []byte) bool {
	for _, b := range p {
		if b != 0 {
			return false
		}
	}
	return true
}
