package shared

import (
	"context"
	"sync/atomic"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/quota"
)

// Homes gives the node's part in homes that other nodes change too, in a place whose name is the same at all nodes. It is nil
// for a node that shares nothing.
func (n *Node) Homes(place string) func(storage.Path) quota.Share {
	if n.Alone() {
		return nil
	}
	return func(path storage.Path) quota.Share { return &home{node: n, name: place + string(path)} }
}

// home is a quota.Share.
type home struct {
	node    *Node
	name    string
	changed atomic.Bool

	// The following are guarded by node.mu.
	ledger *quota.Ledger
	count  int64 // which count of the home it has joined; 0 is none yet
}

// Join implements quota.Share. Where the store is away the home is counted, and joined later.
func (h *home) Join(ctx context.Context, l *quota.Ledger) (bytes, files int64, known bool) {
	h.node.mu.Lock()
	h.ledger = l
	h.node.homes[h] = struct{}{}
	h.node.mu.Unlock()
	if h.node.away.Load() {
		return 0, 0, false
	}
	ctx, cancel := context.WithTimeout(ctx, EnterTimeout)
	defer cancel()
	use, known, err := h.node.Store.Join(ctx, h.node.id, h.name)
	if err != nil || !known {
		return 0, 0, false
	}
	h.joined(use)
	return use.Bytes, use.Files, true
}

// Settle implements quota.Share.
func (h *home) Settle(ctx context.Context, bytes, files int64) (validBytes, validFiles int64) {
	if h.node.away.Load() {
		return bytes, files
	}
	ctx, cancel := context.WithTimeout(ctx, EnterTimeout)
	defer cancel()
	use, err := h.node.Store.Settle(ctx, h.node.id, h.name, Use{Bytes: bytes, Files: files})
	if err != nil {
		return bytes, files
	}
	h.joined(use)
	return use.Bytes, use.Files
}

func (h *home) joined(use Use) {
	h.node.mu.Lock()
	defer h.node.mu.Unlock()
	h.count = use.Count
}

// joinedCount is the count of the home that it has joined.
func (h *home) joinedCount() int64 {
	h.node.mu.Lock()
	defer h.node.mu.Unlock()
	return h.count
}

// Changed implements quota.Share.
func (h *home) Changed() {
	if !h.changed.Swap(true) {
		h.node.wake()
	}
}

// Part implements quota.Share. What is left to tell is told first.
func (h *home) Part() {
	n := h.node
	ctx, cancel := context.WithTimeout(context.Background(), EnterTimeout)
	defer cancel()
	if !n.away.Load() {
		if h.changed.Load() {
			_ = n.tellHomes(ctx) // else the next count finds it
		}
		_ = n.Store.Part(ctx, n.id, h.name) // else the lease runs out
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.homes, h)
}

// open are the homes for which a condition holds, one for each name.
func (n *Node) open(holds func(*home) bool) map[string]*home {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := map[string]*home{}
	for h := range n.homes {
		if all[h.name] == nil && holds(h) {
			all[h.name] = h
		}
	}
	return all
}

// tellHomes tells the changes of homes, and hears what they hold then.
func (n *Node) tellHomes(ctx context.Context) error {
	told, err := n.beginTelling(ctx)
	if err != nil {
		return err
	}
	defer told()
	changed := n.open(func(h *home) bool { return h.count != 0 && h.changed.Load() })
	if len(changed) == 0 {
		return nil
	}
	changes := make(map[string]Use, len(changed))
	for name, h := range changed {
		h.changed.Store(false)
		bytes, files := h.ledger.Take()
		changes[name] = Use{Bytes: bytes, Files: files, Count: h.joinedCount()}
	}
	held, err := n.Store.Change(ctx, n.id, changes)
	for name, h := range changed {
		use, known := held[name]
		switch {
		case known:
			h.joined(use)
			h.ledger.Holds(use.Bytes, use.Files)
		default:
			h.ledger.Untake(changes[name].Bytes, changes[name].Files)
			h.changed.Store(true)
			if err == nil {
				h.rejoin(ctx)
			}
		}
	}
	return err
}

// beginTelling waits for the others who tell homes, or join them anew: a change that is told must be of the count that
// the store has.
func (n *Node) beginTelling(ctx context.Context) (end func(), err error) {
	select {
	case n.telling <- struct{}{}:
		return func() { <-n.telling }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// rejoin joins homes anew: all of them once the store has forgotten the node, and otherwise those that could not be
// joined before.
func (n *Node) rejoin(ctx context.Context, all bool) {
	wanted := func(h *home) bool { return all || h.count == 0 }
	if len(n.open(wanted)) == 0 {
		return
	}
	end, err := n.beginTelling(ctx)
	if err != nil {
		return // the next beat tries again, or the next change
	}
	defer end()
	for _, h := range n.open(wanted) {
		h.rejoin(ctx)
	}
}

// rejoin joins a home with what this node knows of it. One that is still being counted joins when it has been.
func (h *home) rejoin(ctx context.Context) {
	bytes, files, counted := h.ledger.Held()
	if !counted {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, EnterTimeout)
	defer cancel()
	use, known, err := h.node.Store.Join(ctx, h.node.id, h.name)
	if err == nil && !known {
		use, err = h.node.Store.Settle(ctx, h.node.id, h.name, Use{Bytes: bytes, Files: files})
	}
	if err == nil {
		h.joined(use)
		h.ledger.Holds(use.Bytes, use.Files)
		h.changed.Store(true)
		h.node.wake()
	}
}
