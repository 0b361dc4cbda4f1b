package shared

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"
)

// Memory is a Store for nodes of one process. It forgets everything with the process.
type Memory struct {
	mu       sync.Mutex
	nodes    map[string]*memoryNode
	attempts []memoryAttempt
	last     int64 // of the attempts' IDs
	watchers map[chan struct{}]struct{}
	keys     []memoryKey // the newest first
	homes    map[string]*memoryHome
}

type memoryNode struct {
	until    time.Time
	total    int
	sessions map[string]int
}

type memoryAttempt struct {
	Attempt
	at time.Time
}

type memoryKey struct {
	Key
	made time.Time
}

type memoryHome struct {
	Use
	counted bool
	nodes   map[string]struct{}
}

// NewMemory returns a Store that holds nothing.
func NewMemory() *Memory {
	return &Memory{nodes: map[string]*memoryNode{}, watchers: map[chan struct{}]struct{}{}, homes: map[string]*memoryHome{}}
}

func (m *Memory) node(name string) *memoryNode {
	if m.nodes[name] == nil {
		m.nodes[name] = &memoryNode{sessions: map[string]int{}}
	}
	return m.nodes[name]
}

// others calls a function for each other node whose lease runs.
func (m *Memory) others(node string, do func(name string, n *memoryNode)) {
	for name, n := range m.nodes {
		if name != node && time.Now().Before(n.until) {
			do(name, n)
		}
	}
}

// Beat implements Store.
func (m *Memory) Beat(_ context.Context, node string, lease time.Duration, sessions int) (others int, lapsed bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, now := m.node(node), time.Now()
	lapsed = !now.Before(n.until)
	n.until, n.total = now.Add(lease), sessions
	m.others(node, func(_ string, o *memoryNode) { others += o.total })
	return others, lapsed, nil
}

// Enter implements Store.
func (m *Memory) Enter(_ context.Context, node, account string, mine, most int) (ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := mine
	m.others(node, func(_ string, o *memoryNode) { sum += o.sessions[account] })
	if sum > most {
		return false, nil
	}
	m.node(node).sessions[account] = mine
	return true, nil
}

// Count implements Store.
func (m *Memory) Count(_ context.Context, node string, sessions map[string]int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.node(node)
	for account, count := range sessions {
		if n.sessions[account] = count; count == 0 {
			delete(n.sessions, account)
		}
	}
	return nil
}

// Leave implements Store.
func (m *Memory) Leave(_ context.Context, node string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.nodes, node)
	for _, h := range m.homes {
		delete(h.nodes, node)
	}
	return nil
}

// Tell implements Store.
func (m *Memory) Tell(_ context.Context, node string, attempts []Attempt) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range attempts {
		m.last++
		a.ID, a.Node = m.last, node
		m.attempts = append(m.attempts, memoryAttempt{a, time.Now().Add(-a.Age)})
	}
	m.attempts = m.attempts[max(0, len(m.attempts)-MaxHeard):]
	for w := range m.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
	return nil
}

// after are the attempts behind one that are not too old.
func (m *Memory) after(id int64, window time.Duration) (all []Attempt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.attempts {
		a.Age = time.Since(a.at)
		if a.ID > id && (a.Age < window || a.In && a.Age < KnownFor) {
			all = append(all, a.Attempt)
		}
	}
	return all
}

// Watch implements Store.
func (m *Memory) Watch(ctx context.Context, window time.Duration, heard func([]Attempt), ready func()) error {
	news := make(chan struct{}, 1)
	m.mu.Lock()
	m.watchers[news] = struct{}{}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers, news)
	}()
	for last := int64(0); ; {
		if all := m.after(last, window); len(all) > 0 {
			last = all[len(all)-1].ID
			heard(all)
		}
		ready()
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Keys implements Store.
func (m *Memory) Keys(_ context.Context, every time.Duration) ([]Key, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.keys) == 0 || time.Since(m.keys[0].made) >= every {
		fresh := memoryKey{made: time.Now()}
		rand.Read(fresh.Bytes[:])
		m.keys = append([]memoryKey{fresh}, m.keys[:min(len(m.keys), KeptKeys-1)]...)
	}
	all := make([]Key, len(m.keys))
	for i, k := range m.keys {
		all[i] = Key{k.Bytes, time.Since(k.made)}
	}
	return all, nil
}

// Join implements Store.
func (m *Memory) Join(_ context.Context, node, home string) (use Use, known bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.homes[home]
	if h == nil {
		h = &memoryHome{nodes: map[string]struct{}{}}
		m.homes[home] = h
	}
	m.others(node, func(name string, _ *memoryNode) {
		_, joined := h.nodes[name]
		known = known || joined
	})
	known = known && h.counted
	h.nodes[node] = struct{}{}
	if !known {
		h.counted = false
		h.Count++
	}
	return h.Use, known, nil
}

// Settle implements Store.
func (m *Memory) Settle(_ context.Context, node, home string, counted Use) (Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.homes[home]
	if h == nil {
		h = &memoryHome{nodes: map[string]struct{}{}, Use: Use{Count: 1}}
		m.homes[home] = h
	}
	h.nodes[node] = struct{}{}
	if !h.counted {
		h.counted, h.Bytes, h.Files = true, counted.Bytes, counted.Files
	}
	return h.Use, nil
}

// Change implements Store.
func (m *Memory) Change(_ context.Context, _ string, changes map[string]Use) (map[string]Use, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	held := make(map[string]Use, len(changes))
	for home, change := range changes {
		h := m.homes[home]
		if h == nil || !h.counted {
			continue
		}
		if h.Count == change.Count {
			h.Bytes += change.Bytes
			h.Files += change.Files
		}
		held[home] = h.Use
	}
	return held, nil
}

// Part implements Store.
func (m *Memory) Part(_ context.Context, node, home string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.homes[home]; h != nil {
		delete(h.nodes, node)
	}
	return nil
}

// Tidy implements Store.
func (m *Memory) Tidy(_ context.Context, window time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.attempts = slices.DeleteFunc(m.attempts, func(a memoryAttempt) bool {
		age := time.Since(a.at)
		return age > KnownFor || !a.In && age > window
	})
	for name, n := range m.nodes {
		if time.Since(n.until) > LapsedFor {
			delete(m.nodes, name)
		}
	}
	for name, h := range m.homes {
		for node := range h.nodes {
			if m.nodes[node] == nil {
				delete(h.nodes, node)
			}
		}
		if len(h.nodes) == 0 {
			delete(m.homes, name)
		}
	}
	return nil
}

// Close implements Store.
func (m *Memory) Close() {}
