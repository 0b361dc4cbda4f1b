package texts

import (
	"regexp"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// forms is T24.
var forms = check.Check{
	ID: "T24", Severity: check.Broken, Rows: true,
	Title: "texts that programs read have their form",
	What: `
Texts that programs read have the form that they expect, in every language: the address in 227 without any other
digit or comma (RFC 1123 4.1.2.6), the port in 229 between bars with nothing behind it (RFC 2428 3), the quoted
name that begins 257 (RFC 959 appendix II), and their like.
`,
	Why:     "Clients look for these values with patterns of their own, which no translation may break.",
	Without: "Clients connect to a wrong port, or give up each passive transfer.",
	Faulty: []check.Example{{Change: `
commands:
  EPSV: {replies: {ok: {text: {en: "Passive (|||{port:int64}|)."}}}}
`, Finds: `
EPSV ok: clients do not understand "Passive (|||{port:int64}|)." as the text of 229
`}, {Change: `
commands:
  PASV: {replies: {ok: {text: {la: "Huc, amice ({endpoint:hostport})."}}}}
`, Finds: `
PASV ok: clients do not understand "Huc, amice ({endpoint:hostport})." as the text of 227
`}},
	Clean: []check.Example{{Change: `
commands:
  EPSV: {replies: {ok: {text: {en: "Connect here (|||{port:int64}|)"}}}}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, row := range m.Rows() {
			form, text := formOf(row)
			if form == nil {
				continue
			}
			for _, line := range text {
				if !form.MatchString(line) {
					r.Row(row, "clients do not understand %q as the text of %d", line, row.Code)
				}
			}
		}
	},
}

// formOf is the form that a row's text must have, nil for texts that only people read.
func formOf(row *spec.Row) (*regexp.Regexp, spec.Text) {
	verb := check.FirstWord(row.Command)
	switch {
	case row.Code == 227:
		return form227, row.Text
	case row.Code == 229:
		return form229, row.Text
	case row.Code == 257:
		return form257, row.Text
	case row.Code == 522 && (verb == "EPRT" || verb == "EPSV"):
		return form522, row.Text
	case row.Code == 213 && !row.Body:
		return forms213[verb], row.Text
	case row.Code == 215:
		return form215, row.Text
	case verb == "STOU" && check.Class(row) == 1:
		return formStou, row.Text
	case verb == "FEAT" && row.Body:
		return formFeat, row.End
	case verb == "XQUOTA" && row.Body:
		return formQuota, row.Text
	case row.Code == 110:
		return form110, row.Text
	}
	return nil, nil
}

var (
	form110   = regexp.MustCompile(`^MARK \{client:text\} = \{server:text\}$`) // RFC 959 4.2.2
	form227   = regexp.MustCompile(`^[^0-9,()]*\(\{[a-z-]+:hostport\}\)[^0-9,()]*$`)
	form229   = regexp.MustCompile(`^[^0-9|()]*\(\|\|\|\{[a-z-]+:int64\}\|\)$`)
	form257   = regexp.MustCompile(`^\{[a-z-]+:quoted\}( |$)`)
	form522   = regexp.MustCompile(`^[^()]*\((\{[a-z-]+:text\}|[0-9]+(,[0-9]+)*)\)$`) // RFC 2428 2
	form215   = regexp.MustCompile(`^UNIX Type: L8$`)                                 // clients choose how to read LIST by it
	formStou  = regexp.MustCompile(`^FILE: \{[a-z-]+:path\}$`)                        // RFC 1123 4.1.2.9
	formQuota = regexp.MustCompile(`^File and disk usage$`)                           // what the first server with XQUOTA says
	formFeat  = regexp.MustCompile(`^End$`)                                           // RFC 2389 3.2
)

// forms213 are the forms of 213 by verb.
var forms213 = map[string]*regexp.Regexp{
	"SIZE": regexp.MustCompile(`^\{[a-z-]+:int64\}$`),                                                           // RFC 3659 4.1
	"MDTM": regexp.MustCompile(`^\{[a-z-]+:time\}$`),                                                            // RFC 3659 3.1
	"MFMT": regexp.MustCompile(`^Modify=\{[a-z-]+:time\}; \{path\}$`),                                           // draft-somers-ftp-mfxx 3.1
	"MFF":  regexp.MustCompile(`^\{[a-z-]+:text\} \{path\}$`),                                                   // draft-somers-ftp-mfxx 5.1
	"HASH": regexp.MustCompile(`^\{name:text\} \{first:int64\}-\{last:int64\} \{digest:text\} \{given:name\}$`), // draft-bryan-ftpext-hash 3.2
	"AVBL": regexp.MustCompile(`^\{[a-z-]+:int64\}$`),                                                           // draft-peterson-streamlined-ftp-command-extensions 4
	"DSIZ": regexp.MustCompile(`^\{[a-z-]+:int64\}$`),
}
