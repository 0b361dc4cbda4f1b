package fsm

// Step is one row that a session has just run.
type Step struct {
	Session       *Session // valid during the call only
	Before, After Configuration
	Command       Command // NoCommand for events
	Row           Row
	Line          string        // the command with its argument; secrets hidden; of the end of a transfer, what began it; "" for events
	Cause         error         // what the client is not told
	Transfer      *TransferInfo // for rows that end a transfer
}

// Completed reports whether the step is the end of a successful transfer. An upload is then in the storage, committed
// without an error, and a download or listing has been sent to its last byte. With Transfer set and Completed false,
// the transfer failed, was aborted or lost its connection.
func (s Step) Completed() bool {
	return s.Transfer != nil && s.Session.Table().Rows[s.Row].Code/100 == positiveCompletion
}

// positiveCompletion is the first digit of a reply that says that it is done (RFC 959 4.2.1).
const positiveCompletion = 2

// Observer is told every step of every session, for logs, metrics and coverage. It is called by many sessions
// at once, between a command and the sending of its reply, so it must be quick.
type Observer interface {
	Step(Step)
}

// BeforeObserver is an Observer that is also told of each command before anything is decided about it, for example to
// begin a trace or to take the time. It changes nothing. Both calls for a command come from one goroutine, with the
// steps of events and of transfers that end between them.
type BeforeObserver interface {
	Observer
	// BeforeStep is given a Step whose result is not known yet: After equals Before, and Row is NoRow.
	BeforeStep(Step)
}

// Observers joins several observers to one; nil ones are left out. It is a BeforeObserver if one of them is.
func Observers(all ...Observer) Observer {
	var some observers
	var before beforeObservers
	for _, o := range all {
		if o == nil {
			continue
		}
		some = append(some, o)
		if b, ok := o.(BeforeObserver); ok {
			before.before = append(before.before, b)
		}
	}
	switch {
	case len(some) == 1:
		return some[0]
	case len(before.before) > 0:
		before.observers = some
		return before
	}
	return some
}

type observers []Observer

func (o observers) Step(s Step) {
	for _, each := range o {
		each.Step(s)
	}
}

type beforeObservers struct {
	observers
	before []BeforeObserver
}

func (o beforeObservers) BeforeStep(s Step) {
	for _, each := range o.before {
		each.BeforeStep(s)
	}
}
