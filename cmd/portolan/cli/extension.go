package cli

import "github.com/portolan-ftp/portolan/cmd/portolan/daemon"

// endings are what ends the parts of a program that have begun.
type endings []func()

func (e *endings) add(end func()) {
	if end != nil {
		*e = append(*e, end)
	}
}

// all ends them, the last one first.
func (e endings) all() {
	for i := len(e) - 1; i >= 0; i-- {
		e[i]()
	}
}

// prepare lets the extensions set options.
func (o *options) prepare() (ends endings, err error) {
	for _, e := range o.program.Extensions {
		if e.Prepare == nil {
			continue
		}
		end, err := e.Prepare(&o.Options)
		if err != nil {
			return ends, err
		}
		ends.add(end)
	}
	return ends, nil
}

// beside begins what the extensions do beside the server.
func (o *options) beside(server *daemon.Server, ends *endings) error {
	for _, e := range o.program.Extensions {
		if e.Beside == nil {
			continue
		}
		end, err := e.Beside(server)
		if err != nil {
			return err
		}
		ends.add(end)
	}
	return nil
}
