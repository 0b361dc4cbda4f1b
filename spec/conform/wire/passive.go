package wire

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

var (
	sixNumbers  = regexp.MustCompile(`(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})`)
	longNumbers = regexp.MustCompile(`\((\d+(?:,\d+)+)\)`)
)

// Passive reads where a reply to PASV, EPSV or LPSV says that data connections go; false if it does not. The host of
// the control connection takes the place of one that the reply does not give.
func (c *Control) Passive(r *Reply) (*Endpoint, bool) {
	text := strings.Join(r.Lines, "\n")
	host := c.Remote().Addr()
	switch r.Code {
	case 227:
		if m := sixNumbers.FindStringSubmatch(text); m != nil {
			numbers := make([]byte, 6)
			for i := range numbers {
				n, err := strconv.ParseUint(m[i+1], 10, 8)
				if err != nil {
					return nil, false
				}
				numbers[i] = byte(n)
			}
			return &Endpoint{To: netip.AddrPortFrom(netip.AddrFrom4([4]byte(numbers[:4])), uint16(numbers[4])<<8|uint16(numbers[5]))}, true
		}
	case 229:
		return barEndpoint(host, text)
	case 228:
		if m := longNumbers.FindStringSubmatch(text); m != nil {
			parts := strings.Split(m[1], ",")
			high, errHigh := strconv.ParseUint(parts[len(parts)-2], 10, 8)
			low, errLow := strconv.ParseUint(parts[len(parts)-1], 10, 8)
			if errHigh == nil && errLow == nil {
				return &Endpoint{To: netip.AddrPortFrom(host, uint16(high)<<8|uint16(low))}, true
			}
		}
	}
	return nil, false
}

// barEndpoint reads (|||port|), whatever the delimiter is.
func barEndpoint(host netip.Addr, text string) (*Endpoint, bool) {
	_, inside, ok := strings.Cut(text, "(")
	if !ok || len(inside) < 5 {
		return nil, false
	}
	fields := strings.Split(inside, inside[:1])
	if len(fields) < 5 {
		return nil, false
	}
	port, err := strconv.ParseUint(fields[3], 10, 16)
	if err != nil {
		return nil, false
	}
	return &Endpoint{To: netip.AddrPortFrom(host, uint16(port))}, true
}
