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
	to, ok := Passive(c.Remote().Addr(), r)
	return &Endpoint{To: to}, ok
}

// Passive is Control.Passive, for a control connection to a host.
func Passive(host netip.Addr, r *Reply) (to netip.AddrPort, ok bool) {
	text := strings.Join(r.Lines, "\n")
	switch r.Code {
	case 227:
		if m := sixNumbers.FindStringSubmatch(text); m != nil {
			numbers := make([]byte, 6)
			for i := range numbers {
				n, err := strconv.ParseUint(m[i+1], 10, 8)
				if err != nil {
					return to, false
				}
				numbers[i] = byte(n)
			}
			return netip.AddrPortFrom(netip.AddrFrom4([4]byte(numbers[:4])), uint16(numbers[4])<<8|uint16(numbers[5])), true
		}
	case 229:
		return barEndpoint(host, text)
	case 228:
		if m := longNumbers.FindStringSubmatch(text); m != nil {
			parts := strings.Split(m[1], ",")
			high, errHigh := strconv.ParseUint(parts[len(parts)-2], 10, 8)
			low, errLow := strconv.ParseUint(parts[len(parts)-1], 10, 8)
			if errHigh == nil && errLow == nil {
				return netip.AddrPortFrom(host, uint16(high)<<8|uint16(low)), true
			}
		}
	}
	return to, false
}

// barEndpoint reads (|||port|), whatever the delimiter is.
func barEndpoint(host netip.Addr, text string) (to netip.AddrPort, ok bool) {
	_, inside, ok := strings.Cut(text, "(")
	if !ok || len(inside) < 5 {
		return to, false
	}
	fields := strings.Split(inside, inside[:1])
	if len(fields) < 5 {
		return to, false
	}
	port, err := strconv.ParseUint(fields[3], 10, 16)
	if err != nil {
		return to, false
	}
	return netip.AddrPortFrom(host, uint16(port)), true
}

// Redirect is a line of such a reply with another address in the place of its own.
func Redirect(line string, to netip.AddrPort) string {
	switch code(line) {
	case 227:
		return replaceFirst(sixNumbers, line, HostPort(to))
	case 228:
		return replaceFirst(longNumbers, line, "("+LongHostPort(to)+")")
	case 229:
		before, inside, ok := strings.Cut(line, "(")
		if !ok || len(inside) < 5 {
			return line
		}
		bar := inside[:1]
		if fields := strings.Split(inside, bar); len(fields) > 4 {
			fields[3] = strconv.Itoa(int(to.Port()))
			return before + "(" + strings.Join(fields, bar)
		}
	}
	return line
}

func replaceFirst(re *regexp.Regexp, line, by string) string {
	at := re.FindStringIndex(line)
	if at == nil {
		return line
	}
	return line[:at[0]] + by + line[at[1]:]
}

// Active reads the address in the argument of PORT, EPRT or LPRT; false if there is none.
func Active(verb, argument string) (at netip.AddrPort, ok bool) {
	switch verb {
	case "PORT":
		return Passive(netip.Addr{}, &Reply{Code: 227, Lines: []string{argument}})
	case "EPRT":
		if len(argument) == 0 {
			return at, false
		}
		fields := strings.Split(argument, argument[:1])
		if len(fields) != 5 {
			return at, false
		}
		host, errHost := netip.ParseAddr(fields[2])
		port, errPort := strconv.ParseUint(fields[3], 10, 16)
		return netip.AddrPortFrom(host, uint16(port)), errHost == nil && errPort == nil
	case "LPRT":
		return longEndpoint(argument)
	}
	return at, false
}

// longEndpoint reads an address as LPRT takes it: family, length, bytes of the host, length, bytes of the port (RFC
// 1639).
func longEndpoint(argument string) (at netip.AddrPort, ok bool) {
	var bytes []byte
	for part := range strings.SplitSeq(argument, ",") {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return at, false
		}
		bytes = append(bytes, byte(n))
	}
	if len(bytes) < 2 || len(bytes) != int(bytes[1])+5 || bytes[len(bytes)-3] != 2 {
		return at, false
	}
	host, ok := netip.AddrFromSlice(bytes[2 : 2+bytes[1]])
	return netip.AddrPortFrom(host, uint16(bytes[len(bytes)-2])<<8|uint16(bytes[len(bytes)-1])), ok
}
