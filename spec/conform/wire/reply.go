package wire

import (
	"bytes"
	"strings"
)

// Reply is one reply of the server.
type Reply struct {
	Code  int
	Lines []string // without their ends
	Form  []string // what is wrong with how it is written (RFC 959 4.2)
}

// Text is what follows the code in the first line.
func (r *Reply) Text() string {
	if len(r.Lines) == 0 || len(r.Lines[0]) <= codeLength {
		return ""
	}
	return r.Lines[0][codeLength+1:]
}

// codeLength is the length of a code.
const codeLength = 3

// What is wrong with the form of a reply.
const (
	FormBareLF = "a line ends in LF alone"
	FormCode   = "a reply does not begin with a code of three digits"
	FormAfter  = "behind the code stands neither a blank nor a hyphen"
)

// code reads the code at the beginning of a line; 0 for none.
func code(line string) int {
	if len(line) < codeLength {
		return 0
	}
	n := 0
	for _, c := range []byte(line[:codeLength]) {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n < 100 || n > 699 {
		return 0
	}
	return n
}

// Parse takes one whole reply from the beginning of what has come; n is how many bytes it takes, 0 if it is not whole.
func Parse(data []byte) (r *Reply, n int) {
	r = &Reply{}
	until := ""
	for {
		end := bytes.IndexByte(data[n:], '\n')
		if end < 0 {
			return nil, 0
		}
		line := string(data[n : n+end])
		n += end + 1
		if trimmed, ok := strings.CutSuffix(line, "\r"); ok {
			line = trimmed
		} else {
			r.fault(FormBareLF)
		}
		r.Lines = append(r.Lines, line)
		switch {
		case until != "":
			if strings.HasPrefix(line, until) || line == until[:codeLength] {
				return r, n
			}
		case code(line) == 0:
			r.fault(FormCode)
			return r, n
		default:
			r.Code = code(line)
			if len(line) > codeLength && line[codeLength] == '-' {
				until = line[:codeLength] + " "
				continue
			}
			if len(line) == codeLength || line[codeLength] != ' ' {
				r.fault(FormAfter)
			}
			return r, n
		}
	}
}

func (r *Reply) fault(what string) {
	for _, f := range r.Form {
		if f == what {
			return
		}
	}
	r.Form = append(r.Form, what)
}
