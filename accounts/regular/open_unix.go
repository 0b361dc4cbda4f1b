//go:build unix

package regular

import "syscall"

// openCautiously neither waits for the other end of a pipe nor takes a terminal, should the path lead to one by now.
const openCautiously = syscall.O_NONBLOCK | syscall.O_NOCTTY
