package cli

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"
)

// setting is a flag whose text a function reads. The same function reads the
// key of that name in a configuration file, so both say the same of a mistake.
type setting[T any] struct {
	target *T
	read   func(string) (T, error)
	kind   string // what the help calls the value
	shown  string // the default, as the help shows it
}

// String returns the default, or the text last set.
func (s *setting[T]) String() string { return s.shown }

// Type returns the kind of value.
func (s *setting[T]) Type() string { return s.kind }

// Set reads text; the target stays as it was if that fails.
func (s *setting[T]) Set(text string) error {
	value, err := s.read(text)
	if err == nil {
		*s.target, s.shown = value, text
	}
	return err
}

// list is a flag that can be given several times. Its default ends with the
// first one given.
type list[T any] struct {
	target *[]T
	read   func(string) (T, error)
	kind   string
	shown  string
	given  bool
}

// String returns the default, and nothing once values were given: they may
// hold passwords.
func (l *list[T]) String() string { return l.shown }

// Type returns the kind of value.
func (l *list[T]) Type() string { return l.kind }

// Set reads one more value.
func (l *list[T]) Set(text string) error {
	value, err := l.read(text)
	if err != nil {
		return err
	}
	if !l.given {
		*l.target, l.given, l.shown = nil, true, ""
	}
	*l.target = append(*l.target, value)
	return nil
}

// repeatable marks the flags for which a configuration file may hold an array.
type repeatable interface{ repeatable() }

func (l *list[T]) repeatable() {}

// define adds a flag for one value. Its default is what target holds, which the
// help shows as the text shown, or not at all if that is empty.
func define[T any](flags *pflag.FlagSet, target *T, name, kind, shown string, read func(string) (T, error), help string) {
	flags.Var(&setting[T]{target: target, read: read, kind: kind, shown: shown}, name, help)
}

// defineList adds a flag that can be repeated.
func defineList[T any](flags *pflag.FlagSet, target *[]T, name, kind string, read func(string) (T, error), help string) {
	shown := ""
	if len(*target) > 0 {
		shown = fmt.Sprint((*target)[0])
	}
	flags.Var(&list[T]{target: target, read: read, kind: kind, shown: shown}, name, help)
}

// defineCount adds a flag for a positive number.
func defineCount(flags *pflag.FlagSet, target *int, name, help string) {
	define(flags, target, name, "number", fmt.Sprint(*target), readCount, help)
}

// defineDuration adds a flag for a positive duration.
func defineDuration(flags *pflag.FlagSet, target *time.Duration, name, help string) {
	define(flags, target, name, "duration", fmt.Sprint(*target), readDuration, help)
}
