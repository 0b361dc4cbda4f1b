package diff

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// A region that handlers alone read: TYPE, of which RETR is told.
const (
	states   = "type:     {states: [ascii, image], lasts: session, moved-by: [TYPE]}"
	movers   = "moved-by: [TYPE"
	toImage  = "ok: {code: 200, to: {type: image}, text: {en: \"Image.\"}}"
	typeI    = "  TYPE I: {rfc: 959 4.1.3, needs: [logged-in], replies: {" + toImage + "}, help: {en: image}}\n"
	typeA    = "  TYPE A: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: ascii}}}, help: {en: ascii}}\n"
	typeL    = "  TYPE L 8: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: image}}}, help: {en: octets}}\n"
	helpText = "    replies: {topics:"
	retrType = "    with: [type]\n    does: [files.read]\n"
	renaming = "lasts: command"
)

// withType are edits of the small spec that give it types, and further edits.
func withType(more ...string) []string {
	return append([]string{
		"  transfer: {states", "  " + states + "\n  transfer: {states", ccc, typeI + typeA + typeL + ccc, "    does: [files.read]\n", retrType,
	}, more...)
}

// types are changes of the small spec with types: whether the dialogue still tells the type, and what is found.
var types = []struct {
	name   string
	now    []string
	aside  bool
	titles []string
}{
	{"nothing", nil, true, nil},
	{"something else", []string{renaming, renaming + ", survives: [NOOP]"}, true, []string{"new, destructive: RNTO answers 250, 550"}},
	{"TYPE I moves nothing", []string{toImage, "ok: {code: 200, text: {en: \"Image.\"}}"}, true,
		[]string{"new: RETR answers 150", "lost: RETR answers 150"}},
	{"TYPE I moves nothing and says so", []string{toImage, "ok: {code: 202, text: {en: \"Image.\"}}"}, true,
		[]string{"new: TYPE I answers 202", "new: RETR answers 150", "lost: TYPE I answers 200", "lost: RETR answers 150"}},
	{"TYPE I answers something else", []string{toImage, "ok: {code: 202, to: {type: image}, text: {en: \"Image.\"}}"}, true,
		[]string{"new: TYPE I answers 202", "lost: TYPE I answers 200"}},
	{"TYPE I moves, or does not", []string{toImage, toImage + ", kept: {code: 200, text: {en: \"Kept.\"}}"}, false,
		[]string{"new: RETR answers 150"}},
	{"a refusal forgets the type", []string{"else: {code: 550, text: {en: \"This server is read-only.\"}}",
		"else: {code: 553, to: {type: ascii}, text: {en: \"This server is read-only.\"}}", "  writable: ", "  unlocked: ", ", writable", ", unlocked", movers, movers + ", \"files.*\""}, true,
		[]string{"new: RETR answers 150", "lost: RETR answers 150", "another refusal: DELE, RNFR, RNTO answers 553"}},
	{"CWD forgets the type", []string{"regions:\n", "  change: {answers: [CWD]}\nregions:\n", strings.TrimPrefix(states, "type:     {states: [ascii, image], "), "lasts: change, moved-by: [TYPE]}"}, true,
		[]string{"new: RETR answers 150", "lost: RETR answers 150"}},
	{"an aborted transfer forgets the type", []string{"aborted: {code: 426", "aborted: {code: 426, to: {type: ascii}", movers, movers + ", transfer"}, false,
		[]string{"new: RETR answers 150", "lost: RETR answers 150"}},
	{"a session begins in the other type", []string{states, strings.Replace(states, "ascii, image", "image, ascii", 1)}, true,
		[]string{"new: RETR answers 150", "lost: RETR answers 150"}},
	{"one more type", []string{states, strings.Replace(states, "image", "image, ebcdic", 1), typeI, typeI + strings.NewReplacer("TYPE I", "TYPE E", "image", "ebcdic").Replace(typeI)},
		true, []string{"new: TYPE E answers 200"}},
	{"a guard reads the type", []string{"    needs: [logged-in, endpoint]\n" + retrType,
		"    needs: [logged-in, {name: image, when: {type: image}, else: {code: 504, text: {en: TYPE}}}, endpoint]\n" + retrType}, false,
		[]string{"lost: RETR answers 150, 550", "another refusal: RETR answers 504"}},
	{"HELP is told, and not RETR", []string{retrType, "    does: [files.read]\n", helpText, "    with: [type]\n" + helpText}, true, nil},
}

// The comparison finds what it finds when it walks through all regions, and leaves types out where it may.
func TestAside(t *testing.T) {
	for _, c := range types {
		t.Run(c.name, func(t *testing.T) {
			now := small.Spec(t, withType(c.now...)...)
			some, all := sided(small.Spec(t, withType()...), now, false), sided(small.Spec(t, withType()...), now, true)
			if aside := !slices.Contains(some.nodes(), "type"); aside != c.aside || !slices.Contains(all.nodes(), "type") {
				t.Errorf("left out: %t, want %t; in the nodes: %q, and %q", aside, c.aside, some.nodes(), all.nodes())
			}
			got, want := some.findings(), all.findings()
			for i := range got {
				if len(got) != len(want) || got[i].Title() != want[i].Title() || explore.Format(got[i].Witness) != explore.Format(want[i].Witness) {
					t.Fatalf("%v\nwith all regions\n%v", got, want)
				}
			}
			var titles []string
			for i := range got {
				titles = append(titles, got[i].Title())
			}
			if !slices.Equal(titles, c.titles) || len(got) != len(want) {
				t.Errorf("%q, with all regions %d", titles, len(want))
			}
		})
	}
}

// Where the end of a transfer moves the type, ABOR moves it when there is one to stop, which it does not say.
func TestAsideAborted(t *testing.T) {
	var ends []string
	for _, name := range []string{"broken:  ", "stalled: ", "aborted: "} {
		ends = append(ends, "    "+name+"{code: 426", "    "+name+"{to: {type: ascii}, code: 426")
	}
	ends = append(ends, movers, movers+", transfer")
	c := sided(small.Spec(t, withType(ends...)...), small.Spec(t, withType(ends...)...), false)
	if got := c.nodes(); !slices.Contains(got, "type") || len(c.findings()) > 0 {
		t.Errorf("in the nodes: %q", got)
	}
}

// sided compares two specs, perhaps with all regions in the nodes.
func sided(old, now *spec.Spec, all bool) *comparison {
	c := newComparison(old, now, usualLimits)
	if all {
		c.old.machine = c.old.machine.Keep(c.old.machine.Aside()...)
		c.now.machine = c.now.machine.Keep(c.now.machine.Aside()...)
	}
	c.walkAll()
	return c
}

// nodes are the regions in the nodes of the new side.
func (c *comparison) nodes() []string {
	var names []string
	for i, r := range c.now.spec.Regions {
		if !slices.Contains(c.now.machine.Aside(), i) {
			names = append(names, r.Name)
		}
	}
	return names
}
