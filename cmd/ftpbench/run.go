package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// ours is the name of the server that all this is about.
const ours = "portolan"

// bench measures the chosen scenarios, one after the other, and tells progress.
func bench(ctx context.Context, o options, progress io.Writer) (rows []row, err error) {
	var chosen []scenario
	for _, s := range scenarios() {
		if o.run.MatchString(s.name) {
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no scenario matches %s", o.run)
	}
	scratch, err := os.MkdirTemp("", "ftpbench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	if o.server == "" {
		if o.server, err = build(ctx, scratch); err != nil {
			return nil, err
		}
	}
	dir, err := newFiles(o.dir, o.sizes)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(progress, "serving %s\n", dir)
	if err := fill(dir, o.sizes, chosen); err != nil {
		return nil, err
	}
	pair, err := newCertificate(scratch)
	if err != nil {
		return nil, err
	}
	r := &runner{options: o, dir: dir, scratch: scratch, pair: pair, progress: progress}
	for _, s := range chosen {
		rows = append(rows, r.scenario(ctx, s)...)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return rows, nil
}

// build makes the server from the module that the working directory is in, with the flags of every other build of it:
// with others, Go would compile the standard library again.
func build(ctx context.Context, scratch string) (string, error) {
	binary := filepath.Join(scratch, ours)
	out, err := exec.CommandContext(ctx, "go", "build", "-o", binary,
		"github.com/portolan-ftp/portolan/cmd/portolan").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the server: %w\n%s", err, out)
	}
	return binary, nil
}

// runner measures scenarios.
type runner struct {
	options  options
	dir      string
	scratch  string
	pair     certificate
	progress io.Writer
}

// portolan is our server, with room for all sessions from one address, and silent as the others are.
func (r *runner) portolan(secure bool) launch {
	return launch{name: ours, golang: true, secure: secure, args: func(addr, dir, _ string) ([]string, error) {
		args := []string{r.options.server, "serve", dir, "--listen", addr, "--user", benchUser + ":" + benchPassword,
			"--max-sessions-per-address", "100000", "--max-sessions", "100000", "--log-level", "error"}
		if secure {
			args = append(args, "--tls-cert", r.pair.cert, "--tls-key", r.pair.key, "--tls", "required")
		}
		return args, nil
	}}
}

// launches are the servers that are put into a scenario; ours and the floor come first.
func (r *runner) launches(s scenario) []launch {
	if s.alone {
		return []launch{r.portolan(s.secure)}
	}
	all := []launch{floorLaunch(s.secure, r.pair), r.portolan(s.secure)}
	if r.options.peers && !s.fresh && !s.secure {
		all = append(all, peers()...)
	}
	return all
}

// scenario measures every server in turn, round by round. A peer that fails is left out; if the floor or our
// server fails, so do the rows.
func (r *runner) scenario(ctx context.Context, s scenario) []row {
	fmt.Fprintf(r.progress, "%s\n", s.name)
	launches := r.launches(s)
	got := make([]samples, len(s.metrics))
	for i := range got {
		got[i] = samples{}
	}
	running := map[string]*subject{}
	defer func() {
		for _, subject := range running {
			subject.stop()
		}
	}()
	failed := map[string]bool{}
	for round := range r.options.rounds * max(1, s.slices) {
		for i := range launches {
			// Every other round runs backwards, so that nobody always comes after the same one.
			l := launches[i]
			if round%2 == 1 {
				l = launches[len(launches)-1-i]
			}
			if failed[l.name] {
				continue
			}
			values, err := r.once(ctx, s, l, running)
			if err != nil {
				fmt.Fprintf(r.progress, "  %s: %v\n", l.name, err)
				if l.name == ours || l.name == floorName {
					return failedRows(s, fmt.Errorf("%s: %w", l.name, err))
				}
				failed[l.name] = true
				continue
			}
			for m, v := range values {
				got[m][l.name] = append(got[m][l.name], v)
			}
		}
	}
	var names []string
	for _, l := range launches {
		if l.name != ours && l.name != floorName && !failed[l.name] {
			names = append(names, l.name)
		}
	}
	var rows []row
	for i, m := range s.metrics {
		rows = append(rows, judge(s.name, m, got[i], ours, floorName, names))
	}
	return rows
}

// once measures one server in one round; it starts it if it does not run.
func (r *runner) once(ctx context.Context, s scenario, l launch, running map[string]*subject) ([]float64, error) {
	subject := running[l.name]
	if subject == nil {
		var err error
		if subject, err = l.start(ctx, r.dir, r.scratch); err != nil {
			return nil, err
		}
		running[l.name] = subject
	}
	values, err := s.measure(ctx, r.options.sizes, subject)
	if s.fresh {
		subject.stop()
		delete(running, l.name)
	}
	return values, err
}

func failedRows(s scenario, err error) []row {
	var rows []row
	for _, m := range s.metrics {
		r := judge(s.name, m, samples{}, ours, floorName, nil)
		r.problem = err.Error()
		rows = append(rows, r)
	}
	return rows
}
