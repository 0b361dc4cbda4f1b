//go:build race

package main

// init has the program built with the detector too: what a session does at the same time as others happens in it.
func init() { buildFlags = append(buildFlags, "-race") }
