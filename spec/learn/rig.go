package learn

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/keeper"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// content is what is in the file of the rig. It has no ends of lines, so that it is the same in every type.
var content = bytes.Repeat([]byte("0123456789abcdef"), 64)

// rig keeps the files that sessions work on: for each session that is open at the same time a directory with one file.
// Between two steps of a session the files are always the same, so that what the session remembers is all that there is
// to learn.
type rig struct {
	mu     sync.Mutex
	keeper *keeper.Keeper
}

// newRig makes the directory of the rig on the target.
func newRig(t *player.Target) (*rig, error) {
	r := &rig{keeper: keeper.New(t)}
	if err := r.keeper.Make(""); err != nil {
		r.keeper.Close()
		return nil, err
	}
	return r, nil
}

// directory makes one for a session.
func (r *rig) directory(n int) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	dir := fmt.Sprintf("%s/session%d", r.keeper.Dir(), n)
	switch reply, err := r.keeper.Say("MKD " + dir); {
	case err != nil:
		return "", fmt.Errorf("learn: %s cannot be made: %w", dir, err)
	case reply.Code/100 != 2:
		return "", fmt.Errorf("learn: %s cannot be made: %d %s", dir, reply.Code, reply.Text())
	}
	return dir, r.keeper.Put(dir+"/file", content)
}

// mend undoes what a line has changed in a session's directory.
func (r *rig) mend(dir, line, sent string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.HasSuffix(line, "{new}") {
		name := sent[strings.LastIndexByte(sent, ' ')+1:]
		if reply, err := r.keeper.Say("DELE " + name); err != nil {
			return err
		} else if reply.Code/100 != 2 {
			if _, err := r.keeper.Say("RMD " + name); err != nil {
				return err
			}
		}
	}
	reply, err := r.keeper.Say("SIZE " + dir + "/file")
	if err != nil || reply.Code == 213 && strings.TrimSpace(reply.Text()) == fmt.Sprint(len(content)) {
		return err
	}
	return r.keeper.Put(dir+"/file", content)
}

// remove takes everything away again.
func (r *rig) remove() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keeper.Remove()
}

// changes reports whether a line may have changed files.
func changes(s *spec.Spec, done *exchange) bool {
	if done.command == nil || !slices.ContainsFunc(done.codes, func(code int) bool { return code/100 == 2 }) {
		return false
	}
	return slices.ContainsFunc(done.command.Touches(), s.Changes)
}
