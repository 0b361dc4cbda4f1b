package conform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/player"
)

// lines are what both sides have said in a step, for people.
func lines(step *player.Step) []string {
	var all []string
	switch {
	case step.Do == player.Send:
		all = append(all, "C: "+show(step))
	case step.Sends():
		all = append(all, "C: "+show(step)+"   ("+notes[step.Do]+")")
	case step.Do == player.Connect:
	default:
		all = append(all, "-- "+step.Act.String())
	}
	if step.Late {
		all = append(all, "-- no reply; the client lets the data end")
	}
	for _, r := range step.Replies {
		all = append(all, "S: "+strings.Join(shorten(r.Lines), " / "))
	}
	switch {
	case step.Silent:
		all = append(all, "-- no reply")
	case step.Closed:
		all = append(all, "-- the server has closed the connection")
	}
	return all
}

// notes say how a line was sent.
var notes = map[string]string{
	player.Split: "CR and LF in segments of their own", player.Bytes: "each byte in a segment of its own",
	player.Telnet: "behind Telnet's IP and Synch", player.Together: "in one segment",
	player.Refuse: "and the port is closed", player.Spoil: "and no TLS begins",
}

// show is a line as it was sent, without the password.
func show(step *player.Step) string {
	if strings.Contains(step.Text, "{password}") || strings.Contains(step.Text, "{account}") {
		return step.Text
	}
	return strings.ReplaceAll(fmt.Sprintf("%.120s", player.Escape(step.Sent)), "|NOOP", `\r\nNOOP`)
}

// shorten is the first and the last line of a reply.
func shorten(all []string) []string {
	if len(all) <= 2 {
		return all
	}
	return []string{all[0], "…", all[len(all)-1]}
}

// collapse tells of a usual login in one line.
func collapse(script []player.Act, dialogue [][]string) []string {
	n, in, secure := 0, false, false
	for n < len(script)-1 && (n == 0 || slices.Contains(steps, script[n].Text)) && script[n].Do != player.Spoil {
		worked := len(dialogue[n]) > 0 && !slices.ContainsFunc(dialogue[n], func(l string) bool { return strings.HasPrefix(l, "S: 4") || strings.HasPrefix(l, "S: 5") })
		if !worked {
			break
		}
		in = in || script[n].Text == "PASS {password}"
		secure = secure || script[n].Text == "AUTH TLS" || script[n].Do == player.ConnectTLS
		n++
	}
	if !in {
		return slices.Concat(dialogue...)
	}
	text := "-- logged in"
	if secure {
		text += ", inside TLS"
	}
	return append([]string{text}, slices.Concat(dialogue[n:]...)...)
}
