// Package learn learns the machine that an FTP server is, through its socket alone, and compares it with our table.
//
//	a, err := learn.Load("rename")
//	l, err := learn.Run(ctx, learn.Options{Machine: table, Alphabet: a, Address: "ftp.example:21", User: "u", Password: "p"})
//	c := l.Compare()
//	l.Report("ftp.example", c).Text(os.Stdout)
//
//	differs   USER 331, PASS 230, RNFR 350, PASS 230, RNTO 250; the table answers 503, for the need pending
//	violates  epsv-all-holds (RFC 2428 4; D1, D16)
//	            USER 331, PASS 230, EPSV ALL 220, PASV 227
//
// An alphabet is a list of steps. A step is a command with its replies, and with the data connection that it uses; what
// the server says is its codes, and which part of the file came: "150 226 whole". Silence is an answer, too, and ends
// the session.
//
//	alphabets   the alphabets that have a name; a file is another one
//	mealy       machines, and what tells their states apart
//	lsharp      the learner: L# with a machine of reference, and what is done about answers that change
//	peers       the script that learns four servers of Debian
//	machines    what it has learned, MACHINES.md, which is made from that, and PEERS.md: the differences seen by hand
//
// Project is the table as one sees it through an alphabet: the learner's reference, and what the server is compared
// with. The learner asks in sessions of their own, several at the same time. Each has a directory of its own with one
// file; what a step has changed there is mended before the next one, so that there is nothing to learn but what the
// session remembers. The client follows no table: whatever the server has granted is tried.
//
// # Compare
//
// Compare goes through both machines together. An answer of another kind is a difference: done where the table refuses,
// refused where the table does it. Then the table goes on by the row that is nearest to the answer, so that our
// invariants can be asked of where the session is, by what the server itself has said. A state is split if two
// dialogues that both sides answer alike lead to it in the table, and to two states in the server; merged is the other
// way round.
//
// # The limits
//
// What is learned is right as far as the words at random can tell. A state that only a long dialogue of just these
// steps leads to may be missed. Failed logins are counted, so that no account is locked: words with more of them are
// not asked. Texts, times and what happens during a transfer are not looked at; package conform does that.
package learn
