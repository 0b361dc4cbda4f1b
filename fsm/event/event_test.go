package event

import "testing"

func TestEveryNameIsOne(t *testing.T) {
	seen := map[string]bool{}
	for e, name := range Names {
		if name == "" || seen[name] {
			t.Errorf("event %d is called %q", e, name)
		}
		seen[name] = true
		if found, ok := Named(name); !ok || found != Event(e) {
			t.Errorf("%q names event %d", name, found)
		}
	}
	for e, name := range Ends {
		if name == "" || seen[name] {
			t.Errorf("end %d is called %q", e, name)
		}
		seen[name] = true
	}
	if _, ok := Named("tea-time"); ok {
		t.Error("tea-time is an event")
	}
}

func TestIncludes(t *testing.T) {
	for _, c := range []struct {
		wide, narrow Place
		want         bool
	}{
		{Always, Upload, true}, {Between, Silent, true}, {Between, Line, true}, {Transfer, Upload, true}, {Line, Line, true},
		{Silent, Between, false}, {Between, Transfer, false}, {Upload, Transfer, false},
	} {
		if c.wide.Includes(c.narrow) != c.want {
			t.Errorf("%s includes %s: %t", c.wide, c.narrow, !c.want)
		}
	}
}
