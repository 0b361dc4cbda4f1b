// Package data is the data connection of a transfer: where it comes from, who may be at its other end, how bytes move
// over it, and how it ends.
//
// A Connection is opened from an Endpoint: the port that PASV or EPSV opened (PassiveListener, one of Ports), or the
// address that PORT or EPRT gave (Dial). Peers says who may be at the other end. The handler is given a Writer or a
// Reader, which move bytes with sendfile and splice where the system can. With PROT P a carrier stands between TLS and
// the system, and gathers records, so that many of them cost one system call.
//
// Deadlines as package net has them end what takes too long; package socket makes the sockets. The package knows
// neither sessions nor tables of commands, except for the names of the ways in which a data connection fails.
package data
