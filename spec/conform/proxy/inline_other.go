//go:build !unix

package proxy

import "net"

// inline does nothing where the system has no such option.
func inline(*net.TCPConn) {}
