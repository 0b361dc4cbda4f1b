//go:build !unix

package main

import "errors"

// makePipe fails where paths lead to no pipes.
func makePipe(string) error { return errors.ErrUnsupported }
