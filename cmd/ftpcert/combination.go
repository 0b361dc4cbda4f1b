package main

import (
	"bytes"
	"fmt"
	"strings"
)

// form is a choice of transfer parameters.
type form struct{ typ, mode, structure byte }

// plain says whether the octets of the file travel as they are.
func (f form) plain() form { return form{map[bool]byte{true: 'I', false: 'A'}[f.typ == 'I'], 'S', 'F'} }

// combinations are tests 50 to 55.
func combinations() []probe {
	var all []probe
	for _, typ := range []byte("AEI") {
		for _, mode := range []byte("SBC") {
			for _, structure := range []byte("FR") {
				f := form{typ, mode, structure}
				all = append(all, probe{number: fmt.Sprintf("50-55%c%c%c", typ, mode, structure), what: "TYPE, MODE, STRU", judge: f.judge})
			}
		}
	}
	return all
}

// judge stores a file under the parameters and retrieves it under them. Then it retrieves the file without them: a
// server that says 200 and goes on as before would pass the first comparison too.
func (f form) judge(s *session) judgement {
	j := f.exchange(s)
	if s.lost {
		return j
	}
	if _, err := s.askEach("TYPE A", "MODE S", "STRU F", "DELE "+fileName); err != nil {
		return failed(err)
	}
	return j
}

func (f form) exchange(s *session) judgement {
	if j := f.choose(s); j.verdict != success {
		return j
	}
	file := sample(f.typ)
	r, err := s.put("STOR "+fileName, encode(f, file))
	if j := judged(r, err, completed, nil); j.verdict != success {
		return j
	}
	if j := f.retrieves(s, file); j.verdict != success {
		return j
	}
	if j := f.plain().choose(s); j.verdict != success {
		return j
	}
	return f.plain().retrieves(s, file)
}

// choose sets the parameters. A value may be unimplemented.
func (f form) choose(s *session) judgement {
	for _, command := range []string{"TYPE " + string(f.typ), "MODE " + string(f.mode), "STRU " + string(f.structure)} {
		if j := answers(command, codes{200}, codes{502, 504})(s); j.verdict != success {
			j.detail = command + ": " + j.detail
			return j
		}
	}
	return judgement{verdict: success}
}

func (f form) retrieves(s *session, file [][]byte) judgement {
	data, r, err := s.get("RETR " + fileName)
	j := judged(r, err, completed, nil)
	if j.verdict != success {
		return j
	}
	got, err := decode(f, data)
	if err != nil {
		return failed(fmt.Errorf("RETR in %c, %c, %c: %w", f.typ, f.mode, f.structure, err))
	}
	if f.typ == 'I' { // hosts that keep files as rows of octets have no records in them
		got, file = [][]byte{bytes.Join(got, nil)}, [][]byte{bytes.Join(file, nil)}
	}
	if !equal(got, file) {
		return judgement{failure, fmt.Sprintf("RETR in %c, %c, %c gives another file", f.typ, f.mode, f.structure)}
	}
	return j
}

func equal(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// sampleLines is how many lines the text has, so that it is longer than the longest block (RFC 959 3.4.2).
const sampleLines = 2500

// sample is a file: its lines or records. What is compressed, escaped and cut is in it.
func sample(typ byte) [][]byte {
	if typ == 'I' {
		var all []byte
		for i := range 256 {
			all = append(all, byte(i))
		}
		all = append(all, 0xff, 0xff, 0xff, 0x01, 0xff, 0x02, '\r', '\n', '\n', '\r')
		all = append(all, make([]byte, 1000)...)
		return [][]byte{bytes.Repeat(append(all, bytes.Repeat([]byte{0xff}, 200)...), 60)}
	}
	lines := [][]byte{{}, []byte("   three blanks before, and none behind"), {}, []byte(strings.Repeat("x", 300) + strings.Repeat(" ", 200) + "y")}
	for i := range sampleLines {
		lines = append(lines, fmt.Appendf(nil, "Line %d, (of %d): A-Z a-z; 0/9.%s", i, sampleLines, strings.Repeat("=", i%70)))
	}
	return lines
}
