package place

import (
	"slices"
	"testing"

	"github.com/portolan-ftp/portolan/spec/mention"
)

// TestPlaces: every key of the field table is explained, and leads to a place that is known; what is no key does not.
func TestPlaces(t *testing.T) {
	for _, text := range []string{"protocol: x\n", "extends: ./x.yaml\n"} {
		top := Top([]byte(text))
		for _, key := range top.Keys() {
			if doc, _ := top.Key(key); doc == "" || !top.Entry(key).Known() {
				t.Errorf("%q is %q", key, doc)
			}
		}
		if doc, _ := top.Key("comands"); doc != "" || top.Entry("comands").Known() {
			t.Error("something is below a key that there is not")
		}
	}
	at := Top(nil)
	for _, key := range []string{"commands", "RETR", "replies", "ok", "to", "login"} {
		if at = at.Entry(key); !at.Known() {
			t.Fatalf("nothing is below %q", key)
		}
	}
	if topics := at.Topics(); !slices.Equal(topics, []mention.Topic{mention.TopicState, mention.TopicValue}) {
		t.Errorf("%q", topics)
	}
}
