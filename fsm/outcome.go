package fsm

import (
	"context"
	"iter"

	"github.com/portolan-ftp/portolan/storage"
)

// Outcome is what a handler decided: a declared row of its command, with the values for its text and payload.
// Handlers never make one: the generated constructors do, sealed per command. The zero Outcome is invalid.
type Outcome struct {
	row    Row
	params []any
	body   iter.Seq2[[]byte, error]
	send   func(context.Context, *DataWriter) Outcome
	recv   func(context.Context, *DataReader) Outcome
	work   func(context.Context, *Progress) Outcome
	cause  error
	own    bool // the row is the table's choice, by its own number
}

// Answer is the outcome that answers with row; params are the row's Params in order. For generated code.
func Answer(row Row, params ...any) Outcome { return Outcome{row: row, params: params} }

// WithBody adds the lines of a multi-line reply, without line ends. For generated code.
func (o Outcome) WithBody(lines iter.Seq[[]byte]) Outcome {
	if lines == nil {
		return o // the session takes it for no answer
	}
	o.body = func(yield func([]byte, error) bool) {
		for line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
	return o
}

// WithBodyOrCut is WithBody for lines that may break off. An error without a line comes last, and the row's Cut tells
// the client that the lines broke off. An error with a line changes nothing for the client. Both are logged. For
// generated code.
func (o Outcome) WithBodyOrCut(lines iter.Seq2[[]byte, error]) Outcome {
	o.body = lines
	return o
}

// WithSend adds what sends the data after the preliminary reply. For generated code.
func (o Outcome) WithSend(f func(context.Context, *DataWriter) Outcome) Outcome {
	o.send = f
	return o
}

// WithReceive adds what receives the data after the preliminary reply. For generated code.
func (o Outcome) WithReceive(f func(context.Context, *DataReader) Outcome) Outcome {
	o.recv = f
	return o
}

// WithWork adds what is done before the command is answered. For generated code.
func (o Outcome) WithWork(f func(context.Context, *Progress) Outcome) Outcome {
	o.work = f
	return o
}

// brings says whether the outcome sends, receives or works, in the terms of a row's Then.
func (o *Outcome) brings() Then {
	switch {
	case o.send != nil:
		return Send
	case o.recv != nil:
		return Receive
	case o.work != nil:
		return Work
	}
	return Nothing
}

// ClassRows maps classes of error to the rows that answer them. A class without a row is answered as storage.Other is.
type ClassRows [storage.ClassCount]Row

// Fail is the outcome that a command declares for the class of err; the client sees the declared text,
// the log sees err. For generated code.
func Fail(err error, rows *ClassRows) Outcome {
	row := rows[storage.ClassOf(err)]
	if row == 0 { // no error is answered by the first row, which is that of an event
		row = rows[storage.Other]
	}
	return Outcome{row: row, cause: err}
}
