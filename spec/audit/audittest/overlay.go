package audittest

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Overlaid is a spec file with changes laid over it: mappings are merged, null takes a key away, everything else
// is replaced.
func Overlaid(t testing.TB, file string, changes ...string) []byte {
	t.Helper()
	base := Whole(t, file)
	for _, change := range changes {
		Lay(base, Tree(t, []byte(change)))
	}
	out, err := yaml.Marshal(base)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whole is the tree of a spec. One of several files is made whole: texts and sets stand where they belong.
func Whole(t testing.TB, file string) *yaml.Node {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(syntax.Chapters(file, data)) > 0 {
		if data, err = decode.Print(file, data); err != nil {
			t.Fatal(err)
		}
	}
	return Tree(t, data)
}

// Tree is the tree of a text.
func Tree(t testing.TB, data []byte) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%v in:\n%s", err, data)
	}
	return doc.Content[0]
}

// Lay merges the mapping over into the mapping base.
func Lay(base, over *yaml.Node) {
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		at := Entry(base, key.Value)
		switch {
		case value.ShortTag() == "!!null" && at >= 0:
			base.Content = append(base.Content[:at:at], base.Content[at+2:]...)
		case value.ShortTag() == "!!null":
		case at < 0:
			base.Content = append(base.Content, key, value)
		case value.Kind == yaml.MappingNode && resolved(base.Content[at+1]).Kind == yaml.MappingNode:
			own := copied(resolved(base.Content[at+1]))
			Lay(own, value)
			base.Content[at+1] = own
		case value.Kind == yaml.MappingNode && resolved(base.Content[at+1]).Kind == yaml.ScalarNode:
			own := lengthened(resolved(base.Content[at+1]))
			Lay(own, value)
			base.Content[at+1] = own
		default:
			base.Content[at+1] = value
		}
	}
}

// lengthened is the row that a word is short for: a shared reply.
func lengthened(word *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "reply"}, word}}
}

// Entry is the index of a mapping's key, -1 if it has none.
func Entry(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// resolved follows aliases.
func resolved(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// copied is a copy without anchors and aliases, so that a change touches one place alone.
func copied(n *yaml.Node) *yaml.Node {
	own := *resolved(n)
	own.Anchor, own.Content = "", nil
	for _, c := range resolved(n).Content {
		own.Content = append(own.Content, copied(c))
	}
	return &own
}

// Decoded decodes a spec; one that the decoder refuses is allowed if it could be read all the same.
func Decoded(t testing.TB, data []byte, refused bool) *spec.Spec {
	t.Helper()
	s, err := decode.Text("spec.yaml", data)
	var faults syntax.Errors
	switch {
	case s == nil || err != nil && !errors.As(err, &faults):
		t.Fatalf("the spec cannot be read: %v", err)
	case err != nil && !refused:
		t.Fatalf("the decoder refuses the spec:\n%v", err)
	case err == nil && refused:
		t.Fatal("the decoder accepts the spec")
	}
	return s
}

// Lines are a file's lines.
func Lines(data []byte) [][]byte { return bytes.Split(data, []byte("\n")) }
