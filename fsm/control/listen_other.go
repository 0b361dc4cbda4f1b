//go:build !linux

package control

import (
	"context"
	"net"
)

// Listen opens a port for control connections, as net.Listen does.
func Listen(ctx context.Context, network, address string) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, network, address)
}

// Prepared says whether the connections of a port have their socket options already.
func Prepared(net.Listener) bool { return false }
