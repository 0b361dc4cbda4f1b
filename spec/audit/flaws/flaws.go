package flaws

import "strings"

// Flaw is something that has gone wrong in FTP servers, and what stands against it here.
type Flaw struct {
	ID         string   // D: defects of command tables, S: security flaws
	What       string   // the flaw, in a few words
	Checks     []string // that prove it absent from the table
	Invariants []string // of our spec, that say so too
	Else       string   // when no check does: why not, or where to look
}

// Against lists the defences against a flaw, for people.
func (f *Flaw) Against() string {
	var parts []string
	if len(f.Checks) > 0 {
		parts = append(parts, strings.Join(f.Checks, ", "))
	}
	if len(f.Invariants) > 0 {
		parts = append(parts, "invariants "+strings.Join(f.Invariants, ", "))
	}
	switch {
	case f.Else == atRunTime && len(parts) > 0:
		parts = append(parts, "the rest at run time")
	case f.Else != "":
		parts = append(parts, f.Else)
	}
	return strings.Join(parts, "; ")
}

// atRunTime is the text for flaws that are not in the table but in the code behind it.
const atRunTime = "not a matter of the table: tests at run time"

// Flaws are all of them: twenty defects found in the command tables of other servers, and sixty flaws that have
// been published.
func Flaws() []Flaw {
	return append(defects(), append(accessFlaws(), append(dataFlaws(), systemFlaws()...)...)...)
}

// defects are what is wrong in other servers' command tables.
func defects() []Flaw {
	return []Flaw{
		{"D1", "EPRT is accepted after EPSV ALL", []string{"P16"}, []string{"epsv-all-holds"}, ""},
		{"D2", "EPSV ALL is forgotten after an aborted transfer", []string{"P16"}, []string{"epsv-all-only-afresh"}, ""},
		{"D3", "data protection is required of one command, not of a class", []string{"P26", "P09"}, []string{"no-data-in-the-clear"}, ""},
		{"D4", "the name given by RNFR survives other commands", []string{"P17", "T11"}, []string{"rename-only-by-rnfr"}, ""},
		{"D5", "RNTO without RNFR is not answered 503", []string{"P17"}, nil, ""},
		{"D6", "221 answers something else than QUIT", []string{"T22", "T23"}, nil, ""},
		{"D7", "FEAT omits and promises too much", []string{"P20"}, nil, ""},
		{"D8", "a yes without effect, a no with one", []string{"T19", "T20", "P29"}, []string{"prot-c-is-clear", "type-a-is-ascii"}, ""},
		{"D9", "220 answers EPSV ALL", []string{"T22"}, nil, ""},
		{"D10", "PROT is accepted without PBSZ", []string{"P24"}, []string{"prot-needs-pbsz"}, ""},
		{"D11", "ABOR without a transfer: 225 or 226", []string{"T22", "T04"}, []string{"abor-ends-the-endpoint"}, "one declared reply for each state; the deviation C-ABOR says which"},
		{"D12", "two replies to a command before login", []string{"T07", "P05"}, nil, ""},
		{"D13", "a missing comma joins two names of a list", nil, nil, "the decoder refuses unknown and repeated names"},
		{"D14", "425 in the middle of a transfer", []string{"T12"}, nil, ""},
		{"D15", "access rules are not applied to commands added later", []string{"P09", "P10"}, nil, ""},
		{"D16", "PASV is accepted after EPSV ALL", []string{"P16"}, []string{"epsv-all-holds"}, ""},
		{"D17", "SIZE in TYPE A counts raw bytes", nil, nil, "not a matter of the table: dialogue quirks/SIZE is what RETR sends"},
		{"D18", "REIN is answered 230", []string{"T22"}, nil, ""},
		{"D19", "PORT connects at once and answers 425 itself", []string{"P14"}, nil, ""},
		{"D20", "unknown parameters are not refused as such", []string{"T26"}, nil, ""},
	}
}

// accessFlaws are flaws of logins and of the control connection.
func accessFlaws() []Flaw {
	return []Flaw{
		{"S1", "subcommands before login", []string{"P01", "P02", "P08", "P21", "I05"}, []string{"no-files-before-login", "before-login", "while-named"}, ""},
		{"S2", "extension commands before login", []string{"P08", "I05"}, []string{"no-files-before-login"}, ""},
		{"S3", "STAT with a path before login", []string{"P08", "P10"}, []string{"no-files-before-login"}, ""},
		{"S4", "pending state before login", []string{"P05"}, []string{"no-ports-before-login"}, ""},
		{"S5", "another user in the same session", []string{"P06", "P19"}, nil, ""},
		{"S6", "PASS without USER, and twice", []string{"P04"}, nil, ""},
		{"S7", "side doors into the login", []string{"P03"}, []string{"login-only-by-pass"}, ""},
		{"S8", "empty and locked passwords", nil, nil, atRunTime},
		{"S9", "names told apart by the reply to USER", []string{"P06", "P35"}, nil, ""},
		{"S10", "names told apart by time", nil, nil, atRunTime},
		{"S11", "guessing passwords", []string{"T23", "P30"}, nil, atRunTime},
		{"S12", "names with strange bytes", nil, nil, atRunTime},
		{"S13", "privileges that are kept", nil, nil, atRunTime},
		{"S14", "default accounts, readable secrets", []string{"P33"}, nil, atRunTime},
		{"S15", "commands injected before TLS", []string{"P23", "P27", "P31"}, nil, atRunTime},
		{"S16", "the tail of a long line", []string{"T02"}, nil, atRunTime},
		{"S17", "any bytes on the control connection", nil, nil, atRunTime},
		{"S18", "Telnet sequences", nil, nil, atRunTime},
		{"S19", "line ends in names and replies", []string{"T25"}, nil, atRunTime},
		{"S20", "other protocols on the control connection", []string{"T02", "T23", "P36"}, nil, atRunTime},
		{"S21", "text that looks like a reply", []string{"T25"}, nil, atRunTime},
		{"S22", "a duplicated or missing reply", []string{"T06", "T07", "T12"}, nil, ""},
	}
}

// dataFlaws are flaws of data connections and of their protection.
func dataFlaws() []Flaw {
	return []Flaw{
		{"S23", "bounce", []string{"P14"}, []string{"no-active-when-refused", "no-third-party-when-refused", "third-party-only-by-address"}, atRunTime},
		{"S24", "a refused address keeps the old one", []string{"P14"}, nil, ""},
		{"S25", "stolen and predictable ports", nil, nil, atRunTime},
		{"S26", "ports stolen from the same address", nil, nil, atRunTime},
		{"S27", "two endpoints at once", []string{"P15"}, nil, ""},
		{"S28", "an endpoint used twice", []string{"P13"}, []string{"abor-ends-the-endpoint"}, ""},
		{"S29", "interrupted transfers", []string{"P19", "T18"}, nil, atRunTime},
		{"S30", "ABOR in every state", []string{"T17", "T06"}, nil, ""},
		{"S31", "what broken transfers leave behind", []string{"T13"}, nil, atRunTime},
		{"S32", "connections gone before they are accepted", nil, nil, atRunTime},
		{"S33", "clear data or passwords where TLS is required", []string{"P22", "P26"}, []string{"no-login-in-the-clear", "no-data-in-the-clear"}, ""},
		{"S34", "CCC loses protection or keeps too much", []string{"P25", "P23", "P27"}, []string{"ccc-only-when-allowed"}, ""},
		{"S35", "what REIN leaves", []string{"P07"}, nil, ""},
		{"S36", "a truncated upload over TLS", nil, nil, atRunTime},
		{"S37", "old TLS, renegotiation, revoked certificates", nil, nil, atRunTime},
	}
}

// systemFlaws are flaws of files and of resources.
func systemFlaws() []Flaw {
	return []Flaw{
		{"S38", "paths that climb out", []string{"P10"}, nil, atRunTime},
		{"S39", "symbolic links and races", nil, nil, atRunTime},
		{"S40", "commands that forget permissions", []string{"P09", "P10", "P11", "P34", "P37", "P38"}, []string{"no-change-when-read-only"}, ""},
		{"S41", "file systems of the kernel", nil, nil, atRunTime},
		{"S42", "names without end for STOU", nil, nil, atRunTime},
		{"S43", "restart positions that leak or overflow", []string{"P18"}, nil, atRunTime},
		{"S44", "success although storage is full", []string{"T27"}, nil, atRunTime},
		{"S45", "conversion of text", nil, nil, atRunTime},
		{"S46", "compressed streams that grow", nil, nil, atRunTime},
		{"S47", "hashes of huge files", []string{"T12"}, nil, atRunTime},
		{"S48", "hidden names as protection", nil, nil, "not applicable: there are no lists of hidden names"},
		{"S49", "patterns that grow", nil, nil, atRunTime},
		{"S50", "options that recurse", nil, nil, atRunTime},
		{"S51", "memory for listings", nil, nil, atRunTime},
		{"S52", "many connections", []string{"T02", "T23"}, nil, atRunTime},
		{"S53", "slow clients", []string{"T16"}, nil, ""},
		{"S54", "NOOP for ever", []string{"T16"}, nil, ""},
		{"S55", "replies that nobody reads", nil, nil, atRunTime},
		{"S56", "ports that nobody uses", []string{"P13", "P15"}, nil, atRunTime},
		{"S57", "memory for failures", nil, nil, atRunTime},
		{"S58", "clocks that jump", nil, nil, atRunTime},
		{"S59", "reloading under load", nil, nil, atRunTime},
		{"S60", "what was built from what", nil, nil, atRunTime},
	}
}
