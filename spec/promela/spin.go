package promela

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Result is what an engine says about a model: how much there is, and which invariants do not hold.
type Result struct {
	States      int      // nodes over all valuations, and pairs of a node and a state of a region aside
	Transitions int      // edges between them
	Broken      []string // names of invariants, in the order of the spec
}

// ErrNoSpin says that Spin, or the C compiler that it needs, is not installed.
var ErrNoSpin = errors.New("spin and a C compiler are needed: apt-get install spin gcc")

// maxDepth bounds Spin's search; it takes memory, and a search that it cuts short is an error.
const maxDepth = 1_000_000

// Check lets Spin check a spec, in a directory for its files. The numbers are the explorer's: what Spin counts for the
// choice of the policies is taken off.
func Check(ctx context.Context, s *spec.Spec, dir string) (*Result, error) {
	for _, program := range []string{"spin", "cc"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("promela: %w", ErrNoSpin)
		}
	}
	var model bytes.Buffer
	if err := Write(&model, s); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "model.pml"), model.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	var out string
	for _, command := range [][]string{
		// Without -o1 and -o2 Spin leaves out of the state what no row asks for.
		{"spin", "-o1", "-o2", "-a", "model.pml"},
		{"sed", "-i", "s/%9.8g/%.15g/", "pan.c"},                            // it prints counts to eight digits, and there are more
		{"cc", "-w", "-O0", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"}, // optimizing takes longer than it spares
		{"./pan", "-c0", "-e", "-m" + strconv.Itoa(maxDepth)},
	} {
		c := exec.CommandContext(ctx, command[0], command[1:]...)
		c.Dir = dir
		said, err := c.CombinedOutput()
		out = string(said)
		if err != nil {
			return nil, fmt.Errorf("promela: %s: %w\n%s", strings.Join(command, " "), err, out)
		}
	}
	return read(s, out)
}

// The lines of a verifier's output that are read.
var (
	reStates      = regexp.MustCompile(`(?m)^\s*(\d+) states, stored`)
	reTransitions = regexp.MustCompile(`(?m)^\s*(\d+) transitions \(= stored\+matched\)`)
	reFinding     = regexp.MustCompile(`(?m)^pan:\d+: (.*)$`)
	reName        = regexp.MustCompile(`\bi_\w+`)
)

// read reads the output of a verifier.
func read(s *spec.Spec, out string) (*Result, error) {
	states, transitions := number(reStates, out), number(reTransitions, out)
	if states < 0 || transitions < 0 || strings.Contains(out, "search not completed") || strings.Contains(out, "max search depth too small") {
		return nil, fmt.Errorf("promela: the search was not completed:\n%s", out)
	}
	r := &Result{States: states - 1, Transitions: transitions - 1 - len(beginnings(explore.NewMachine(s)))}
	broken := map[string]bool{}
	for _, m := range reFinding.FindAllStringSubmatch(out, -1) {
		name := reName.FindString(m[1])
		if name == "" || !strings.HasPrefix(m[1], "assertion violated") {
			return nil, fmt.Errorf("promela: %s", m[1])
		}
		broken[name] = true
	}
	for _, v := range s.Proved() {
		if broken[invariant(v.Name)] {
			r.Broken = append(r.Broken, v.Name)
		}
	}
	return r, nil
}

// number is the number that an expression finds, -1 without one.
func number(re *regexp.Regexp, text string) int {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return -1
	}
	return n
}

// Equal reports whether two engines have the same result.
func (r *Result) Equal(o *Result) bool {
	return r.States == o.States && r.Transitions == o.Transitions && slices.Equal(r.Broken, o.Broken)
}

// String is the result in one line.
func (r *Result) String() string {
	broken := "every invariant holds"
	if len(r.Broken) > 0 {
		broken = "broken: " + strings.Join(r.Broken, ", ")
	}
	return fmt.Sprintf("%d states, %d transitions, %s", r.States, r.Transitions, broken)
}
