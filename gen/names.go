package gen

import (
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/portolan-ftp/portolan/spec"
)

// goName is the exported Go name of a name in a spec: "not-exist" and "STAT path" become NotExist and StatPath.
func goName(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, notAlphanumeric) {
		b.WriteString(strings.ToUpper(word[:1]) + strings.ToLower(word[1:]))
	}
	return b.String()
}

func notAlphanumeric(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// lowerName is the unexported Go name: "opening-text" becomes openingText.
func lowerName(name string) string {
	exported := goName(name)
	if exported == "" {
		return ""
	}
	return strings.ToLower(exported[:1]) + exported[1:]
}

// taken are the names that generated functions use for themselves, or that their files import.
var taken = []string{
	"accounts", "argument", "b", "body", "c", "context", "ctx", "data", "digest", "end", "fsm", "iter", "listing", "netip",
	"ok", "quoted", "receive", "reply", "rest", "send", "storage", "time", "word",
}

// varName is the Go name of a parameter or local variable, different also from the packages that the generated
// one imports.
func (b *builder) varName(name string) string {
	v := varName(name)
	if b.view.Paths[v] != "" {
		return v + "Value"
	}
	return v
}

// varName is the Go name of a parameter or local variable, different from keywords and taken names.
func varName(name string) string {
	v := lowerName(name)
	if token.IsKeyword(v) || slices.Contains(taken, v) {
		return v + "Value"
	}
	return v
}

// claims are the names declared in the generated package, or in one struct of it.
type claims struct {
	owner map[string]claim
	errs  []error
}

// claim is who declared a name.
type claim struct {
	what string
	pos  spec.Pos
}

// take declares a name and returns it; a name that is taken already is an error with both positions.
func (c *claims) take(name, what string, pos spec.Pos) string {
	if c.owner == nil {
		c.owner = map[string]claim{}
	}
	if first, ok := c.owner[name]; ok {
		c.errs = append(c.errs, fmt.Errorf("%s: the Go name %s of %s is also that of %s at %s",
			position(pos), name, what, first.what, position(first.pos)))
	}
	c.owner[name] = claim{what: what, pos: pos}
	return name
}

func (c *claims) err() error { return errors.Join(c.errs...) }

// position is a place as editors read it.
func position(p spec.Pos) string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }
