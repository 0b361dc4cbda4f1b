// Package tool has no handlers: it may use the network, and yet not answer.
package tool

import (
	"net"

	"github.com/portolan-ftp/portolan/fsm"

	"example.org/server/ftp"
)

func Listen() (net.Listener, error) { return net.Listen("tcp", "") }

var (
	_ = fsm.Answer(1)             // want `C04: fsm.Answer is for generated code; answer with a constructor of the generated package`
	_ = fsm.Outcome{}             // want `C04: fsm.Outcome is for generated code`
	_ = fsm.Fail(nil, nil)        // want `C04: fsm.Fail is for generated code`
	_ = ftp.Outcome(nil).WithSend // want `C04: ftp.Outcome is for generated code; return the reply itself` `C04: fsm.WithSend is for generated code`
	_ = "see 421 there"           // want `C04: "see 421 there" begins like a reply`
	_ = "sha256 of"
)
