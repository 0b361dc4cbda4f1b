package conform

import (
	"context"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// extras plays scripts that no way through the table contains, each on a session that is logged in. They try how lines
// are sent, what is in the data, and which state must not survive which command.
func (s *sweep) extras(ctx context.Context) error {
	scripts := slices.Concat(forms(), s.others(), s.data())
	if s.options.Dangerous {
		scripts = append(scripts, dangerous()...)
	}
	if s.options.Pairs {
		scripts = append(scripts, s.pairs()...)
	}
	for _, script := range scripts {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.act(script); err != nil {
			return err
		}
	}
	return nil
}

// act plays acts on a session that is logged in, a new one if need be.
func (s *sweep) act(script []player.Act) error {
	s.watch.dirty = true
	if err := s.watch.mend(); err != nil {
		return err
	}
	if row, _ := s.player.Transferring(); row != nil || s.player.Over() || !s.player.Home() || len(s.script) > maxSession {
		if err := s.enter(); err != nil {
			return err
		}
	}
	for _, a := range script {
		if s.player.Over() && a.Do != player.Connect {
			return nil
		}
		step := s.step(a)
		for _, r := range step.Replies {
			if len(r.Rows) == 1 {
				s.planner.Saw(r.Rows[0], a)
			}
		}
	}
	return nil
}

// maxSession is after how many acts a session is ended, so that scripts stay short.
const maxSession = 40

// enter begins a session and logs in as the sweep did first.
func (s *sweep) enter() error {
	if err := s.transcript(); err != nil {
		return err
	}
	for _, a := range s.entry {
		step := s.step(a)
		if a.Do == player.Connect && step.Closed {
			return &unreachable{step}
		}
	}
	return nil
}

// forms are lines that are sent in unusual ways.
func forms() [][]player.Act {
	var all [][]player.Act
	for _, a := range []player.Act{
		{Do: player.Split, Text: "NOOP"}, {Do: player.Bytes, Text: "NOOP"}, {Do: player.Telnet, Text: "NOOP"}, {Do: player.Send, Text: "noop"},
		{Do: player.Together, Text: "NOOP|PWD|NOOP"}, {Do: player.Send, Text: "FEAT"}, {Do: player.Send, Text: "STAT"}, {Do: player.Send, Text: `MKD {new}"q`},
	} {
		all = append(all, []player.Act{a})
	}
	return all
}

// manyLines is more than a server should have to queue, and less than the buffers of a connection hold.
const manyLines = 1000

// dangerous are what could be taken for an attack: data for another host, and very many lines at once.
func dangerous() [][]player.Act {
	return [][]player.Act{
		{player.Line("PORT {port-elsewhere}")},
		{{Do: player.Together, Text: strings.Repeat("NOOP|", manyLines-1) + "NOOP"}},
	}
}

// others are lines whose argument names a state that the region does not have, such as an unknown network protocol.
func (s *sweep) others() [][]player.Act {
	var all [][]player.Act
	for i := range s.machine.Spec.Commands {
		c := &s.machine.Spec.Commands[i]
		for _, l := range s.lines.Lines(c) {
			if l.Other() && s.lacks[c.Name] == "" {
				all = append(all, []player.Act{player.Line(l.Text)})
			}
		}
	}
	return all
}

// endpoints are the acts that set up a data connection and are known to work here, one for each way.
func (s *sweep) endpoints() []player.Act {
	var acts []player.Act
	for i := range s.machine.Rows {
		row := &s.machine.Rows[i]
		known := s.planner.Known(i)
		moves := slices.ContainsFunc(row.Moves, func(m spec.Move) bool { return m.Region == "data" && (m.State == "passive" || m.State == "active") })
		if moves && known.Do == player.Send && row.Command != "CPSV" && len(acts) < 2 {
			acts = append(acts, known)
		}
	}
	return acts
}

// data are transfers whose data are looked at: of every command that has some, in image type, and from a position on.
func (s *sweep) data() [][]player.Act {
	endpoints := s.endpoints()
	if len(endpoints) == 0 {
		return nil
	}
	var all [][]player.Act
	add := func(acts ...player.Act) {
		for _, e := range endpoints {
			all = append(all, append([]player.Act{player.Line("TYPE I"), e}, append(acts, player.Act{Do: player.Finish})...))
		}
	}
	for i := range s.machine.Spec.Commands {
		c := &s.machine.Spec.Commands[i]
		transfers := slices.ContainsFunc(c.Replies, func(r spec.Reply) bool { return r.Then == spec.ThenSend || r.Then == spec.ThenReceive })
		if !transfers || s.lacks[c.Name] != "" || c.By == spec.ByNobody {
			continue
		}
		for _, l := range s.lines.Lines(c) {
			_, argument, _ := strings.Cut(l.Text, " ")
			if argument == "" || argument == "{dir}/file" || argument == "{new}" || argument == "{dir}/full" {
				add(player.Line(l.Text))
			}
			if argument == "{dir}/file" && slices.Contains(c.With, "restart") {
				add(player.Line("REST 10"), player.Line(l.Text))
			}
		}
	}
	for _, e := range endpoints {
		all = append(all, []player.Act{player.Line("TYPE I"), e, player.Line("RETR {dir}/big"), {Do: player.Open}, {Do: player.Reset}, player.Line("NOOP")})
	}
	for _, line := range []string{"SIZE {dir}/file", "SIZE {dir}/big", "MDTM {dir}/file", "MLST {dir}/file", "MLST {dir}/full", "HASH {dir}/file", "DELE {dir}/other", "RMD {dir}/empty"} {
		all = append(all, []player.Act{player.Line("TYPE I"), player.Line(line)})
	}
	all = append(all, []player.Act{player.Line("RNFR {dir}/file"), player.Line("RNTO {new}")})
	return append(all, s.during(endpoints)...)
}

// during are the commands that are answered at once during a transfer, in the middle of a download and of an upload.
func (s *sweep) during(endpoints []player.Act) [][]player.Act {
	var all [][]player.Act
	for n, transfer := range []string{"RETR {dir}/big", "STOR {new}", "RETR {dir}/big"} {
		endpoint := endpoints[min(n/2, len(endpoints)-1)]
		for i := range s.machine.Spec.Commands {
			c := &s.machine.Spec.Commands[i]
			if c.During == spec.DuringNow && s.lacks[c.Name] == "" {
				all = append(all, []player.Act{endpoint, player.Line(transfer), {Do: player.Open}, player.Line(c.Spelling()), player.Line("NOOP"), {Do: player.Finish}})
			}
		}
		all = append(all, []player.Act{endpoint, player.Line(transfer), {Do: player.Open}, {Do: player.Telnet, Text: s.machine.Spec.Roles.Abort}},
			[]player.Act{endpoint, player.Line(transfer), {Do: player.Open}, player.Line(s.machine.Spec.Roles.Quit), {Do: player.Finish}})
	}
	return all
}
