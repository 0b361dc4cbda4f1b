package logging

// The keys of the values in the log, which plain lines know by name.
const (
	KeySession  = "session"
	KeyPeer     = "peer"
	KeyUser     = "user"
	KeyHost     = "host"
	KeyPath     = "path"
	KeyBytes    = "bytes"
	KeySent     = "sent"
	KeyReceived = "received"
	KeySeconds  = "seconds"
	KeyRate     = "bytes_per_second"
	KeyResult   = "result"
	KeyCommand  = "command"
	KeyError    = "error"
	KeyLines    = "lines"
	KeyAddress  = "address"
	KeySignal   = "signal"
	KeyLimit    = "limit"
	KeyRunning  = "transfers"
	KeyMissed   = "unreadable"
	KeyAlarms   = "alarms"
)
