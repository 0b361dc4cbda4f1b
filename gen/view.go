package gen

// view is what the templates see: names and Go expressions as text, in the order in which they are written.
type view struct {
	Header  string            // the first line of every file
	Package string            // name of the generated package
	Type    string            // whose methods are the handlers
	Paths   map[string]string // package name to import path

	Protocol  string
	Hash      string
	Languages []string

	Regions  []regionView
	Policies []regionView
	Slots    []slotView

	Guards []valueView // every guard that a row or need names
	Moves  []valueView // every move that a row makes
	Groups []groupView // the rows: events, then each command's
	Texts  []textView  // every reply text
	Helps  []textView  // every command's line for HELP

	Commands     []commandView
	Words        []wordView
	Capabilities []capabilityView
	Events       []eventView
	Features     []featureView
	Verbs        []string
	Roles        []valueView

	Base     *baseView     // of an overlay: the package that it goes on with
	Handlers []handlerView // commands that a handler answers; of an overlay, of this package
	Grants   []grantView   // wrappers of the storage that they are given
	Readers  []handlerView // commands with arguments that the table answers
}

// baseView is the package made from an overlay's base.
type baseView struct {
	Name, Hash string
}

// regionView is a region or a policy.
type regionView struct {
	Const  string // RegionLogin, PolicyActive
	Name   string
	Why    string
	Enum   string // Go type of its states when handlers are given the state, and of a policy's values; "" for plain fsm.State
	OfBase bool   // the type is the base package's
	Family bool   // the connection decides about it
	Var    string // of a policy: name of a parameter
	States []stateView
	Arcs   []arcView // by state; a region's alone
}

// arcView is where a region may go from a state: a set of states as an expression.
type arcView struct {
	From, To string
}

// stateView is a state of a region or a value of a policy.
type stateView struct {
	Const string // LoginNamed
	Value string // Const as an fsm.State
	Name  string
}

// slotView is a carried value.
type slotView struct {
	Const, Name, Region, States, Go string
}

// valueView is a package variable of the generated package.
type valueView struct {
	Name, Value string
}

// groupView is the rows of one command, or the events.
type groupView struct {
	Comment string
	Rows    []rowView
}

// rowView is one row of the table.
type rowView struct {
	Const    string // rowRetrMissing
	Code     int
	When     string // guards
	Else     string
	Argument string // a set of states
	Moves    string
	Sets     string
	Does     string
	Then     string
	Ends     string
	Params   string
	Body     bool
	Text     string
	End      string
	Cut      string
	Command  string
	Name     string
	Kind     string
}

// textView is a text in every language.
type textView struct {
	Name  string
	Texts []string
}

// commandView is one entry of the table's commands.
type commandView struct {
	Const, Name, Syntax, RFC string
	Aliases, Args, Does      []string
	By, During               string
	Needs                    []needView
	Permission               string
	Denied, SyntaxError      string
	NotOffered               string
	First, Last              string
	Secret, Changes          bool
	Help, Feat               string
	Handler                  string // function that answers it; "" when the table alone does
}

// needView is one precondition of a command.
type needView struct {
	Name, Guards, Row string
	Unless            bool
}

// wordView is one spelling of a command.
type wordView struct {
	Text, Command string
	WithArg       bool
}

// capabilityView is a capability with its permission as a Go expression.
type capabilityView struct {
	Name, Permission, Or string
	Changes, Content     bool
}

// eventView binds one of the runtime's events to its row.
type eventView struct {
	Const, Row string
}

// featureView is a line of FEAT.
type featureView struct {
	Line, Command string
}

// handlerView is what a handler of a command is given and may answer.
type handlerView struct {
	Go      string // Retr
	Name    string // RETR
	Func    string // callRetr
	Syntax  string
	Help    string
	RFC     string
	Needs   string // the needs' names as prose
	Args    []argView
	Cwd     string // expression for the working directory; "" when no argument is read
	Fields  []fieldView
	Replies answerView
	Ends    []answerView

	FromBase   bool        // every answer of the base's handler is one of this command's
	BaseFields []fieldView // the fields of the base's request, if this one has them all
}

// argView is one argument, as the dispatch code reads it.
type argView struct {
	Var, Parse, Name string
	Source           string // expression for the text that it is read from
	Optional         bool
	Word             bool   // one word, with more arguments behind it
	Used             bool   // its value goes into the request
	Kept             bool   // a text or payload names it, or it says what a transfer moves
	Region, State    string // the region a state of which it names, and the function that says which
	Index            int
}

// fieldView is one field of a request.
type fieldView struct {
	Name, Type, Doc, Value string
	interfaces             []string // that a capability gives
}

// grantView is a wrapper that has some of a storage's methods.
type grantView struct {
	Name    string // grantedReader
	Methods []methodView
}

// methodView is one of them.
type methodView struct {
	Declaration, Call string // of the wrapper's, of the storage's
}

// answerView is a sealed interface with everything that makes its values: a command's replies, or the
// completions of its transfers.
type answerView struct {
	Type         string // RetrReply
	Sealed       string // retrReply: the method, and the concrete type with values
	Row          string // retrReplyRow: the concrete type without values
	Doc          string
	Rich         bool // some constructor needs the concrete type with values
	Constructors []constructorView
	Errors       *errorsView
}

// constructorView is one function that makes a reply.
type constructorView struct {
	Name, Doc string
	Row       string
	Params    string // declaration
	Values    string // ", size" as passed on
	On        string // classes of error that end here, as prose
	Stub      bool   // the answer of a handler that is not written
	Plain     bool   // nothing but the row
	Body      bool
	Cut       bool   // the body may break off
	Transfer  string // WithSend or WithReceive
	Func      string // send or receive
	Stream    string // *fsm.DataWriter or *fsm.DataReader
	End       string // type of the completion
}

// errorsView maps classes of error to rows.
type errorsView struct {
	Name  string // RetrError
	Var   string // retrErrors
	Doc   string
	Class []classView
}

// classView is one class with the row that answers it.
type classView struct {
	Const, Row string
}
