package fsm

// CutShort says that the data ended before the end of the file, which a handler knows from the transfer mode:
// the transfer ends as one whose data connection broke (RFC 959 3.4).
func (r *DataReader) CutShort() { r.transfer.fail(EndBroken) }
