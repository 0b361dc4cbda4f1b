package relay

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"

	proxyproto "github.com/pires/go-proxyproto"

	"github.com/portolan-ftp/portolan/fsm/contain"
	"github.com/portolan-ftp/portolan/fsm/netaddr"
)

// ErrNoHeader is the cause of the end of a connection from a balancer's network that does not begin with a header.
var ErrNoHeader = errors.New("no PROXY header")

const (
	signature = "\r\n\r\n\x00\r\nQUIT\n" // of version 2
	fixed     = len(signature) + 4       // version, command, family and the length of the rest
	word      = "PROXY "                 // of version 1
	// maxLine is the longest header of version 1, by its specification.
	maxLine = 107
	// maxRest bounds what follows in version 2: addresses of 36 bytes, and what balancers add about TLS, certificates
	// included.
	maxRest = 4096
)

// ends are the addresses in a header; zero if the balancer speaks for itself.
type ends struct{ client, server netip.AddrPort }

// read reads a header and no byte behind it.
func read(from io.Reader) (ends, error) {
	raw, err := collect(from)
	if err != nil {
		return ends{}, err
	}
	var header *proxyproto.Header
	panicked := contain.Do(func() { header, err = proxyproto.Read(bufio.NewReaderSize(bytes.NewReader(raw), len(raw))) })
	switch err := errors.Join(panicked, err); { // nothing contains a panic before there is a session
	case err != nil:
		return ends{}, fmt.Errorf("%w: %w", ErrNoHeader, err)
	case header.Command.IsLocal():
		return ends{}, nil
	case !header.TransportProtocol.IsStream():
		return ends{}, fmt.Errorf("%w: it is not about TCP", ErrNoHeader)
	}
	e := ends{netaddr.Of(header.SourceAddr), netaddr.Of(header.DestinationAddr)}
	if !e.client.IsValid() || !e.server.IsValid() || e.client.Addr().IsUnspecified() || e.server.Addr().IsUnspecified() {
		return ends{}, fmt.Errorf("%w: it names no host", ErrNoHeader)
	}
	return e, nil
}

// collect takes the bytes of a header.
func collect(from io.Reader) ([]byte, error) {
	raw := make([]byte, fixed, maxLine)
	if _, err := io.ReadFull(from, raw[:len(signature)]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHeader, err)
	}
	switch {
	case string(raw[:len(signature)]) == signature:
		return second(from, raw)
	case string(raw[:len(word)]) == word:
		return first(from, raw[:len(signature)])
	}
	return nil, ErrNoHeader
}

// first is a line: it is read to its end, byte by byte.
func first(from io.Reader, raw []byte) ([]byte, error) {
	for raw[len(raw)-1] != '\n' {
		if len(raw) == maxLine {
			return nil, fmt.Errorf("%w: its line is too long", ErrNoHeader)
		}
		raw = append(raw, 0)
		if _, err := io.ReadFull(from, raw[len(raw)-1:]); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoHeader, err)
		}
	}
	return raw, nil
}

// second tells how long it is.
func second(from io.Reader, raw []byte) ([]byte, error) {
	if _, err := io.ReadFull(from, raw[len(signature):]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHeader, err)
	}
	rest := int(binary.BigEndian.Uint16(raw[fixed-2:]))
	if rest > maxRest {
		return nil, fmt.Errorf("%w: it has %d bytes, of %d at most", ErrNoHeader, rest, maxRest)
	}
	raw = append(raw, make([]byte, rest)...)
	if _, err := io.ReadFull(from, raw[fixed:]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHeader, err)
	}
	return raw, nil
}
