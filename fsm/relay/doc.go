// Package relay knows the clients behind a balancer, which tells of each connection for whom it makes it: the PROXY
// protocol, versions 1 and 2.
//
// The header is the first thing on a connection, before TLS and before the greeting. Only hosts in networks that the
// operator names are believed, and they have to send one: a client that came to the port directly could otherwise be
// anybody. Received gives a connection the addresses that the header tells. So the client's real address counts
// everywhere.
package relay
