package trace

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// The messages and keys of the server's log that a replay needs.
const (
	keyMessage = "msg"
	keySession = "session"
	keyCommand = "command"
	keyResult  = "result"
	keyPeer    = "peer"

	msgPolicies     = "policies"
	msgConnected    = "connected"
	msgRefused      = "refused"
	msgCommand      = "command"
	msgLogin        = "login"
	msgLoginFailed  = "login failed"
	msgDownload     = "download"
	msgUpload       = "upload"
	msgListing      = "listing"
	msgDisconnected = "disconnected"

	commandPass = "PASS"
)

// ReadLog reads the server's log, in JSON or in text, as level debug writes it. The log states the server's policies at
// its beginning. Each session is a recording, in the order in which the sessions connected. Lines of other programs,
// and messages about other things, are left out.
func ReadLog(in io.Reader, name string) ([]*Recording, error) {
	bySession, policies := map[string]*Recording{}, map[string]string(nil)
	var all []*Recording
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		record := parseRecord(lines.Text())
		if record[keyMessage] == msgPolicies {
			bySession, policies = map[string]*Recording{}, stated(record) // a server begins, and numbers its sessions anew
		}
		session := record[keySession]
		if session == "" {
			continue
		}
		r := bySession[session]
		if r == nil {
			if record[keyMessage] != msgConnected {
				continue // its beginning is in another file
			}
			r = &Recording{Name: name + " session " + session, Policies: policies, Family: familyOf(record[keyPeer]), Quiet: true}
			bySession[session] = r
			all = append(all, r)
		}
		if step := logStep(record); step != nil {
			step.Place = fmt.Sprintf("%s:%d", name, n)
			r.Steps = append(r.Steps, *step)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("trace: %s: %w", name, err)
	}
	return all, nil
}

// familyOf is the address family of a peer, "" where it is not known.
func familyOf(peer string) string {
	switch at, err := netip.ParseAddrPort(peer); {
	case err != nil:
		return ""
	case at.Addr().Unmap().Is4():
		return familyIPv4
	}
	return familyIPv6
}

// stated are the policies that a record tells: all that is neither its message nor a key of every record.
func stated(record map[string]string) map[string]string {
	policies := maps.Clone(record)
	for _, key := range []string{"time", "level", keyMessage} {
		delete(policies, key)
	}
	return policies
}

// logStep is the row that a record tells of, nil if it tells of none.
func logStep(record map[string]string) *Step {
	result := record[keyResult]
	switch record[keyMessage] {
	case msgConnected:
		return &Step{Row: msgConnected, Event: true, Text: "-- connected"}
	case msgCommand:
		return &Step{Command: record[keyCommand], Row: result, Text: record[keyCommand] + ": " + result}
	case msgLogin:
		return &Step{Command: commandPass, Login: true, Text: commandPass + ": accepted"}
	case msgLoginFailed:
		return &Step{Command: commandPass, Row: result, Text: commandPass + ": " + result}
	case msgDownload, msgUpload, msgListing, msgDisconnected:
		return &Step{Row: result, Event: true, Text: "-- " + result}
	}
	return nil
}

// parseRecord reads a line of JSON, or of key=value pairs; nil for another line.
func parseRecord(line string) map[string]string {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "{") {
		var values map[string]any
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&values); err != nil {
			return nil
		}
		record := map[string]string{}
		for key, v := range values {
			record[key] = fmt.Sprint(v)
		}
		return record
	}
	return parsePairs(line)
}

// parsePairs reads time=… level=DEBUG msg=command command="CWD /x" session=1.
func parsePairs(line string) map[string]string {
	record := map[string]string{}
	for line != "" {
		key, rest, found := strings.Cut(line, "=")
		if !found || strings.ContainsAny(key, " \"") {
			return nil
		}
		value := ""
		if strings.HasPrefix(rest, `"`) {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil
			}
			if value, err = strconv.Unquote(quoted); err != nil {
				return nil
			}
			rest = strings.TrimPrefix(rest[len(quoted):], " ")
		} else {
			value, rest, _ = strings.Cut(rest, " ")
		}
		record[key] = value
		line = rest
	}
	return record
}

// isLog reports whether a file begins like a log: a record with a message.
func isLog(firstLine string) bool {
	return slices.Contains(slices.Collect(maps.Keys(parseRecord(firstLine))), keyMessage)
}
