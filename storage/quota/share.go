package quota

import "context"

// Share is what several servers know together of one home, such as one on a network file system. Package
// accounts/shared has it. A ledger tells its own changes in the background and hears the sum. So the limit is exact for
// what one server stores, and all servers together go beyond it by no more than what they store between two tellings.
type Share interface {
	// Join asks what the home holds. known says that other servers have counted it, and so it need not be counted.
	Join(ctx context.Context, l *Ledger) (bytes, files int64, known bool)
	// Settle says what was counted, and returns what is valid, which another server may have counted before.
	Settle(ctx context.Context, bytes, files int64) (validBytes, validFiles int64)
	// Changed says that the ledger has something to tell, or wants to hear. It does not wait.
	Changed()
	// Part ends the ledger's part.
	Part()
}

// usage is what a home holds, or by how much that changes.
type usage struct{ bytes, files int64 }

// join takes over what other servers have counted.
func (l *Ledger) join(ctx context.Context) (known bool) {
	if l.share == nil {
		return false
	}
	bytes, files, known := l.share.Join(ctx, l)
	if known {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.bytes, l.files = bytes, files
	}
	return known
}

// ask wants to hear what others have stored. That comes a little later, while an upload goes on.
func (l *Ledger) ask() {
	if l.share != nil {
		l.share.Changed()
	}
}

// change changes the counts. The caller has the lock.
func (l *Ledger) change(bytes, files int64) {
	l.bytes += bytes
	l.files += files
	if l.share != nil && (bytes != 0 || files != 0) {
		l.pending.bytes += bytes
		l.pending.files += files
		l.share.Changed()
	}
}

// Take gives the changes that others have yet to be told of, and takes them for told.
func (l *Ledger) Take() (bytes, files int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	told := l.pending
	l.pending = usage{}
	return told.bytes, told.files
}

// Untake takes back what Take gave, which could not be told.
func (l *Ledger) Untake(bytes, files int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending.bytes += bytes
	l.pending.files += files
}

// Holds says what the home holds for all servers, with what this one has told.
func (l *Ledger) Holds(bytes, files int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bytes, l.files = bytes+l.pending.bytes, files+l.pending.files
}

// Held is what the home holds as this server knows it, without what it has yet to tell. It knows that once the first
// count has ended well.
func (l *Ledger) Held() (bytes, files int64, known bool) {
	select {
	case <-l.counted:
	default:
		return 0, 0, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bytes - l.pending.bytes, l.files - l.pending.files, l.fault == nil
}
