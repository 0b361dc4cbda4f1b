//go:build !unix

package daemon

// warnOfOpenFiles knows no such limit on this system.
func (o *Options) warnOfOpenFiles() {}
