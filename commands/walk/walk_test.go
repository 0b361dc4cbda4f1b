package walk

import "testing"

// TestCount lets Limit visits through, and no more.
func TestCount(t *testing.T) {
	c := Count(Limit - 1)
	if err := c.Add(); err != nil {
		t.Errorf("visit %d: %v", Limit, err)
	}
	if err := c.Add(); err != ErrTooMany {
		t.Errorf("visit %d: %v; want %v", Limit+1, err, ErrTooMany)
	}
}
