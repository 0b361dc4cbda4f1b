package trace

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// The marks before lines of the client and of the server.
var (
	clientMarks = []string{"> ", "C: "}
	serverMarks = []string{"< ", "S: "}
)

// policyMark begins a line that states the policies of the server.
const policyMark = "# policies:"

// maxLine bounds a line of a recording; no control connection has longer ones.
const maxLine = 1 << 20

// ReadText reads lines that begin with a mark. Lines without one continue a reply of several lines, or are remarks:
// empty lines, and lines that begin with # or --. The remark "# policies: tls=required" states policies of the server.
func ReadText(in io.Reader, name string) (*Recording, error) {
	r := &Recording{Name: name}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	var b builder
	var c client
	for n := 1; lines.Scan(); n++ {
		line, place := strings.TrimRight(lines.Text(), "\r"), fmt.Sprintf("%s:%d", name, n)
		text, sent := cutMark(line, clientMarks)
		if sent {
			r.Steps = append(r.Steps, c.feed([]byte(text+"\n"), place)...)
			continue
		}
		text, server := cutMark(line, serverMarks)
		if !server {
			text = line
		}
		if !server && b.until == "" {
			if stated, ok := strings.CutPrefix(line, policyMark); ok {
				policies, err := ParsePolicies(stated)
				if err != nil {
					return nil, fmt.Errorf("trace: %s: %w", place, err)
				}
				r.Policies = policies
			}
			if remark(line) {
				continue
			}
			return nil, fmt.Errorf("trace: %s: a line begins with one of %q", place, append(clientMarks, serverMarks...))
		}
		step, err := b.reply(text, place)
		if err != nil {
			return nil, err
		}
		if step != nil {
			r.Steps = append(r.Steps, *step)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("trace: %s: %w", name, err)
	}
	return r, nil
}

func cutMark(line string, marks []string) (string, bool) {
	for _, mark := range marks {
		if text, ok := strings.CutPrefix(line, mark); ok {
			return text, true
		}
		if line == strings.TrimRight(mark, " ") {
			return "", true
		}
	}
	return "", false
}

func remark(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "--")
}

// builder puts lines of the server together to replies (RFC 959 4.2).
type builder struct{ until string } // of a reply of several lines: how its last one begins

// codeLength is the length of a code.
const codeLength = 3

// reply takes one line. A step comes with the first line of a reply; the others belong to it.
func (b *builder) reply(text, place string) (*Step, error) {
	if b.until != "" {
		if strings.HasPrefix(text, b.until) || text == strings.TrimRight(b.until, " ") {
			b.until = ""
		}
		return nil, nil
	}
	code, ok := replyCode(text)
	if !ok {
		return nil, fmt.Errorf("trace: %s: %q is no reply: three digits, and a blank or a hyphen", place, text)
	}
	if len(text) > codeLength && text[codeLength] == '-' {
		b.until = text[:codeLength] + " "
	}
	return &Step{Place: place, Code: code, Text: "< " + text}, nil
}

// replyCode reads the code at the beginning of a line.
func replyCode(text string) (int, bool) {
	if len(text) < codeLength || len(text) > codeLength && text[codeLength] != ' ' && text[codeLength] != '-' {
		return 0, false
	}
	code := 0
	for _, c := range []byte(text[:codeLength]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		code = code*10 + int(c-'0')
	}
	return code, code >= 100 && code < 700
}
