package learn

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Alphabet is what a server is asked: the inputs of the machine that is learned.
type Alphabet struct {
	Name     string            `yaml:"-"`
	About    string            `yaml:"about"`
	Begin    []string          `yaml:"begin"`    // lines with which every session begins
	Policies map[string]string `yaml:"policies"` // under which the table is compared; those that are missing are the defaults
	Steps    []Step            `yaml:"steps"`
}

// Step is one input: a command, its replies, and the data connection that it uses.
type Step struct {
	Name  string `yaml:"name"`
	Line  string `yaml:"line"`  // with words in braces, as scripts of conform have them
	Reply string `yaml:"reply"` // the row that the table gives where its handler is asked; "" is its first reply
	Fails bool   `yaml:"fails"` // it is a failed login, of which a session has only some
	File  bool   `yaml:"file"`  // what comes is the file of the rig
}

//go:embed alphabets/*.yaml
var alphabets embed.FS

// Alphabets are those that have a name, in alphabetical order.
func Alphabets() []Alphabet {
	files, err := alphabets.ReadDir("alphabets")
	if err != nil {
		panic(err) // the files are part of the program, so that this is no fault of whoever runs it
	}
	var all []Alphabet
	for _, f := range files {
		a, err := named(strings.TrimSuffix(f.Name(), ".yaml"))
		if err != nil {
			panic(err) // a test reads each of them
		}
		all = append(all, *a)
	}
	return all
}

func named(name string) (*Alphabet, error) {
	text, err := alphabets.ReadFile("alphabets/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("learn: there is no alphabet %q", name)
	}
	return read(name, text)
}

// Load finds an alphabet by its name, or reads it from a file: a name that ends in .yaml.
func Load(name string) (*Alphabet, error) {
	if !strings.HasSuffix(name, ".yaml") {
		return named(name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	return read(strings.TrimSuffix(path.Base(name), ".yaml"), text)
}

// maxSteps bounds an alphabet: each step is asked in every state.
const maxSteps = 40

func read(name string, text []byte) (*Alphabet, error) {
	a := &Alphabet{Name: name}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(a); err != nil {
		return nil, fmt.Errorf("learn: alphabet %s: %w", name, err)
	}
	if err := a.check(); err != nil {
		return nil, fmt.Errorf("learn: alphabet %s: %w", name, err)
	}
	return a, nil
}

func (a *Alphabet) check() error {
	if len(a.Steps) == 0 || len(a.Steps) > maxSteps {
		return fmt.Errorf("it has %d steps; 1 to %d are possible", len(a.Steps), maxSteps)
	}
	for i, s := range a.Steps {
		switch {
		case s.Name == "" || s.Line == "":
			return errors.New("a step needs a name and a line")
		case strings.ContainsAny(s.Line, "\r\n") || slices.ContainsFunc(a.Begin, func(l string) bool { return strings.ContainsAny(l, "\r\n") }):
			return fmt.Errorf("step %q: a line ends where it ends", s.Name)
		case slices.ContainsFunc(a.Steps[:i], func(t Step) bool { return t.Name == s.Name }):
			return fmt.Errorf("two steps have the name %q", s.Name)
		}
	}
	return nil
}

// Inputs are the names of the steps.
func (a *Alphabet) Inputs() []string {
	var all []string
	for _, s := range a.Steps {
		all = append(all, s.Name)
	}
	return all
}

// failing is how many failed logins a word has.
func (a *Alphabet) failing(word []int) int {
	n := 0
	for _, i := range word {
		if a.Steps[i].Fails {
			n++
		}
	}
	return n
}
