package judge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
)

func codeText(o *observation) string { return fmt.Sprint(o.code) }

// silence is what is wrong where something did not come: a reply, or the end of a data connection.
func (j *Judge) silence(step *player.Step) []Finding {
	command := name(step.About)
	switch {
	case step.Silent && (step.Do == player.Split || step.Do == player.Bytes):
		return []Finding{j.breach("R1123-4.1.2.10-SYNTAX-1", command, "no reply to a line whose CR and LF come in segments of their own", "the reply")}
	case step.Silent && step.Do == player.Telnet:
		return []Finding{j.breach("R1123-4.1.2.12-TELNET-3", command, "no reply to a line behind Telnet's commands", "the reply")}
	case step.Silent:
		return []Finding{j.breach("R959-4.2-REPLY-1", command, "no reply", "some reply")}
	case step.Late:
		return []Finding{j.late(step)}
	case step.Stuck && step.Do == player.Finish:
		return []Finding{j.breach("R959-3.2-DATA-2", command, "the data connection is not closed", "its end behind the data")}
	case step.Closed && step.Sent != "" && len(step.Replies) == 0 && step.Do != player.Spoil:
		return []Finding{j.breach("R959-4.2-REPLY-1", command, "the connection is closed without a reply", "some reply")}
	}
	return slices.Concat(j.injected(step), j.cut(step), j.noDigits(step), j.bounced(step))
}

// bounced finds that data go to a host that is not the client's: it has connected to a port of the tester on another
// address.
func (j *Judge) bounced(step *player.Step) []Finding {
	if !strings.HasSuffix(step.Text, "{port-elsewhere}") || len(step.Replies) == 0 || step.Replies[0].Code/100 != 2 {
		return nil
	}
	f := j.breach("BOUNCE", name(step.Command), step.Replies[0].Lines[0], "a refusal")
	f.Verdict, f.Level = Warn, "SHOULD NOT"
	return []Finding{f}
}

// late is the finding about a line in a transfer that is answered only when the data connection has ended. It is ABOR
// alone that should work before (RFC 1123 4.1.3.3); other commands may wait their turn.
func (j *Judge) late(step *player.Step) Finding {
	command := name(step.Command)
	if step.Command != nil && step.Command.Name == j.machine.Spec.Roles.Abort {
		return j.breach("R1123-4.1.3.3-CONTROL-2", command, lateReply, "a reply in the transfer")
	}
	return Finding{Verdict: Differs, ID: strings.TrimSpace(command + " in a transfer"), Command: command, Got: lateReply,
		Text: "the table has it answered at once", Allowed: "a reply in the transfer"}
}

// What came too late, or too often.
const (
	lateReply  = "no reply before the data connection has ended"
	oneTooMany = "a reply that nobody has asked for"
)

// unasked is the finding about a reply for which no line is left. Command is nil where nobody can tell after which line
// it came.
func (j *Judge) unasked(command *spec.Command) Finding {
	return j.breach("R959-5.4-REPLY-1", name(command), oneTooMany, "nothing")
}

// noDigits finds a restart position that is no number and is taken all the same.
func (j *Judge) noDigits(step *player.Step) []Finding {
	_, argument, _ := strings.Cut(step.Sent, " ")
	if step.Command == nil || step.Command.Spelling() != "REST" || len(step.Replies) == 0 || step.Replies[0].Code != 350 || strings.Trim(argument, "0123456789") == "" {
		return nil
	}
	return []Finding{j.breach("R3659-5.3-REST-1", "REST", step.Replies[0].Lines[0], "501")}
}

// injected finds a line that was sent in the clear after AUTH and is answered all the same.
func (j *Judge) injected(step *player.Step) []Finding {
	if step.Do != player.Together || step.Command == nil || len(step.Replies) < 2 || step.Replies[0].Code != 234 {
		return nil
	}
	second := &step.Replies[1]
	if second.Code/100 != 2 {
		return nil
	}
	return []Finding{j.breach("INJECTED", name(step.Command), second.Lines[0]+" (inside TLS, to a line that came in the clear)", "the end of the session, or no reply")}
}

// cut finds a name that ends at its NUL.
func (j *Judge) cut(step *player.Step) []Finding {
	if step.Command == nil || !strings.Contains(step.Sent, "/file\x00tail") {
		return nil
	}
	for i := range step.Command.Replies {
		if step.Command.Replies[i].Then == spec.ThenReceive || step.Command.By == spec.ByTable {
			return nil // a new file may have the name
		}
	}
	lists := slices.Contains(step.Command.Does, "files.list") // a success with nothing listed says that there is no such file
	for i := range step.Replies {
		if r := &step.Replies[i]; r.Code < 400 && r.Command == step.Command && (!lists || r.Code >= 200 && len(r.Lines) > 2) {
			return []Finding{j.breach("R3659-8-PATH-1", name(step.Command), r.Lines[0]+" (to a name with a NUL, of which the beginning is a file)", "5yz")}
		}
	}
	return nil
}

// named finds a command that is done although its argument names a state that the region does not have.
func (j *Judge) named(step *player.Step, line *stimulus.Line) []Finding {
	if line == nil || !line.Other() || len(step.Replies) == 0 || step.Replies[0].Code/100 != 2 || step.Replies[0].Command != step.Command {
		return nil
	}
	for i := range step.Command.Replies {
		reply := &step.Command.Replies[i]
		if !slices.Contains(reply.Argument, "other") || reply.Code < 400 {
			continue
		}
		clause := fmt.Sprintf("answers %s: %d", step.Command.Spelling(), reply.Code)
		for r := range j.book.Requirements() {
			if slices.Contains(r.Holds, clause) && !r.Optional() {
				return []Finding{j.breach(r.ID, step.Command.Spelling(), step.Replies[0].Lines[0], fmt.Sprint(reply.Code))}
			}
		}
	}
	return nil
}
