package fsm

import (
	"context"
	"net"

	"github.com/portolan-ftp/portolan/fsm/control"
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// What handlers and embedders use of data connections and their protection; see packages data and protection.
type (
	DataWriter      = data.Writer          // sends the data of a transfer
	DataReader      = data.Reader          // receives them
	Progress        = data.Progress        // of a transfer, or of work without a data connection
	PassiveListener = data.PassiveListener // the open port of a passive data connection
	PortRange       = data.PortRange       // where they listen
	Reach           = data.Reach           // where a data connection to an address leads
	DataProof       = protection.Proof     // that a protected data connection is the client's
)

// Where a data connection leads.
const (
	ReachNobody    = data.ReachNobody
	ReachClient    = data.ReachClient
	ReachElsewhere = data.ReachElsewhere
)

// What a protected data connection has to show.
const (
	ProofCertificate = protection.ProofCertificate
	ProofSession     = protection.ProofSession
	ProofNone        = protection.ProofNone
)

// Causes of the end of a transfer.
var (
	ErrNotResumed       = protection.ErrNotResumed
	ErrOtherCertificate = protection.ErrOtherCertificate
	ErrNoCloseNotify    = data.ErrNoCloseNotify
)

// ChosenHost is the virtual host that HOST chose before TLS began; see protection.ChosenHost.
func ChosenHost(ctx context.Context) string { return protection.ChosenHost(ctx) }

// Listen opens a port for control connections, as net.Listen does; see control.Listen.
func Listen(ctx context.Context, network, address string) (net.Listener, error) {
	return control.Listen(ctx, network, address)
}
