package daemon

import (
	"fmt"
	"strings"
)

// Mistake is an error in what somebody wrote, as opposed to something that failed.
type Mistake struct{ Err error }

// Error says what is wrong.
func (m Mistake) Error() string { return m.Err.Error() }

// Unwrap returns the cause.
func (m Mistake) Unwrap() error { return m.Err }

// Mistakef makes a Mistake of a text.
func Mistakef(format string, args ...any) error { return Mistake{fmt.Errorf(format, args...)} }

// Position is where something stands in a file; line and column are from 1.
type Position struct {
	Path         string
	Line, Column int
}

// Errorf makes a Mistake of a text, behind the position if there is one.
func (p Position) Errorf(format string, args ...any) error {
	if p == (Position{}) {
		return Mistakef(format, args...)
	}
	return Mistakef("%s:%d:%d: %w", p.Path, p.Line, p.Column, fmt.Errorf(format, args...))
}

// mistakef is Mistakef for a format that names settings: {TLS.Key} is what their user calls the field Key of TLS.
func (o *Options) mistakef(format string, args ...any) error {
	return Mistakef(o.named(format), args...)
}

// named puts what their user calls settings in the place of the fields in braces.
func (o *Options) named(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		field, after, _ := strings.Cut(rest, "}")
		out.WriteString(o.name(field))
		text = after
	}
}

func (o *Options) name(field string) string {
	if o.Name == nil {
		return field
	}
	return o.Name(field)
}
