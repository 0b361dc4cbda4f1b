package commands

import (
	"context"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

const (
	// octet is the size of a byte here, in bits.
	octet = 8
	// maxLogicalByte is the largest logical byte, in bits: the word of the machines that there are.
	maxLogicalByte = 64
)

// TypeL chooses logical bytes of so many bits, as far as they are made of whole octets: then a file needs no
// padding, and what was stored comes back under any of these sizes (RFC 959 3.1.1.4).
func (h *Standard) TypeL(_ context.Context, r ftp.TypeLRequest) ftp.TypeLReply {
	if r.Bits == 0 || r.Bits%octet != 0 || r.Bits > maxLogicalByte {
		return ftp.TypeLUnknown()
	}
	return ftp.TypeLOk()
}
