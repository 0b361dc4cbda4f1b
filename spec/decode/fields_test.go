package decode

import (
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// readTree is the node tree of a file of the right form.
func readTree(t *testing.T, file string) *syntax.Node {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := &syntax.Parser{Report: syntax.NewReport(file, data)}
	root := r.Document(data, grammar.ShapeTop)
	if len(r.Errs) > 0 {
		t.Fatal(r.Errs)
	}
	return root
}

// merged is the model of a tree.
func merged(root *syntax.Node) *spec.Spec {
	c := newChecker(syntax.NewReport("", nil), root)
	c.Unfold(root)
	c.mergeShared()
	return build(&spec.Spec{}, root)
}

// place is a key in a tree: the item-th entry of the at-th node with a shape.
type place struct {
	at, item int
	key      string
}

// shapedNodes are the nodes with a shape, in order.
func shapedNodes(n *syntax.Node) []*syntax.Node {
	var out []*syntax.Node
	if n.Shape != nil {
		out = append(out, n)
	}
	for _, item := range n.Items {
		out = append(out, shapedNodes(item)...)
	}
	return out
}

// TestEveryKeyIsConsumed takes each key out of a spec that has them all: the model must change. A key of the
// field table that changes nothing would be accepted and ignored.
func TestEveryKeyIsConsumed(t *testing.T) {
	const file = "testdata/every.yaml"
	want := merged(readTree(t, file))
	var places []place
	for at, n := range shapedNodes(readTree(t, file)) {
		for item, entry := range n.Items {
			places = append(places, place{at: at, item: item, key: n.Shape.Name + "/" + entry.Key})
		}
	}
	consumed := map[string]bool{}
	for _, p := range places {
		root := readTree(t, file)
		n := shapedNodes(root)[p.at]
		n.Items = slices.Delete(n.Items, p.item, p.item+1)
		consumed[p.key] = consumed[p.key] || !reflect.DeepEqual(merged(root), want)
	}
	for _, s := range grammar.Shapes {
		for _, f := range s.Fields {
			if !consumed[s.Name+"/"+f.Key] && f.Key != grammar.KeyChapters { // TestBook has chapters
				t.Errorf("nothing consumes the key %q of %s", f.Key, s.Name)
			}
			if f.Doc == "" {
				t.Errorf("the key %q of %s has no documentation", f.Key, s.Name)
			}
		}
	}
}
