package login

import (
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// greeting is P35.
var greeting = check.Check{
	ID: "P35", Severity: check.Unsafe, Rows: true,
	Title: "strangers are told neither versions nor what was wrong with a login",
	What: `
The greeting names no version. A login that is refused does not say whether the name or the password was wrong.
`,
	Why:     "RFC 2577 7; S9, S60.",
	Without: "Strangers learn which flaws to try and which names have accounts.",
	Faulty: []check.Example{{Change: `
events:
  connected: {text: {en: "Server 2.4 ready."}}
commands:
  PASS: {replies: {rejected: {text: {en: "Wrong password."}}}}
`, Finds: `
connected: "Server 2.4 ready." tells strangers a version
PASS rejected: "Wrong password." says what was wrong with the login
`}},
	Clean: []check.Example{{Change: `
events:
  connected: {text: {en: "FTP server ready."}}
commands:
  PASS: {replies: {rejected: {text: {en: "Login incorrect."}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			for _, line := range row.Text {
				switch {
				case row.Code == 220 && digits.MatchString(check.FactPattern.ReplaceAllString(line, "")):
					r.Row(row, "%q tells strangers a version", line)
				case row.Code == 530 && row.Kind == spec.KindReply && asksSecrets(m, row.Command) && names(line, credentials):
					r.Row(row, "%q says what was wrong with the login", line)
				}
			}
		}
	},
}

// digits are what versions are made of.
var digits = regexp.MustCompile(`[0-9]`)

// credentials are the words for the halves of a login, in the languages that are known here.
var credentials = []string{"password", "user name", "username", "name", "密码", "用户名", "口令"}

// names reports whether a text has one of the words.
func names(line string, words []string) bool {
	line = strings.ToLower(line)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(line, w) })
}

// asksSecrets reports whether a command asks whether a secret is right.
func asksSecrets(m *check.Model, command string) bool {
	return slices.Contains(m.Machine.Command(command).Does, "accounts.login")
}
