package daemon

import (
	"fmt"
	"strings"
)

// Mistake is an error in options, flags or files, as opposed to a failure of the system.
type Mistake struct{ Err error }

// Error says what is wrong.
func (m Mistake) Error() string { return m.Err.Error() }

// Unwrap returns the cause.
func (m Mistake) Unwrap() error { return m.Err }

// Mistakef makes a Mistake of a text.
func Mistakef(format string, args ...any) error { return Mistake{fmt.Errorf(format, args...)} }

// Position is a place in a file; line and column count from 1.
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

// mistakef is Mistakef for a format with names of fields: {TLS.Key} stands for the user's name of the field Key of TLS.
func (o *Options) mistakef(format string, args ...any) error {
	return Mistakef(o.named(format), args...)
}

// named replaces fields in braces by the user's names of these settings.
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
