package explore

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestCover: a few valuations show every row and every state that all of them show, and one less does not.
func TestCover(t *testing.T) {
	testcost.Some(t)
	m := load(t, ourSpec)
	g := m.ExploreAll()
	cover, all := g.Cover(), len(g.sights())
	if len(cover) > 8 || all < len(m.Rows)*9/10 {
		t.Errorf("%d valuations of %d cover %d rows and states", len(cover), len(g.Valuations), all)
	}
	if some := len(m.Explore(cover...).sights()); some != all {
		t.Errorf("the cover shows %d of %d rows and states", some, all)
	}
	if less := len(m.Explore(cover[:len(cover)-1]...).sights()); less >= all {
		t.Errorf("without the last of the cover there are %d of %d rows and states too", less, all)
	}
}
