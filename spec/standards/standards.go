// Package standards is what the FTP documents demand, as data: a second model of the protocol, written without a look
// at any spec, against which a spec is checked.
//
//	RETR is answered 125 or 150, then 226, 250, 425, 426 or 451; or 421, 450, 500, 501, 530, 550   (959 5.4)
//	R959-4.1.3-RNFR-1  must  RNTO comes right after RNFR      holds: [order rename]
//	order rename       RNTO is never answered 1yz, 2yz or 3yz unless the line before was RNFR and its answer 350
//	C-CDUP             959 5.4 gives CDUP 200, 959 4.1.1 the codes of CWD: a spec has to decide
//
// The YAML files hold four things: the reply lists (commands.yaml, codes.yaml), the orders that dialogues keep
// (orders.yaml), every numbered requirement of eighteen documents (requirements), and the points on which the documents
// contradict each other (conflicts.yaml). Identifiers are stable; texts are facts in words of our own. README.md
// tells what the clauses of `holds` and `if` mean.
//
// The package holds and reads the data; package audit judges what they mean for a spec.
package standards

// Book is everything that the documents demand.
type Book struct {
	Tokens    map[string][]string // a word of command syntax, to the Go types that may stand for it
	Universal []Universal         // what may answer any command
	Commands  []Command           // the reply lists
	Codes     []Code              // every code that some document defines
	Orders    []Order
	Documents []Document
	Conflicts []Conflict
	Tests     map[string][]string // by requirement: tests of a running server, "fsm.TestAbort"
}

// Universal is a code that may answer any command.
type Universal struct {
	Code int
	By   string // document and section: "959 4.2.1"
	Why  string
	Ends bool // it may also close a data phase
}

// Login says whether the documents put a command behind the login.
type Login string

// The values of Command.Login.
const (
	LoginNeeded Login = "needed"
	LoginFree   Login = "free"
	LoginOpen   Login = "open" // nothing is said
)

// Kind says what an entry of the lists is.
type Kind string

// The values of Command.Kind.
const (
	KindCommand Kind = ""
	KindAlias   Kind = "alias"   // another name of Command.Of
	KindOption  Kind = "option"  // more than one word: OPTS MLST
	KindFeature Kind = "feature" // a line in FEAT without a command
	KindEvent   Kind = "event"   // the greeting
)

// Command is what may answer a command, and where.
type Command struct {
	Name       string
	Kind       Kind
	Of         string // KindAlias: the command
	List       string // the document that gives the list
	Closed     bool   // the list means no other codes
	Login      Login
	Lists      `yaml:",inline"`
	Adds       []Addition
	Open       []string // classes of failure that are open: "4yz"
	Unverified bool     // known from practice, not from a document
	Feat       string   // how its line in FEAT begins; "" when it has none
}

// Lists are codes by their place in a dialogue.
type Lists struct {
	Begins  []int // a 1yz that opens a data phase
	Marks   []int // a 1yz inside of one
	Ends    []int // what closes one
	Delays  []int // a 1yz without a data phase
	Success []int // 2yz
	Next    []int // 3yz
	Fails   []int // 4yz and 5yz instead of anything else
}

// Addition is what another document, or another passage, adds to a list.
type Addition struct {
	By    string
	Lists `yaml:",inline"`
}

// Code is a reply code.
type Code struct {
	Code   int
	By     string
	Means  string
	Closes bool // the control connection is closed after it
}

// Order is a small automaton that runs beside a dialogue. It begins in its first state.
type Order struct {
	Name   string
	By     string
	Says   string
	States []string
	Strict bool // it is demanded by requirements alone: a spec may decide against it
	Never  []Rule
	Steps  []Rule
}

// Rule fits a reply on the control connection if everything that the rule gives fits; a step leads to To.
type Rule struct {
	In     []string // states of the order
	On     []ReplyKind
	Of     []string // commands, or events
	Except []string // not these
	Login  Login    // commands that the lists treat so
	Codes  []string // "226", "2yz"
	But    []int    // not these
	To     string
}

// ReplyKind is a kind of reply, as the control connection shows it.
type ReplyKind string

// The kinds of replies.
const (
	ReplyBegin ReplyKind = "begin" // a 1yz
	ReplyFinal ReplyKind = "final" // any other reply to a command
	ReplyEnd   ReplyKind = "end"   // the completion after a 1yz
	ReplyEvent ReplyKind = "event" // a reply that answers no command
)

// Document is one document and its requirements.
type Document struct {
	Name         string `yaml:"document"`
	Title        string
	Levels       string // how its levels were found, when it has no key words
	Requirements []Requirement
}

// Requirement is one thing that a document demands. Exactly one of the levels is set; Level and Text give it.
type Requirement struct {
	ID        string
	Must      string
	MustNot   string `yaml:"must-not"`
	Should    string
	ShouldNot string `yaml:"should-not"`
	May       string
	By        Means
	For       []string // commands concerned; none: all of them, or none in particular
	If        []string // clauses: it concerns a server for which one of them holds; none: any server
	Conflict  string   // it takes part in
	Later     string   // the requirement that takes its place
	Holds     []string // ByTable: clauses that hold for a spec that meets it
	Note      string   // ByPerson: the answer
}

// Means is how a requirement is answered.
type Means string

// The values of Requirement.By.
const (
	ByTable  Means = ""       // from the table
	ByTest   Means = "wire"   // by a test of a running server
	ByPerson Means = "manual" // by a person; Note is the answer
	ByClient Means = "client" // it binds clients
)

// Conflict is a point on which documents contradict each other or themselves.
type Conflict struct {
	ID    string
	Topic string
	For   []string // commands concerned
	Sides []string // what the documents say
	If    []string // as in Requirement
}

// Level is the level of a requirement as documents write it: "MUST NOT".
func (r *Requirement) Level() string {
	level, _ := r.statement()
	return level
}

// Text is the requirement in one line.
func (r *Requirement) Text() string {
	_, text := r.statement()
	return text
}

// Optional reports whether the requirement is a permission.
func (r *Requirement) Optional() bool { return r.May != "" }

func (r *Requirement) statement() (level, text string) {
	switch {
	case r.Must != "":
		return "MUST", r.Must
	case r.MustNot != "":
		return "MUST NOT", r.MustNot
	case r.Should != "":
		return "SHOULD", r.Should
	case r.ShouldNot != "":
		return "SHOULD NOT", r.ShouldNot
	}
	return "MAY", r.May
}
