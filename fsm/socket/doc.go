// Package socket is TCP for connections that live for a moment, as the data connection of a small file does.
//
// Package net offers each socket to the runtime's poller when it is made. The poller's thread then wakes for a port that nobody
// waits at, for a connection that could be written at once, and each of the two costs two system calls more. Here an
// operation is tried first, and only the first one that would have to wait takes the socket to the poller. From then on it
// behaves as one of package net. The rows small-retr and small-stor of the bench need it.
//
// The control connection of a client that answers at once may have a turn: its reads wait a moment in a system call before
// they go to the poller (brisk_linux.go).
//
// Elsewhere than on Linux it is package net.
package socket
