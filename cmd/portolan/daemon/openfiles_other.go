//go:build !unix

package main

import "log/slog"

// warnOfOpenFiles knows no such limit on this system.
func (o *options) warnOfOpenFiles(*slog.Logger) {}
