package main

import (
	"fmt"
	"net"
)

// The names that the suite uses on the server.
const (
	fileName    = "ftpcert.file"
	newName     = "ftpcert.new"
	missingName = "ftpcert.missing"
	dirName     = "ftpcert.dir"
)

// text is a file under the default parameters: TYPE A, MODE S, STRU F.
const text = "This is a file of text.\r\n\r\nIts second line is empty, and this is its last.\r\n"

// positiveScenarios are those that ask a server for what it can do.
func positiveScenarios() []scenario {
	return []scenario{
		{"s_logquit", false, usualLimit, []probe{
			{"1", "(connect)", 0, greets, true},
			{"60", "USER", 0, func(s *session) judgement { return answers("USER "+s.target.user.name, codes{230, 331, 332}, nil)(s) }, true},
			{"61", "PASS", 0, func(s *session) judgement {
				return answers("PASS "+s.target.user.password, codes{230, 332}, codes{202, 503})(s)
			}, false},
			{"62", "ACCT", 0, givesAccount, false},
			{"64", "QUIT", 0, quits, false},
		}},
		{"s_basic", true, usualLimit, append(append([]probe{
			{"66", "STOR, RETR", 0, stores("STOR", fileName, text, text), true}},
			combinations()...),
			probe{"79", "NOOP", 0, answers("NOOP", codes{200}, nil), false},
		)},
		{"s_fileserv", true, usualLimit, []probe{
			{"67", "APPE", longLimit, allOf(prepared, appends), false},
			{"68", "ALLO", longLimit, allOf(answers("ALLO 1000", codes{200}, codes{202, 504}), answers("ALLO 1000 R 80", codes{200}, codes{202, 504})), false},
			{"69", "RNFR", 0, answers("RNFR "+fileName, codes{350}, codes{502}), false},
			{"70", "RNTO", 0, renames, false},
			{"74", "LIST", longLimit, lists("LIST"), false},
			{"75", "NLST", longLimit, lists("NLST"), false},
			{"73", "CWD", 0, changesDirectory, false},
			{"72", "DELE", 0, deletes, false},
		}},
		{"s_connserv", true, usualLimit, []probe{
			{"71", "ABOR", 0, answers("ABOR", codes{225, 226}, codes{502}), false},
			{"77", "STAT", 0, tellsStatus, false},
			{"76", "SITE", 0, doesSiteCommand, false},
			{"78", "HELP", 0, allOf(answers("HELP", codes{211, 214}, codes{502}), answers("HELP NOOP", codes{211, 214}, codes{502})), false},
			{"63", "REIN", 0, answers("REIN", codes{220, 120}, codes{502}), false},
		}},
		{"s_conn3", true, usualLimit, []probe{{"65", "PORT, STOR, RETR", 0, servesThirdParty, false}}},
	}
}

func greets(s *session) judgement { return judged(s.greeting, nil, codes{220}, nil) }

// givesAccount logs in as somebody who has to give an account, in a session of its own. Where there is nobody, ACCT
// cannot be asked for.
func givesAccount(s *session) judgement {
	who := s.target.account
	if who.name == "" {
		return judgement{notEvaluated, "nobody has to give an account"}
	}
	where, elsewhere := s.target.at["62"]
	if !elsewhere {
		where = s.target.address
	}
	own := s.target.open(where, scenario{limit: s.limit})
	defer own.end()
	if own.err != nil {
		return failed(own.err)
	}
	r, err := own.askEach("USER "+who.name, "PASS "+who.password)
	if err != nil || r.code != 332 {
		return judged(r, err, codes{332}, codes{230})
	}
	return answers("ACCT "+who.account, codes{230}, codes{202})(own)
}

func quits(s *session) judgement {
	j := answers("QUIT", codes{221}, nil)(s)
	if j.verdict == success && !s.closed() {
		return judgement{failure, j.detail + ", and the connection stays open"}
	}
	return j
}

// stores stores data and reads back what has to be there afterwards.
func stores(command, name, data, want string) func(*session) judgement {
	return func(s *session) judgement {
		r, err := s.put(command+" "+name, []byte(data))
		if j := judged(r, err, completed, codes{502}); j.verdict != success {
			return j
		}
		return s.holds(name, []byte(want))
	}
}

// prepared makes the file that the scenario is about.
func prepared(s *session) judgement {
	if _, err := s.askEach("DELE "+fileName, "DELE "+newName); err != nil {
		return failed(err)
	}
	return stores("STOR", fileName, text, text)(s)
}

// appends appends to a file that there is, and to one that there is not.
func appends(s *session) judgement {
	j := allOf(stores("APPE", fileName, text, text+text), stores("APPE", newName, text, text))(s)
	if _, err := s.ask("DELE " + newName); err != nil {
		return failed(err)
	}
	return j
}

// renames goes on where RNFR was, and retrieves the file by its new name.
func renames(s *session) judgement {
	j := answers("RNTO "+newName, codes{250, 200}, codes{502})(s)
	if j.verdict != success {
		return j
	}
	if _, r, err := s.get("RETR " + newName); err != nil || r.code != 226 && r.code != 250 {
		return judgement{failure, fmt.Sprintf("%s, and RETR after it: %s, %v", j.detail, r, err)}
	}
	return j
}

func lists(command string) func(*session) judgement {
	return func(s *session) judgement {
		_, r, err := s.get(command)
		return judged(r, err, completed, codes{502})
	}
}

// changesDirectory goes into a directory, which is made for it, and back.
func changesDirectory(s *session) judgement {
	if r, err := s.ask("MKD " + dirName); err != nil || r.code != 257 {
		return judgement{failure, fmt.Sprintf("MKD: %s, %v", r, err)}
	}
	j := answers("CWD "+dirName, codes{250, 200}, codes{502})(s)
	if _, err := s.askEach("CDUP", "RMD "+dirName); err != nil {
		return failed(err)
	}
	return j
}

// deletes deletes the file that was renamed, which then cannot be retrieved.
func deletes(s *session) judgement {
	j := answers("DELE "+newName, codes{250, 200}, codes{502})(s)
	if j.verdict != success {
		return j
	}
	if _, r, err := s.get("RETR " + newName); err != nil || r.code != 550 {
		return judgement{failure, fmt.Sprintf("%s, and RETR after it: %s, %v", j.detail, r, err)}
	}
	return j
}

// tellsStatus asks for the three kinds of status that RFC 959 4.1.3 has.
func tellsStatus(s *session) judgement {
	j := prepared(s)
	if j.verdict != success {
		return j
	}
	return allOf(
		answers("STAT", codes{211}, codes{502}),
		answers("STAT /", codes{212}, codes{502}),
		answers("STAT "+fileName, codes{213}, codes{502}))(s)
}

// siteCommands are subcommands that servers have.
var siteCommands = []string{"CHMOD 644 " + fileName, "UMASK 022", "UTIME 20010203040506 " + fileName, "IDLE 60"}

// doesSiteCommand tries subcommands that servers have, until one is done.
func doesSiteCommand(s *session) (j judgement) {
	for _, c := range siteCommands {
		if j = answers("SITE "+c, codes{200}, codes{202, 502})(s); j.verdict == success || s.lost {
			break
		}
	}
	if _, err := s.ask("DELE " + fileName); err != nil {
		return failed(err)
	}
	return j
}

// servesThirdParty plays the other server of a transfer between two. What matters of it is its passive end of the data
// connection, at an address that is not the client's: the file goes to the server from there, and back.
func servesThirdParty(s *session) judgement {
	ref := func() (endpoint, error) {
		l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.ParseIP(s.target.third)})
		if err != nil {
			return nil, err
		}
		return s.offer(l)
	}
	at, err := ref()
	if err != nil {
		return failed(err)
	}
	r, err := s.putTo("STOR "+fileName, at, []byte(text))
	if j := judged(r, err, completed, nil); j.verdict != success {
		return j
	}
	if at, err = ref(); err != nil {
		return failed(err)
	}
	got, r, err := s.getFrom("RETR "+fileName, at)
	j := judged(r, err, completed, nil)
	if j.verdict == success && string(got) != text {
		return judgement{failure, "the file comes back otherwise"}
	}
	if _, err := s.ask("DELE " + fileName); err != nil {
		return failed(err)
	}
	return j
}
