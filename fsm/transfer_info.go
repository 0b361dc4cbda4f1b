package fsm

import "time"

// TransferInfo describes a transfer that runs or has just ended.
type TransferInfo struct {
	Session uint64
	User    string
	Command string // "RETR"
	Name    string // the argument, as far as the table knows it: a path
	Upload  bool
	Work    bool  // no data connection: a digest, a copy, the removal of a tree
	Bytes   int64 // moved so far, as they travelled; of work, done so far
	Total   int64 // -1 while unknown
	Started time.Time
	Ended   time.Time // zero while it runs
	Missed  int       // entries of a listing, and of work on a directory, that could not be looked at
	Fault   error     // why the first of them could not
}

func (t *transfer) info() TransferInfo {
	info := TransferInfo{Session: t.session.id, User: t.user, Command: t.session.table().Commands[t.call.command].Name,
		Name: t.name, Upload: t.outcome.recv != nil, Work: t.outcome.work != nil, Started: t.started}
	info.Bytes, info.Total = t.progress.Counts()
	info.Missed, info.Fault = t.progress.Faults()
	return info
}

// Transfers are the transfers in progress.
func (s *Server) Transfers() []TransferInfo {
	var all []TransferInfo
	s.each(func(session *Session) {
		if t := session.current(); t != nil {
			all = append(all, t.info())
		}
	})
	return all
}
