package fsm

import "errors"

// Granted is something that a handler is given only where the account and the operator's policies allow it. One outcome
// needs it, and only that outcome.
type Granted[T any] struct {
	value T
	ok    bool
}

// Get is the value, and whether there is one. Without it the outcomes that take it are not to be chosen.
func (g Granted[T]) Get() (T, bool) { return g.value, g.ok }

// Grant is v where an outcome of the command that takes the capability may be chosen. For generated code.
func Grant[T any](c *Call, capability string, v T) (g Granted[T]) {
	if s := c.session; s.engine().Grants(&s.state, c.command, capability, s.rights()) {
		g = Granted[T]{v, true}
	}
	return g
}

// errNotGranted says that an outcome takes what the handler was not given.
var errNotGranted = errors.New("came without the permission for what it takes")
