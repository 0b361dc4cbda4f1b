package conform

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
)

// watcher looks at the steps of one session after another for the judge.
type watcher struct {
	*run
	judge    *judge.Judge
	player   *player.Player
	transfer *judge.Transfer
	rest     int  // position of the last REST
	dirty    bool // files of the tests may have been changed
}

func (r *run) watcher(p *player.Player) *watcher {
	offered := func(command string) bool { return r.lacks[command] == "" }
	return &watcher{run: r, judge: judge.New(r.machine, r.options.Book, r.keeper, offered, r.asked), player: p}
}

// do does one act and judges what came of it.
func (w *watcher) do(a player.Act) (*player.Step, []judge.Finding) {
	if a.Do == player.Connect || a.Do == player.ConnectTLS {
		w.judge.Begin()
		w.transfer, w.rest = nil, 0
	}
	step := w.player.Do(a)
	w.dirty = w.dirty || w.changes(step)
	w.begun(step)
	found := w.judge.Step(step, w.line(step), w.transfer)
	if row, _ := w.player.Transferring(); row == nil {
		w.transfer = nil
	}
	return step, found
}

// line is what a line was made from, nil if it was not made.
func (w *watcher) line(step *player.Step) *stimulus.Line {
	if step.Command == nil {
		return nil
	}
	all := w.lines.Lines(step.Command)
	if i := slices.IndexFunc(all, func(l stimulus.Line) bool { return l.Text == step.Text }); i >= 0 {
		return &all[i]
	}
	return nil
}

// begun notes the transfer that a step has begun, as far as the judge of its data has to know it.
func (w *watcher) begun(step *player.Step) {
	if step.Command == nil || len(step.Replies) == 0 {
		return
	}
	spelling := step.Command.Spelling()
	_, argument, _ := strings.Cut(step.Sent, " ")
	first := &step.Replies[0]
	if spelling == "REST" && first.Code == 350 {
		if w.rest, _ = strconv.Atoi(argument); w.rest == 0 {
			w.rest = -1
		}
	}
	if first.Role != player.Begin {
		return
	}
	stream := w.state(step, "mode") == "stream" && w.state(step, "structure") == "file"
	kind := w.state(step, "type")
	t := &judge.Transfer{Command: spelling, Reply: first.Text(), Home: w.player.Home(), Lines: stream, Plain: stream && (kind == "image" || kind == "local")}
	if path.IsAbs(argument) {
		t.Name = argument
	}
	switch restart := w.state(step, "restart"); {
	case restart == "at":
		t.Offset = w.rest
	case restart != "none" && restart != "begin" || w.state(step, "range") == "at" || w.state(step, "range") == "":
		t.Offset = -1
	}
	w.transfer = t
}

// state is the state of a region before a step, "" where it may be in several.
func (w *watcher) state(step *player.Step, region string) string {
	state := ""
	for i := range step.Before {
		s := w.machine.State(&step.Before[i].Config, region)
		if i > 0 && s != state {
			return ""
		}
		state = s
	}
	return state
}

// mend puts the files of the tests right again, where something may have changed them and no transfer runs.
func (w *watcher) mend() error {
	if row, _ := w.player.Transferring(); !w.dirty || row != nil {
		return nil
	}
	w.dirty = false
	return w.keeper.Mend()
}

// changes reports whether a step may have changed the files of the tests.
func (r *run) changes(step *player.Step) bool {
	if step.Uploaded != nil {
		return true
	}
	if step.Command == nil {
		return false
	}
	done := slices.ContainsFunc(step.Replies, func(r player.Reply) bool { return r.Code/100 == 2 || r.Code/100 == 1 })
	return done && slices.ContainsFunc(step.Command.Does, r.machine.Spec.Changes)
}
