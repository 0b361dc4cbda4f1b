// Package proxy judges a server in the middle of the sessions of real clients: it stands where clients connect, passes
// on what both sides say, and tells the first step of each session that the standards, or the table, do not allow.
//
//	p := proxy.New(proxy.Options{Machine: m, Book: book, Upstream: "127.0.0.1:21", Found: print})
//	err := p.Serve(ctx, listener)
//	report := p.Report()
//
// Data connections pass through it as well: the address in a reply to PASV, EPSV or LPSV, and in PORT, EPRT or LPRT, is
// replaced by one of its own. An address that is not the client's host is passed on as it is, so that the proxy
// connects nowhere but to the two hosts that it stands between.
//
// Behind AUTH TLS it shows the client a certificate of its own, and begins TLS with the server as a client, on the
// control connection and on protected data connections. Where it has no certificate it passes on what it cannot read,
// and says that the session is not judged from there on. ServeTLS takes clients with implicit TLS, for the server's
// port of that kind. Behind CCC both connections go on in the clear, and are judged further.
//
// What is judged are the replies, their order, and how many bytes come where the session has told the size of a file.
// It waits for nobody: a reply that never comes is not told.
package proxy

import (
	"time"
)

// Limits of the proxy.
const (
	maxSessions = 256              // at a time; a client more is turned away, as a server would
	maxWaiting  = 1000             // lines without a reply: a client that sends on and reads nothing is judged no further
	maxShown    = 12               // lines of a dialogue that are told before the step in question
	maxSizes    = 1000             // files whose size a session has told
	handshake   = 10 * time.Second // for TLS on either side, and for a connection to the server
	linger      = time.Second      // for what is on its way when one side has closed
)
