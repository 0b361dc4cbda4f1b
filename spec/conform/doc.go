// Package conform holds any FTP server against the table and the standards, through its socket alone.
//
//	report, err := conform.Run(ctx, conform.Options{Machine: m, Book: b, Address: "ftp.example:21", User: "u", Password: "p"})
//	report.Text(os.Stdout)
//
//	fail  R2428-3-EPSV-9  MUST  after EPSV ALL only EPSV sets up data connections  (RFC 2428 3)
//	      C: EPSV ALL
//	      S: 200 EPSV ALL ok.
//	      C: EPRT |1|127.0.0.1|40123|
//	    * S: 200 EPRT command successful.
//	      allowed here: 5yz
//
// No part of it is written for one server or one command. The table says which rows there are, where each may be given
// and what it does; the types of arguments say which value brings about which class of failure.
//
// # How it works
//
//	plan      chooses what to do next: the shortest way through the table to a row that has not been seen
//	stimulus  makes lines of a row: the words of its command, arguments for each class of failure, data for each end
//	player    does it on a session and keeps what was said; it knows where the session may be
//	wire      has the sockets: the control connection with deadlines, data connections either way, TLS
//	judge     says of each reply what the standards think of it, and of the data whether they are right
//	shrink    finds the shortest script that shows the same again
//	report    writes it down, in the formats that people and programs read
//
// The place of a session is a set of configurations, which the follower of package trace keeps; its steps are those of
// package meaning. The set has several members where a server has a choice, and each reply leaves those that could have
// given it. A reply that the table does not have is a difference, and the session goes on as if the nearest row had
// been given: one with the same first digit, or a refusal.
//
// # Two oracles
//
// The standards say what any server must do. Package standards has 827 requirements as data, and each reply is checked
// against those of their clauses that the control connection shows. A reply that breaks a MUST is a fail, one that
// breaks a SHOULD a warn. The table says what this project's server does; a difference from it is reported, and is no
// fault.
//
// # What it does to the target
//
// It works in a directory of its own, which it makes and removes. A second session (the keeper) makes and repairs the
// files that the tests need, and looks at what became of them. What could lock an account, or shut an address out, is
// off unless it is asked for.
package conform
