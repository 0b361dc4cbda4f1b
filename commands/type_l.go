package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

const (
	// octet is the size of a byte here, in bits.
	octet = 8
	// maxLogicalByte is the largest logical byte, in bits: the word of today's machines.
	maxLogicalByte = 64
)

// TypeL chooses the size of logical bytes in bits. It accepts sizes of whole octets: a file then needs no padding, and
// a file that was stored under one of these sizes can be retrieved under any other (RFC 959 3.1.1.4).
func (h *Standard) TypeL(_ context.Context, r ftp.TypeLRequest) ftp.TypeLReply {
	if r.Bits == 0 || r.Bits%octet != 0 || r.Bits > maxLogicalByte {
		return ftp.TypeLUnknown()
	}
	return ftp.TypeLOk()
}
