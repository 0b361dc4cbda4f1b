package spec

import (
	"bytes"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readTree is the node tree of a file of the right form.
func readTree(t *testing.T, file string) *node {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{report: newReport(file, data)}
	root := r.document(data, sTop)
	if len(r.errs) > 0 {
		t.Fatal(r.errs)
	}
	return root
}

// merged is the model of a tree.
func merged(root *node) *Spec {
	c := newChecker(newReport("", nil), root)
	c.unfold(root)
	c.mergeShared()
	return build(&Spec{}, root)
}

// place is a key in a tree: the item-th entry of the at-th node with a shape.
type place struct {
	at, item int
	key      string
}

// shapedNodes are the nodes with a shape, in order.
func shapedNodes(n *node) []*node {
	var out []*node
	if n.shape != nil {
		out = append(out, n)
	}
	for _, item := range n.items {
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
		for item, entry := range n.items {
			places = append(places, place{at: at, item: item, key: n.shape.name + "/" + entry.key})
		}
	}
	consumed := map[string]bool{}
	for _, p := range places {
		root := readTree(t, file)
		n := shapedNodes(root)[p.at]
		n.items = slices.Delete(n.items, p.item, p.item+1)
		consumed[p.key] = consumed[p.key] || !reflect.DeepEqual(merged(root), want)
	}
	for _, s := range shapes {
		for _, f := range s.fields {
			if !consumed[s.name+"/"+f.key] && f.key != keyChapters { // TestBook has chapters
				t.Errorf("nothing consumes the key %q of %s", f.key, s.name)
			}
			if f.doc == "" {
				t.Errorf("the key %q of %s has no documentation", f.key, s.name)
			}
		}
	}
}

// TestGeneratedDocuments compares the schema and the reference with their files.
func TestGeneratedDocuments(t *testing.T) {
	files := Schemas()
	files["README.md"] = Reference()
	for file, want := range files {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v); run go generate ./...", file, err)
		}
	}
}

// TestReferenceIsComplete looks for every key, every form and every link target in the reference.
func TestReferenceIsComplete(t *testing.T) {
	text := string(Reference())
	for _, s := range slices.Concat(shapes, overlayShapes) {
		if !strings.Contains(text, "\n### "+heading(s)+"\n") {
			t.Errorf("no heading %q", heading(s))
		}
		for _, f := range s.fields {
			if !strings.Contains(text, "`"+f.key+"`") {
				t.Errorf("%s: key %q is missing", s.name, f.key)
			}
		}
	}
	anchors := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if title, ok := strings.CutPrefix(line, "### "); ok {
			anchors[strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(title))] = true
		}
	}
	for _, link := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(text, -1) {
		if !anchors[link[1]] {
			t.Errorf("link to nowhere: #%s", link[1])
		}
	}
}
