package fsm

import (
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/protection"
)

// What handlers, generated code and whoever writes Options name of data connections and their protection. What else
// these have is named by packages data, protection and control.
type (
	DataWriter      = data.Writer          // sends the data of a transfer
	DataReader      = data.Reader          // receives them
	Progress        = data.Progress        // of a transfer, or of work without a data connection
	PassiveListener = data.PassiveListener // the open port of a passive data connection
	PortRange       = data.PortRange       // where they listen
	DataProof       = protection.Proof     // that a protected data connection is the client's
)

// Where a data connection leads, as Session.Reach says.
const (
	ReachClient    = data.ReachClient
	ReachElsewhere = data.ReachElsewhere
)

// What a protected data connection has to show.
const (
	ProofCertificate = protection.ProofCertificate
	ProofSession     = protection.ProofSession
	ProofNone        = protection.ProofNone
)
