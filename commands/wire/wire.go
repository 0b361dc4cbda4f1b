// Package wire is the form in which files travel after TYPE, STRU and MODE (RFC 959 3). It combines the conversions of
// packages ascii and ebcdic, records, pages and transmission modes.
//
//	file  --->  octets of the type  --->  records or pages  --->  mode  --->  data connection
//
// On a host that keeps files as rows of octets this means:
//
//   - A, E: the file is text whose lines end in LF. The formats N, T and C (RFC 959 3.1.1.5) are treated
//     alike: the controls of T and the first column of C are part of the text and come back as they were
//     sent; they are instructions to a printer, and there is none here.
//   - I, L: the file's octets are the data's. Logical bytes are multiples of eight bits, and so are packed
//     without padding.
//   - STRU R in text: a record is a line. A record with a line's end in it would come back as two, and is
//     refused. On the way out every record has its end, the last one too, whether or not the file's last line has.
//   - STRU R in I and L: the ends of records are not kept; the file is one record.
//   - STRU P: see package pages.
//
// Restart positions (REST) count octets of the type: before the mode, and in STRU F alone, as RFC 3659 5.3 has
// them. In block and compressed mode the markers that are sent are such positions too, and for STRU R those of
// the file; what STOR reports of a client's markers are always positions in the file.
package wire

import (
	"io"

	"github.com/portolan-ftp/portolan/commands/ebcdic"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/commands/mode"
	"github.com/portolan-ftp/portolan/commands/pages"
)

// Form is what a session has chosen by TYPE, STRU and MODE.
type Form struct {
	Type      ftp.Type
	Structure ftp.Structure
	Mode      ftp.Mode
	Bits      int // of a logical byte; 0 is 8
	Level     int // of deflate mode
}

// Listing is the form of listings under a mode: text, which has its line ends already, in file structure
// (RFC 1123 4.1.2.7).
func Listing(m ftp.Mode, level int) Form {
	return Form{Type: ftp.TypeAscii, Structure: ftp.StructureFile, Mode: m, Level: level}
}

// octet is the size of a logical byte where TYPE does not give one.
const octet = 8

// IsBare reports whether the data connection carries the octets of the file and nothing else, so that the kernel can
// move them.
func (f Form) IsBare() bool { return f.isStream() && !f.isText() }

// IsText reports whether it carries the file's text in ASCII and nothing else.
func (f Form) IsText() bool { return f.isStream() && f.Type == ftp.TypeAscii }

func (f Form) isStream() bool { return f.Mode == ftp.ModeStream && f.Structure == ftp.StructureFile }

func (f Form) isText() bool { return f.Type == ftp.TypeAscii || f.Type == ftp.TypeEbcdic }

// HasMarkers says whether the mode has restart markers.
func (f Form) HasMarkers() bool { return f.Mode == ftp.ModeBlock || f.Mode == ftp.ModeCompressed }

func (f Form) records() bool { return f.Structure == ftp.StructureRecord }

func (f Form) bits() int {
	if f.Bits == 0 {
		return octet
	}
	return f.Bits
}

// filler is the octet that compressed mode has a short form for (RFC 959 3.4.3).
func (f Form) filler() byte {
	switch f.Type {
	case ftp.TypeAscii:
		return ' '
	case ftp.TypeEbcdic:
		return ebcdic.Space
	}
	return 0
}

// Encoder gives the Sink that sends octets of the type in the structure and the mode to w. Its Close ends the
// file, and does not close w.
func (f Form) Encoder(w io.Writer) (s mode.Sink, err error) {
	switch f.Mode {
	case ftp.ModeBlock:
		s = mode.NewBlock(w)
	case ftp.ModeCompressed:
		s = mode.NewCompressed(w, f.filler())
	case ftp.ModeDeflate:
		s, err = mode.NewDeflate(w, f.Level, f.records())
	default:
		s = mode.NewStream(w, f.records())
	}
	if err == nil && f.Structure == ftp.StructurePage {
		s = pages.NewEncoder(s, f.bits())
	}
	return s, err
}

// decode reads what an Encoder writes from r into s, which it closes.
func (f Form) decode(s mode.Sink, r io.Reader) (err error) {
	if f.Structure == ftp.StructurePage {
		s = pages.NewDecoder(s, f.bits())
	}
	switch f.Mode {
	case ftp.ModeBlock:
		err = mode.ReadBlock(s, r)
	case ftp.ModeCompressed:
		err = mode.ReadCompressed(s, r, f.filler())
	case ftp.ModeDeflate:
		err = mode.ReadDeflate(s, r, f.records())
	default:
		err = mode.ReadStream(s, r, f.records())
	}
	if err != nil {
		return err
	}
	return s.Close()
}
