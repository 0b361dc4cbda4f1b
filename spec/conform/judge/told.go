package judge

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/keeper"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// dir is the directory of the tests.
func (j *Judge) dir() string {
	if d, ok := j.files.(interface{ Dir() string }); ok {
		return d.Dir()
	}
	return "/"
}

// told looks at what a reply tells of files, and at whether what it says was done.
func (j *Judge) told(step *player.Step) []Finding {
	if step.Command == nil || len(step.Replies) == 0 || !step.Sends() || step.Do == player.Together {
		return nil
	}
	r := &step.Replies[len(step.Replies)-1]
	if r.Command != step.Command || r.Code/100 != 2 {
		return nil
	}
	_, argument, _ := strings.Cut(step.Sent, " ")
	base := path.Base(argument)
	image := j.state(step, "type") == "image" && j.state(step, "structure") == "file"
	switch step.Command.Spelling() {
	case "SIZE":
		if want := j.file(argument); want != nil && image && strings.TrimSpace(r.Text()) != strconv.Itoa(len(want)) {
			return []Finding{j.breach("R3659-4-SIZE-1", "SIZE", r.Lines[0], fmt.Sprintf("213 %d", len(want)))}
		}
	case "MDTM":
		if !stamp.MatchString(strings.TrimSpace(r.Text())) {
			return []Finding{j.breach("R3659-3.1-MDTM-2", "MDTM", r.Lines[0], "213 and fourteen digits")}
		}
	case "MLST":
		for _, line := range r.Lines[1:max(1, len(r.Lines)-1)] {
			if f := j.facts("MLST", strings.TrimPrefix(line, " ")); f != nil {
				return f
			}
		}
	case "MKD":
		return j.made(r, argument)
	case "HASH":
		if want := j.file(argument); want != nil && strings.Contains(r.Lines[0], "SHA-256") && j.state(step, "range") == "none" && !strings.Contains(r.Lines[0], sha(want)) {
			return []Finding{j.breach("DHASH-3-HASH-5", "HASH", r.Lines[0], sha(want))}
		}
	case "FEAT":
		return j.features(r)
	case "DELE":
		if file, _, err := j.files.Exists(argument); err == nil && file {
			return []Finding{j.breach("R959-4.1.3-DELE-1", "DELE", r.Lines[0]+" (and the file is still there)", "no such file afterwards")}
		}
	case "RMD":
		if _, dir, err := j.files.Exists(argument); err == nil && dir {
			return []Finding{j.breach("R959-4.1.3-RMD-1", "RMD", r.Lines[0]+" (and the directory is still there)", "no such directory afterwards")}
		}
	case "RNTO":
		if file, dir, err := j.files.Exists(argument); err == nil && !file && !dir {
			return []Finding{j.breach("R959-4.1.3-RNTO-1", "RNTO", r.Lines[0]+" (and nothing has the new name)", base)}
		}
	}
	return nil
}

// file is the content of a file of the tests, by its absolute name.
func (j *Judge) file(name string) []byte {
	if path.Dir(name) != j.dir() {
		return nil
	}
	return keeper.File(path.Base(name))
}

// state is the state of a region before a step, "" where it is not known.
func (j *Judge) state(step *player.Step, region string) string {
	states := map[string]bool{}
	last := ""
	for i := range step.Before {
		last = j.machine.State(&step.Before[i].Config, region)
		states[last] = true
	}
	if len(states) != 1 {
		return ""
	}
	return last
}

// made looks at the reply to MKD: it has the name in quotes, with the quotes in it doubled.
func (j *Judge) made(r *player.Reply, argument string) []Finding {
	if quoted := keeper.Quoted(r.Text()); quoted != argument {
		return []Finding{j.breach("R959-AppII-MKD-1", "MKD", r.Lines[0], `257 "`+strings.ReplaceAll(argument, `"`, `""`)+`"`)}
	}
	if _, dir, err := j.files.Exists(argument); err == nil && !dir {
		return []Finding{j.breach("R959-4.1.3-MKD-1", "MKD", r.Lines[0]+" (and there is no such directory)", "a directory")}
	}
	return nil
}

// features looks at the form of FEAT.
func (j *Judge) features(r *player.Reply) []Finding {
	if len(r.Lines) < 2 {
		return nil
	}
	inner := r.Lines[1 : len(r.Lines)-1]
	if slices.ContainsFunc(inner, func(l string) bool { return !strings.HasPrefix(l, " ") || strings.HasPrefix(l, "  ") }) {
		return []Finding{j.breach("R2389-3.2-FEAT-7", "FEAT", strings.Join(inner, "|"), "one space before each feature")}
	}
	if slices.Contains(inner, " FEAT") {
		return []Finding{j.breach("R2389-3.2-FEAT-10", "FEAT", " FEAT", "no FEAT in its own list")}
	}
	return nil
}
