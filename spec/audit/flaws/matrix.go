package flaws

// Situations are the states of a session in which flaws are provoked. Servers that hold in an idle session have failed
// in the others.
var Situations = [...]string{"idle", "transfer", "work", "queue", "closing", "TLS"}

// situationCell is the meaning of a letter of the matrix: tests, or the reason why no test is needed.
type situationCell struct {
	Tests  []string // package.TestName
	Reason string
}

var Legend = map[rune]situationCell{
	'a': {Tests: []string{"commands.TestAttacksInEverySituation"}},
	'b': {Tests: []string{"fsm.TestQueueIsCounted", "fsm.TestQueue", "fsm.TestShutdownWithAFullQueue"}},
	'e': {Tests: []string{"commands.TestEveryEndOfEveryWork", "commands.TestWorkEndsWithTheSession"}},
	'g': {Tests: []string{"fsm.TestPanicsEndOneSession", "commands.TestStoragePanics"}},
	'h': {Tests: []string{"cmd/portolan.TestAborAnywhere", "commands.TestAbortInUrgentForm"}},
	'i': {Tests: []string{"commands.TestInterleavings"}},
	'j': {Tests: []string{"fsm.TestInjectedCommandDoesNotRun"}},
	'k': {Tests: []string{"fsm.TestCommandsUnderTLSBehindItsEnd", "fsm.TestSwitchInTheQueue"}},
	'u': {Tests: []string{"cmd/portolan.TestAbortOverTLS"}},
	'v': {Tests: []string{"fsm.TestWork", "fsm.TestWorkEndsWithItsSession"}},

	'r': {Reason: "the tests at run time above are of this situation"},
	'p': {Reason: "the proof above is of every configuration, which has this situation; a line of the queue runs as any other (a)"},
	'c': {Reason: "nothing is read behind QUIT (a), and the transfer that QUIT waits for ends as any other (i)"},
	'd': {Reason: "a flaw of the data connection, which the tests above show in transfers; the control connection's situation has no part in it"},
	'q': {Reason: "the command waits, and runs as in an idle session (a)"},
	's': {Reason: "what stands against it is in storage or accounts, which know no situation"},
	'w': {Reason: "the situation cannot have it: no transfer, or no line of the kind, is there"},
	'z': {Reason: "time-outs expire in every situation: they are deadlines of the session, whatever it does"},
	'o': {Reason: "before a session has a situation, or outside of sessions"},
	'x': {Reason: "not applicable, as said above"},
}

// Matrix has for each flaw a letter for each situation.
var Matrix = map[string]string{
	"D1": "aaaaaa", "D2": "ppwpcp", "D3": "ppppcp", "D4": "aaaaaa", "D5": "aaaaaa", "D6": "ppppcp", "D7": "ppppcp", "D8": "aaaaaa",
	"D9": "aaaaaa", "D10": "aaaaaa", "D11": "phebcu", "D12": "aaaaaa", "D13": "oooooo", "D14": "ppwpcp", "D15": "aaaaaa", "D16": "aaaaaa",
	"D17": "rqqqcq", "D18": "aaaaaa", "D19": "ppppcp", "D20": "aaaaaa",

	"S1": "aaaaaa", "S2": "aaaaaa", "S3": "aaaaaa", "S4": "aaaaaa", "S5": "aaaaaa", "S6": "aaaaaa", "S7": "aaaaaa", "S8": "ssssss",
	"S9": "aaaaaa", "S10": "ssssss", "S11": "rqqqcq", "S12": "aaaaaa", "S13": "oooooo", "S14": "oooooo", "S15": "jjajak",
	"S16": "aaaaaa", "S17": "aaaaaa", "S18": "aaaaaa", "S19": "aaaaaa", "S20": "aaaaaa", "S21": "aaaaaa", "S22": "aaaaaa",

	"S23": "aaaaaa", "S24": "aaaaaa", "S25": "wdwdcd", "S26": "wdwdcd", "S27": "aaaaaa", "S28": "ppwpcp", "S29": "wieiiu", "S30": "hhebcu",
	"S31": "giegiu", "S32": "oooooo", "S33": "ppppcp", "S34": "aaaaaa", "S35": "aaaaaa", "S36": "wdwdcd", "S37": "oooooo",

	"S38": "aaaaaa", "S39": "ssssss", "S40": "aaaaaa", "S41": "ssssss", "S42": "ssssss", "S43": "aaaaaa", "S44": "ssssss", "S45": "ssssss",
	"S46": "wdwdcd", "S47": "wqeqvq", "S48": "xxxxxx", "S49": "ssssss", "S50": "ssssss", "S51": "ssssss", "S52": "oooooo", "S53": "rrvbzz",
	"S54": "rqqbcq", "S55": "rzzbzz", "S56": "rdwdcd", "S57": "oooooo", "S58": "oooooo", "S59": "oooooo", "S60": "oooooo",
}
