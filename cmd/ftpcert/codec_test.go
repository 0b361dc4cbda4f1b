package main

import (
	"bytes"
	"strings"
	"testing"
)

// words is a small file with what every form has to treat.
func words(lines ...string) [][]byte {
	var all [][]byte
	for _, l := range lines {
		all = append(all, []byte(l))
	}
	return all
}

// TestForms holds what is sent, and what is read back, against bytes that were written down by hand from RFC 959.
func TestForms(t *testing.T) {
	for name, c := range map[string]struct {
		file [][]byte
		wire string
	}{
		"ASF": {words("a", "", "b"), "a\r\n\r\nb\r\n"},
		"ESF": {words("aZ", "0."), "\x81\xe9\x15\xf0\x4b\x15"},
		"ISF": {words("\x00\xff"), "\x00\xff"},
		"ASR": {words("a", "", "b"), "a\xff\x01\xff\x01b\xff\x03"},
		"ESR": {words("a"), "\x81\xff\x03"},
		"ISR": {words("\xff\x01"), "\xff\xff\x01\xff\x03"},
		"ABF": {words("a", "b"), "\x40\x00\x06a\r\nb\r\n"},
		"ABR": {words("a", "", "bc"), "\x80\x00\x01a\x80\x00\x00\xc0\x00\x02bc"},
		"ACF": {words("a   bbbb"), "\x01a\xc3\x84b\x00\x40\x02\r\n"},
		"ACR": {words("a", ""), "\x00\x80\x01a\x00\xc0\xc0"},
		"ECR": {words("  "), "\x00\xc0\xc2"},
		"ICF": {words("\x00\x00\x00x"), "\xc3\x00\x40\x01x"},
	} {
		f := form{name[0], name[1], name[2]}
		if got := encode(f, c.file); string(got) != c.wire {
			t.Errorf("%s: sent % x, want % x", name, got, c.wire)
		}
		if got, err := decode(f, []byte(c.wire)); err != nil || !equal(got, c.file) {
			t.Errorf("%s: received %q, %v", name, got, err)
		}
	}
}

// TestCombinationsRoundTrip: in every form the sample comes back, and cut anywhere near its end it does not.
func TestCombinationsRoundTrip(t *testing.T) {
	for _, p := range combinations() {
		f := form{p.number[5], p.number[6], p.number[7]}
		data := encode(f, sample(f.typ))
		if got, err := decode(f, data); err != nil || !equal(got, sample(f.typ)) {
			t.Errorf("%s: %v", p.number, err)
		}
		if got, err := decode(f, data[:len(data)-1]); err == nil && equal(got, sample(f.typ)) {
			t.Errorf("%s: the last octet does not matter", p.number)
		}
	}
}

// TestDecodeLenient is what other servers may send instead, by the words of RFC 959.
func TestDecodeLenient(t *testing.T) {
	for name, wire := range map[string]string{
		"ASR": "a\xff\x01b\xff\x01\xff\x02",                              // the end of the file is told apart
		"ABR": "\x10\x00\x021\x00\x80\x00\x01a\x80\x00\x01b\x40\x00\x00", // a restart marker, and an empty last block
		"ACR": "\x01a\x00\x80\xc0\x00\x10\x011\x01b\x00\x80\x00\x40",     // descriptors behind the data, and a marker
		"ACF": "\x81a\x02\r\n\x01b\x02\r\n\x00\x40\xc0",                  // a run of one
		"ASF": "a\r\nb\r\n",
	} {
		if got, err := decode(form{name[0], name[1], name[2]}, []byte(wire)); err != nil || !equal(got, words("a", "b")) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestDecodeMalformed: nothing of this is a file.
func TestDecodeMalformed(t *testing.T) {
	for _, c := range []struct{ form, wire, want string }{
		{"ASF", "a", "no end"},
		{"ASR", "a\xff\x01", "end before"},
		{"ASR", "a\xff", "end before"},
		{"ASR", "a\xff\x07", "escape 07"},
		{"ASR", "a\xff\x03b", "1 octets behind"},
		{"ABF", "\x40\x00", "end before"},
		{"ABF", "\x40\x00\x02a", "end before"},
		{"ABF", "\x00\x00\x03a\r\n", "end before"},
		{"ABF", "\xc0\x00\x03a\r\n", "ends of records"},
		{"ACF", "\x00", "end before"},
		{"ACF", "\x05a", "end before"},
		{"ACF", "\x83", "end before"},
		{"ACF", "\x03a\r\n", "end before"},
		{"ESF", "\x00\x15", "character 00"},
	} {
		_, err := decode(form{c.form[0], c.form[1], c.form[2]}, []byte(c.wire))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s % x: %v, want %q", c.form, c.wire, err, c.want)
		}
	}
}

// TestSample: the text has nothing that some code page lacks, and is longer than a block.
func TestSample(t *testing.T) {
	text := bytes.Join(sample('E'), nil)
	if len(text) <= 0xffff {
		t.Errorf("%d octets", len(text))
	}
	if back, err := fromEBCDIC(toEBCDIC(text)); err != nil || !bytes.Equal(back, text) {
		t.Errorf("comes back otherwise: %v", err)
	}
}
