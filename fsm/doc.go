// Package fsm runs FTP sessions from a table.
//
// The table (Table) says everything about the protocol: which commands there are, what each needs, what it
// may answer, and how each answer moves the session. This package knows no command. It reads a line, finds
// its row group, answers preconditions itself, lets a handler choose among the declared outcomes, moves the
// session's regions, and sends the declared text:
//
//	C: RNTO new.txt
//	     needs   login=in, rename=pending   does not hold: row "pending"
//	S: 503 Send RNFR just before.
//	C: RNFR old.txt
//	     handler chooses the outcome        row "pending": rename → pending, with from=/old.txt
//	S: 350 Now RNTO.
//	C: RNTO new.txt
//	     handler is given From=/old.txt     row "ok"; rename expires
//	S: 250 Renamed.
//
// # Rooms
//
// What a table means is decided by package engine, which is pure: values in, values out. The types of a table are in
// package table, the reading of lines in package line. This package has what the world is made of: connections,
// goroutines, clocks, handlers, the values that sessions carry, and texts.
//
// # What a session is
//
// A Configuration: one small number for each parallel region (login, rename, data, transfer …). For each region there is
// a looplab/fsm machine, borrowed from a pool for one step: every machine is asked first, and then all move, or none.
// The machines are made of the moves that the explorer has found reachable, not of the rows that run, so what they
// refuse is an alarm (Server.Alarms): no proved state leads there. Values ride on states (the name after RNFR rides on rename=pending) and are dropped,
// and closed, when the state is left.
//
// # Goroutines
//
// A session is one goroutine. A transfer that is over within some milliseconds needs no other; a longer one
// keeps the goroutine, which owns the data connection, and the session goes on in a second: it reads the
// control connection, answers what the table says to answer at once (ABOR, STAT), and postpones the rest in a
// bounded queue, so that pipelining clients get their replies in order. A session that stays idle moves to a
// fresh goroutine, whose stack is small again.
//
// # Limits
//
// Every wait has a time-out, struck by one watchdog for all sessions, and every queue has a size; see Limits
// and the constants beside it. Command lines that are too long are dropped whole and answered once. Data
// connections go to, and come from, the control connection's peer only.
//
// # Panics
//
// Whatever of an embedder's code panics ends no process. A handler's panic is answered 451, one in a transfer or a TLS
// handshake ends that transfer or handshake, and any other, of an observer or the body of a reply, ends its session as
// the loss of its control connection would. What the session held is released, and the log says so.
//
// # Use
//
// NewServer takes a Protocol, which generated code makes of a table and of handlers, and Options; see the examples
// of Server and Observer. There are no globals: any number of servers, with different tables, run side by side.
//
// # What it does not do
//
// It does not read spec files, touch files, or know users: generated code and handlers do.
package fsm
