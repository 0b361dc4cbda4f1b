package judge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/keeper"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// Transfer is the running transfer, as the judge of its data has to know it.
type Transfer struct {
	Command string // RETR
	Name    string // absolute; "" for what is no file of the tests
	Reply   string // the 1yz
	Plain   bool   // stream, file structure, and image type: the data are the file's bytes
	Lines   bool   // stream and file structure: a listing can be read
	Offset  int    // by REST; -1 for a position that is not known, or a range
	Home    bool   // the working directory is that of the tests
}

// content says what is wrong with the data of a transfer, and with what a reply tells of files.
func (j *Judge) content(step *player.Step, t *Transfer) []Finding {
	if j.files == nil {
		return nil
	}
	found := j.told(step)
	if t == nil || step.Do != player.Finish || len(step.Replies) == 0 || step.Replies[0].Code/100 != 2 {
		return found
	}
	switch {
	case step.Uploaded != nil && step.Text == "" && t.Plain && step.Whole:
		found = append(found, j.uploaded(step, t)...)
	case step.Uploaded == nil && t.Command == "RETR" && t.Plain && t.Offset >= 0:
		found = append(found, j.downloaded(step, t)...)
	case step.Uploaded == nil && t.Lines:
		found = append(found, j.listed(step, t)...)
	}
	return found
}

// downloaded compares a download with the file.
func (j *Judge) downloaded(step *player.Step, t *Transfer) []Finding {
	want := keeper.File(strings.TrimPrefix(t.Name, path.Dir(t.Name)+"/"))
	if want == nil || path.Base(path.Dir(t.Name)) == "full" {
		return nil
	}
	if t.Offset > len(want) {
		return nil
	}
	if bytes.Equal(step.Received, want[t.Offset:]) {
		return nil
	}
	id := "R959-3.1.2-DATA-1"
	if t.Offset > 0 {
		id = "R3659-5.3-REST-2"
	}
	return []Finding{j.breach(id, t.Command, fmt.Sprintf("%d bytes that are not those of the file, and %d", len(step.Received), step.Replies[0].Code), fmt.Sprintf("its %d bytes", len(want)-t.Offset))}
}

// fileName is the name in the reply to STOU.
var fileName = regexp.MustCompile(`FILE: (.*)$`)

// uploaded looks at what has become of an upload.
func (j *Judge) uploaded(step *player.Step, t *Transfer) []Finding {
	name := t.Name
	if t.Command == "STOU" {
		m := fileName.FindStringSubmatch(t.Reply)
		if m == nil {
			return []Finding{j.breach("R1123-4.1.2.9-STOU-1", t.Command, t.Reply, "FILE: and the name")}
		}
		if name = m[1]; !path.IsAbs(name) && t.Home {
			name = path.Join(j.dir(), name)
		}
	}
	if name == "" || t.Offset != 0 || t.Command == "APPE" && !strings.Contains(path.Base(name), "new") {
		return nil
	}
	got, err := j.files.Get(name)
	if err == nil && bytes.Equal(got, step.Uploaded) {
		return nil
	}
	what := fmt.Sprintf("%d, and the file has %d bytes that are not those sent", step.Replies[0].Code, len(got))
	if err != nil {
		what = fmt.Sprintf("%d, and the file cannot be fetched: %v", step.Replies[0].Code, err)
	}
	return []Finding{j.breach("R959-3.1.2-DATA-1", t.Command, what, fmt.Sprintf("the %d bytes sent", len(step.Uploaded)))}
}

var entry = regexp.MustCompile(`^((?:[^=;\s]+=[^;]*;)*) (.+)$`)

// listed looks at a listing: its names lead to files, and its facts are true.
func (j *Judge) listed(step *player.Step, t *Transfer) []Finding {
	text := strings.TrimSuffix(string(step.Received), "\r\n")
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\r\n")
	switch t.Command {
	case "NLST":
		return j.names(lines, t)
	case "MLSD":
		for _, line := range lines {
			if f := j.facts(t.Command, line); f != nil {
				return f
			}
		}
	case "LIST":
		if path.Base(t.Name) == "full" && !strings.Contains(text, "inner") {
			return []Finding{j.breach("R959-4.1.3-LIST-1", t.Command, "a listing without the file that is there", "inner")}
		}
	}
	return nil
}

// names fetches each name of a listing of the tests' directory that is a file's.
func (j *Judge) names(lines []string, t *Transfer) []Finding {
	if t.Name != "" || !t.Home {
		return nil
	}
	if !slices.ContainsFunc(lines, func(l string) bool { return path.Base(l) == "other" }) {
		return []Finding{j.breach("R959-4.1.3-NLST-1", t.Command, "a listing without a file that is there", "other")}
	}
	for _, l := range lines {
		if base := path.Base(l); base != "file" && base != "other" {
			continue
		}
		name := l
		if !path.IsAbs(name) {
			name = path.Join(j.dir(), l)
		}
		if file, _, err := j.files.Exists(name); err == nil && !file {
			return []Finding{j.breach("R1123-4.1.2.7-NLST-1", t.Command, fmt.Sprintf("the name %q, which leads to no file", l), "names that RETR takes")}
		}
	}
	return nil
}

// facts looks at one entry of MLSD or MLST.
func (j *Judge) facts(command, line string) []Finding {
	m := entry.FindStringSubmatch(line)
	if m == nil {
		return []Finding{j.breach("R3659-7.2-MLST-2", command, line, "facts with semicolons, one space, and the name")}
	}
	facts := map[string]string{}
	for fact := range strings.SplitSeq(strings.TrimSuffix(m[1], ";"), ";") {
		key, value, _ := strings.Cut(fact, "=")
		facts[strings.ToLower(key)] = value
	}
	want := keeper.File(path.Base(m[2]))
	kind := strings.ToLower(facts["type"])
	switch {
	case want != nil && kind != "" && kind != "file":
		return []Finding{j.breach("R3659-7.5.1-FACTS-1", command, line, "type=file")}
	case path.Base(m[2]) == "full" && kind == "file":
		return []Finding{j.breach("R3659-7.5.1-FACTS-1", command, line, "type=dir")}
	case want != nil && facts["size"] != "" && facts["size"] != strconv.Itoa(len(want)):
		return []Finding{j.breach("R3659-7.5.7-FACTS-1", command, line, fmt.Sprintf("size=%d", len(want)))}
	case facts["modify"] != "" && !stamp.MatchString(facts["modify"]):
		return []Finding{j.breach("R3659-2.3-TIME-1", command, line, "fourteen digits")}
	}
	return nil
}

var stamp = regexp.MustCompile(`^\d{14}(\.\d+)?$`)

// sha is the digest of a file of the tests, as HASH tells it.
func sha(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
