package cli

import (
	"fmt"
	"net"
	"os"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

// firstInherited is the first file descriptor that a program may be given, behind standard error.
const firstInherited = 3

// inherited are the listeners that the program was started with.
func inherited(n int) ([]daemon.Listener, error) {
	var all []daemon.Listener
	for i := range n {
		file := os.NewFile(uintptr(firstInherited+i), "listener")
		l, err := net.FileListener(file)
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, fmt.Errorf("file descriptor %d, which was to be a listener: %w", firstInherited+i, err)
		}
		file.Close()
		all = append(all, daemon.Listener{Listener: l})
	}
	return all, nil
}
