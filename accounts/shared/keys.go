package shared

import (
	"context"
	"crypto/tls"
	"slices"
)

// Tickets has a configuration make and take the nodes' session tickets, from now on and whenever the keys change. Until the
// first keys have come it has its own.
func (n *Node) Tickets(config *tls.Config) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tickets = append(n.tickets, config)
	if len(n.keys) > 0 {
		config.SetSessionTicketKeys(n.keys)
	}
}

// tend looks at the keys of tickets.
func (n *Node) tend(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	keys, err := n.Store.Keys(ctx, n.Rotation)
	if err != nil {
		return err
	}
	n.take(inUse(keys))
	return nil
}

func (n *Node) tidy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return n.Store.Tidy(ctx, n.Window)
}

func (n *Node) take(keys [][32]byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(keys) == 0 || slices.Equal(keys, n.keys) {
		return
	}
	n.keys = keys
	for _, config := range n.tickets {
		config.SetSessionTicketKeys(keys)
	}
}

// inUse orders keys, the newest first, as crypto/tls wants them: the first makes tickets. That is not a new key, which some
// nodes do not have yet, unless it is the only one.
func inUse(keys []Key) [][32]byte {
	all := make([][32]byte, len(keys))
	for i, k := range keys {
		all[i] = k.Bytes
	}
	if len(keys) > 1 && keys[0].Age < SpreadTime {
		all[0], all[1] = all[1], all[0]
	}
	return all
}
