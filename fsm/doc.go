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
// Each room below has one reason, and imports downwards only:
//
//	fsm          sessions: a server, its sessions, their transfers and steps
//	control      the control connection: lines in, replies out, protection switched
//	data         the data connection: endpoints, peers, bytes, deadlines
//	socket       TCP that goes to the poller only when it must wait
//	relay        whose a connection is that a balancer makes
//	protection   the TLS of both, and what shows that they belong together
//	reply        how a row's reply reads
//	engine       what a table means: pure, values in, values out
//	argument     how arguments are read; for generated code
//	table, line, event, capacity, netaddr, contain   what these speak of
//	cover        how often each row has run; it observes a server from above
//
// # One RETR
//
// Ten files, in the order in which a RETR passes through them, from the socket to the disk and back:
//
//  1. server.go accepts the connection and makes a Session.
//  2. session.go waits for a line (control/conn.go, control/input.go) and asks the engine what is next.
//  3. dispatch.go finds the command (engine/find.go) and decides what answers it (engine/decide.go).
//  4. commands/ftp/dispatch_gen.go reads the argument (argument) and calls the handler.
//  5. commands/retr.go opens the file (storage/read.go) and returns an outcome.
//  6. step.go checks the outcome, moves the regions (engine/apply.go) and has reply.go answer 150.
//  7. transfer.go performs what was promised, and gives the session to a second goroutine if it takes long.
//  8. data/connection.go opens the data connection from its endpoint (endpoint.go, data/listener.go).
//  9. data/writer.go sends the file (socket/sendfile_linux.go, where the kernel moves the bytes).
//  10. ending.go finds the completion, and session.go goes on.
//
// # What a session is
//
// A Configuration: one small number for each parallel region (login, rename, data, transfer …). For each region there
// is a looplab/fsm machine, borrowed from a pool for one step: every machine is asked first, and then all move, or
// none. The machines are made of the moves that the explorer has found reachable, and not of the rows that run. A move
// that they refuse is therefore an alarm (Server.Alarms): no proved state leads there. Values ride on states (the name
// after RNFR rides on rename=pending) and are dropped, and closed, when the state is left.
//
// # Goroutines
//
// One goroutine at a time owns a session, and performs its transfers too. When a transfer takes longer than some
// milliseconds, a timer starts a second goroutine, which takes over the session: it reads the control connection,
// answers the commands that the table answers at once (ABOR, STAT), and postpones the others in a bounded queue, so
// that pipelining clients get their replies in order. The first goroutine keeps the data connection and ends with the
// transfer. The owner is whoever first takes an atomic variable of the transfer, which the first goroutine does to send
// the preliminary reply and at the end. A session that stays idle is parked, and has no goroutine until a line comes;
// where its connection cannot be parked, as under TLS, it moves to a fresh goroutine, whose stack is small again.
//
// Five pieces are more than a reader expects. A row of the benchmark needs each of them: longTransfer and package
// socket (small-retr, small-stor, idle), freshAfter (idle), workers (login) and control.Conn.Wait (cmd).
//
// # Limits
//
// Every wait has a time-out, a deadline of package net, and every queue has a size; see Limits
// and the constants beside it. Command lines that are too long are dropped whole and answered once. Data
// connections go to, and come from, the control connection's peer only.
//
// # Panics
//
// A panic in an embedder's code does not end the process. A panic of a handler is answered 451. A panic in a transfer
// or a TLS handshake ends that transfer or handshake. Any other panic, of an observer or of the body of a reply, ends
// its session as the loss of its control connection would. The session releases what it held, and the log tells of the
// panic.
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
