package spec

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
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
	c.pour(root)
	c.expandSets()
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

// TestSchemaAcceptsSpecs checks the schema against specs that the decoder accepts.
func TestSchemaAcceptsSpecs(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	v := validator{root: schema}
	for _, file := range []string{"ftp.yaml", "testdata/base.yaml", "testdata/every.yaml"} {
		book, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(book.Text, &doc); err != nil {
			t.Fatal(err)
		}
		if fault := v.check(doc.Content[0], schema); fault != "" {
			t.Errorf("%s: %s", file, fault)
		}
	}
}

// TestSchemaRefuses checks that the schema is no mere form: what it can know is wrong, it refuses.
func TestSchemaRefuses(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	v := validator{root: schema}
	for _, test := range []struct{ old, changed, want string }{
		{"during: now", "durign: now", "key durign"},
		{"during: now", "during: soon", `"soon" is none of the words`},
		{"aliases: [TYPE A N]", "aliases: [type a n]", `"type a n" does not match`},
		{"aliases: [TYPE A N]", "aliases: []", "too few"},
		{"    rfc: 959 4.1.3\n    by: table", "    by: table", "no key rfc"},
		{"{code: 221,", "{code: bye,", "0 of the alternatives"},
		{"{always-possible: QUIT}", "{why: none}", "0 of the alternatives"},
		{"else: denied}\n  files.rename", "else: Denied}\n  files.rename", "0 of the alternatives"},
	} {
		changed := strings.Replace(base(t), test.old, test.changed, 1)
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(changed), &doc); err != nil {
			t.Fatal(err)
		}
		if got := v.check(doc.Content[0], schema); got != test.want {
			t.Errorf("%s: got %q, want %q", test.changed, got, test.want)
		}
	}
}

// validator checks YAML against the keywords of JSON Schema that Schema uses.
type validator struct{ root map[string]any }

// check is the first fault found, "" if there is none.
func (v validator) check(n *yaml.Node, s map[string]any) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if ref, ok := s["$ref"].(string); ok {
		defs := v.root["$defs"].(map[string]any)
		return v.check(n, defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any))
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if list, ok := s[keyword].([]any); ok {
			holds := 0
			for _, alternative := range list {
				if v.check(n, alternative.(map[string]any)) == "" {
					holds++
				}
			}
			if holds == 0 || keyword == "oneOf" && holds > 1 {
				return string(rune('0'+holds)) + " of the alternatives"
			}
		}
	}
	if words, ok := s["enum"].([]any); ok && !slices.Contains(words, any(n.Value)) {
		return `"` + n.Value + `" is none of the words`
	}
	if required, ok := s["required"].([]any); ok {
		for _, key := range required {
			if pair(n, key.(string)) == nil {
				return "no key " + key.(string)
			}
		}
	}
	switch s["type"] {
	case "object":
		return v.object(n, s)
	case "array":
		if n.Kind != yaml.SequenceNode || len(n.Content) < 1 {
			return "too few"
		}
		for _, item := range n.Content {
			if fault := v.check(item, s["items"].(map[string]any)); fault != "" {
				return fault
			}
		}
	case "integer":
		if n.ShortTag() != "!!int" {
			return `"` + n.Value + `" is no integer`
		}
	case "string":
		if pattern, ok := s["pattern"].(string); n.Kind != yaml.ScalarNode || ok && !regexp.MustCompile(pattern).MatchString(n.Value) {
			return `"` + n.Value + `" does not match`
		}
	}
	return ""
}

// object checks the keys and values of a mapping.
func (v validator) object(n *yaml.Node, s map[string]any) string {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return "no mapping"
	}
	properties, _ := s["properties"].(map[string]any)
	for i := 0; i < len(n.Content); i += 2 {
		value, ok := properties[n.Content[i].Value].(map[string]any)
		if !ok {
			if value, ok = s["additionalProperties"].(map[string]any); !ok {
				return "key " + n.Content[i].Value
			}
			if fault := v.check(n.Content[i], s["propertyNames"].(map[string]any)); fault != "" {
				return fault
			}
		}
		if fault := v.check(n.Content[i+1], value); fault != "" {
			return fault
		}
	}
	return ""
}

// pair is the value of a key.
func pair(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// TestGeneratedDocuments compares the schema and the reference with their files.
func TestGeneratedDocuments(t *testing.T) {
	for file, want := range map[string][]byte{
		"ftp.schema.json": Schema(), "overlay.schema.json": OverlaySchema(), "README.md": Reference(),
	} {
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
