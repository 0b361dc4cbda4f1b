package lsp

import (
	"context"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// queue handles messages one at a time, in their order, while the next ones are read. Otherwise a client that waits
// until the server reads, and a server that waits until the client reads, would wait for ever.
type queue struct {
	handler  jsonrpc2.Handler
	messages chan message
	ended    chan struct{}
	once     sync.Once
}

// message is a message that waits.
type message struct {
	ctx     context.Context
	conn    *jsonrpc2.Conn
	request *jsonrpc2.Request
}

// waiting is how many messages may wait: more than an editor sends while the slowest request is answered. A client that
// sends more is not read until some are handled.
const waiting = 1024

func newQueue(h jsonrpc2.Handler) *queue {
	return &queue{handler: h, messages: make(chan message, waiting), ended: make(chan struct{})}
}

// Handle takes a message.
func (q *queue) Handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
	select {
	case q.messages <- message{ctx, conn, r}:
	case <-q.ended:
	}
}

// run handles messages until stop.
func (q *queue) run() {
	for {
		select {
		case m := <-q.messages:
			q.handler.Handle(m.ctx, m.conn, m.request)
		case <-q.ended:
			return
		}
	}
}

// stop ends run; what waits then is not handled.
func (q *queue) stop() { q.once.Do(func() { close(q.ended) }) }
