// Package control is the control connection of a session: lines come in, replies go out, and AUTH and CCC switch its
// protection.
//
// Conn holds a buffer only while there are bytes in it, so that an idle session costs none: on Unix the runtime's
// poller waits for a readable socket, and a buffer is taken then. Time-outs are deadlines of package net. Package line
// reads lines, and package reply writes texts. This package knows neither commands nor sessions.
package control
