package main

import "fmt"

// negativeScenarios are those that ask a server for what it has to refuse.
func negativeScenarios() []scenario {
	return []scenario{
		{"n_notlog", false, usualLimit, []probe{
			{"201", "STOR", 0, answers("STOR "+fileName, codes{530}, nil), false},
			{"117b", "ACCT", 0, answers("ACCT ftpcert", codes{503}, codes{502}), false},
			{"117c", "PASS", 0, answers("PASS ftpcert", codes{503}, nil), false},
			{"117a", "USER", 0, answers("USER ftpcert-nobody", codes{530}, nil), false},
			{"117d", "USER, PASS", 0, refusesPassword, false},
		}},
		{"n_generr", true, usualLimit, []probe{{"200", "NOPP", 0, answers("NOPP", codes{500}, nil), false}}},
		{"n_basic", true, negativeLimit, []probe{
			{"120a", "STOR", 0, withoutData("STOR " + fileName), false},
			{"120b", "RETR", 0, allOf(prepared, withoutData("RETR "+fileName), removed), false},
			{"120c", "RETR", 0, retrievesMissing, false},
			{"114", "STRU", 0, unimplemented("STRU", "F", "R", "P", "X"), false},
			{"112", "TYPE", 0, unimplemented("TYPE", "A", "E", "L 36", "X"), false},
			{"113", "MODE", 0, unimplemented("MODE", "S", "B", "C", "X"), false},
		}},
		{"n_fileserv", true, negativeLimit, []probe{
			{"118", "APPE", 0, withoutData("APPE " + fileName), false},
			{"107a", "RNFR", 0, answers("RNFR "+missingName, codes{450, 550}, nil), false},
			{"107b", "RNTO", 0, answers("RNTO "+newName, codes{503}, nil), false},
			{"110", "LIST", 0, withoutData("LIST", 501), false},
			{"111", "NLST", 0, withoutData("NLST", 500, 501), false},
			{"106", "CWD", 0, answers("CWD "+missingName, codes{550}, nil), false},
			{"102", "DELE", 0, answers("DELE "+missingName, codes{550}, nil), false},
		}},
		{"n_connserv", true, usualLimit, []probe{
			{"105", "ABOR", 0, lacks("ABOR", codes{502}, codes{225, 226}), false},
			{"104", "STAT", 0, lacks("STAT", codes{502}, codes{211}), false},
			{"101", "SITE", 0, answers("SITE FTPCERT", codes{202, 502, 504}, nil), false},
			{"103", "HELP", 0, answers("HELP FTPCERT", codes{504}, nil), false},
			{"108", "REIN", 0, lacks("REIN", codes{502}, codes{220, 120}), false},
		}},
		{"n_conn3", true, usualLimit, []probe{{"116", "PASV", 0, lacks("PASV", codes{502}, codes{227}), false}}},
	}
}

// lacks is about servers without a command. To one that has it the case does not apply; no client can make it.
func lacks(command string, refused, has codes) func(*session) judgement {
	return func(s *session) judgement {
		j := answers(command, refused, has)(s)
		if j.verdict == notEvaluated {
			j.detail += ": for servers without " + command
		}
		return j
	}
}

// refusesPassword gives a wrong password, and then the right one without USER: the login has to start again.
func refusesPassword(s *session) judgement {
	r, err := s.askEach("USER "+s.target.user.name, "PASS wrong"+s.target.user.password)
	j := judged(r, err, codes{530}, nil)
	if j.verdict != success {
		return j
	}
	if r, err = s.ask("PASS " + s.target.user.password); err == nil && r.code == 230 {
		return judgement{failure, j.detail + ", and then PASS without USER logs in"}
	}
	return j
}

// withoutData transfers when no data connection can be opened. A preliminary reply may come before it is tried.
func withoutData(command string, also ...int) func(*session) judgement {
	return func(s *session) judgement {
		if err := s.nowhere(); err != nil {
			return failed(err)
		}
		r, err := s.ask(command)
		if err == nil && (r.code == 125 || r.code == 150) {
			r, err = s.read()
		}
		return judged(r, err, append(codes{425}, also...), nil)
	}
}

// removed tidies up.
func removed(s *session) judgement {
	if _, err := s.ask("DELE " + fileName); err != nil {
		return failed(err)
	}
	return judgement{success, "removed"}
}

func retrievesMissing(s *session) judgement {
	_, r, err := s.get("RETR " + missingName)
	return judged(r, err, codes{550}, nil)
}

// unimplemented looks for a value that the server does not implement: first those of RFC 959, and then one that nobody
// has. The default, which comes first, is restored.
func unimplemented(command, normal string, values ...string) func(*session) judgement {
	return func(s *session) judgement {
		for _, value := range values {
			r, err := s.ask(command + " " + value)
			if err != nil || r.code != 200 {
				j := judged(r, err, codes{504, 502}, nil)
				j.detail = fmt.Sprintf("%s %s: %s", command, value, j.detail)
				return j
			}
			if r, err = s.ask(command + " " + normal); err != nil || r.code != 200 {
				return judged(r, err, codes{200}, nil)
			}
		}
		return judgement{failure, "anything is accepted"}
	}
}
