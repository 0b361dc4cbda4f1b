// Package socket is TCP for short connections, such as the data connection of a small file.
//
// Package net registers each socket with the runtime's poller when it is made. That costs two system calls for each
// socket, and the poller's thread wakes for ports and connections for which no goroutine waits. Here an operation is
// tried first, and the first operation that would have to wait registers the socket. From then on the socket behaves
// like one of package net. The rows small-retr and small-stor of the bench need this.
//
// A control connection whose client answers at once may have a turn: its reads wait for a moment in their system call,
// and only then does it go to the poller (brisk_linux.go).
//
// A control connection that is idle is parked: it waits without a goroutine, in an epoll that all of them share
// (room_linux.go).
//
// On systems other than Linux it uses package net.
package socket
