// Package shared is what several servers have in common, so that together they are as one: how often each account is logged in,
// which logins failed, the keys of TLS session tickets, and what homes with a quota hold.
//
//	node := shared.New(shared.Options{Store: store, SessionsPerUser: 3})  // a nil Store: this server alone
//	node.Start(guard)                         // until Close
//	leave, err := node.Enter(ctx, account)    // at a login; leave() at its end
//
// A Store is where it is kept: Memory for servers of one process, package sqlite for one machine and its restarts, package
// postgres for any number of machines. Each passes sharedtest.Suite.
//
// A Node answers from its own memory. A login of an account with a limit asks the store, once, and for EnterTimeout at most;
// so do the first session of a home with a quota and the end of the last one. No other command waits for the store. What
// happens here is told in the background, and what happens elsewhere is heard there. While the store is away:
//
//	sessions       logins go on. They count against what this node has, until it has told its counts again.
//	failed logins  those that were heard hold, and new ones count here. They are told later, up to maxWaiting of them.
//	ticket keys    the last ones go on. A node that never had any makes its own: clients then begin anew at other nodes.
//	quotas         count on from what was there; the changes are added up later.
//
// A node renews a lease. When the node is lost, and the lease has run out, its sessions count no more; when it comes back it
// tells them again. All times are the store's, so that the nodes' clocks do not matter.
//
// What this does not promise: attempts and uploads that several nodes decide at the same moment do not know of each other. So a
// guesser may have one failure more for each node, and a home a little more than its quota: what the nodes write in flushEvery.
package shared
