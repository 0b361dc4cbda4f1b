package chart

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/internal/picture"
)

// shot is a picture of the page in the documents.
type shot struct {
	file    string
	args    []string // of ftpspec chart, beside -o
	session string
	show    func(*tab)
}

// The pictures. Each is of a page that ftpspec chart makes of today's spec, and bears the fingerprint of what it shows.
var pictures = []shot{
	{file: "chart.png", session: "USER:need-password,PASS:in,EPSV:ok,REST:pending", show: func(p *tab) {
		p.click("#layer-menu")
		p.click(`[data-layer="deviations"]`)
		p.press("Escape")
		p.click(p.command("RETR"))
		p.eval(`document.querySelector(".answer").focus()`, nil)
	}},
	{file: "edit.png", args: []string{"--edit"}, show: func(p *tab) {
		p.press("e")
		p.judgedAs("No findings")
		p.pick("transfer.yaml")
		p.marked("  RETR:", "logged-in, ")
		p.press("Backspace")
		p.judgedAs("3 findings under all combinations")
		p.click(".problem .play")
		p.eval(`document.querySelector("#code").focus()`, nil)
	}},
	{file: "layers.png", args: []string{"--diff", "old.yaml", "--trace", "spec/chart/testdata/session.txt"}, show: func(p *tab) {
		p.click("#last")
		p.click(p.command("RETR"))
	}},
}

// shown is the text of what a picture shows: the parts that do not depend on the fonts that a machine has.
const shown = `[...document.querySelectorAll("#bar, #where, #answers .head, .answer, .region, #dialogue, #happenings, #recording, #judged, .problem h4, .problem pre")]
	.map(e => e.innerText.replace(/\s+/g, " ")).join("\n")`

// testPictures compares the pictures' fingerprints with today's page. The bytes of a picture depend on the fonts of a
// machine. This makes them anew:
//
//	make pictures
func testPictures(t *testing.T, b *browser) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "ftpspec")
	ran(t, root, "go", "build", "-o", program, "./cmd/ftpspec")
	old := olderSpec(t, root)
	for _, c := range pictures {
		page := filepath.Join(t.TempDir(), "page.html")
		args := append([]string{"chart", "-o", page}, c.args...)
		for i := range args {
			if args[i] == "old.yaml" {
				args[i] = old
			}
		}
		ran(t, root, program, args...)
		p := b.open(t, page, c.session, 1440, 900)
		p.prefer("prefers-color-scheme", "light", "prefers-reduced-motion", "reduce")
		c.show(p)
		p.eval(`document.querySelector("#toast").classList.remove("shown")`, nil)
		p.wait(`document.querySelectorAll(".token, .moved").length === 0`)
		print := p.fingerprint()
		if *update {
			if err := os.WriteFile(c.file, picture.Stamped(p.picture(false), print), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		const most = 300 << 10
		png, err := os.ReadFile(c.file)
		if err != nil || len(png) > most {
			t.Errorf("%s: %d bytes, at most %d are wanted: %v", c.file, len(png), most, err)
		}
		if picture.Stamp(png) != print {
			t.Errorf("%s is not a picture of today's page: make pictures", c.file)
		}
	}
}

// olderSpec is our spec as it might have been: RETR took files of pages and of records for any other.
func olderSpec(t *testing.T, root string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "spec"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "chapters", "transfer.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := []byte("needs: [logged-in, protected, endpoint, no-page, no-record]")
	if !bytes.Contains(text, before) {
		t.Fatalf("%s has no %q", file, before)
	}
	if err := os.WriteFile(file, bytes.Replace(text, before, []byte("needs: [logged-in, protected, endpoint]"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "ftp.yaml")
}

func ran(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	c := exec.Command(program, args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
}

// fingerprint is a hash of what a page shows, and of how its style sheet has it.
func (p *tab) fingerprint() string {
	p.Helper()
	sheet, err := style()
	if err != nil {
		p.Fatal(err)
	}
	return picture.Fingerprint(p.text(shown) + string(sheet))
}

// Every picture of the chart in the documents is one that a test makes: the documents have no others, and show all.
func TestPicturesAreMade(t *testing.T) {
	var made, there []string
	for _, c := range pictures {
		made = append(made, "spec/chart/"+c.file)
		png, err := os.ReadFile(c.file)
		if err != nil || picture.Stamp(png) == "" {
			t.Errorf("%s bears no fingerprint: make pictures: %v", c.file, err)
		}
	}
	for file, dir := range map[string]string{"../../README.md": "", "README.md": "spec/chart/"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`!\[[^\]]+\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1) {
			if name := dir + m[1]; strings.HasPrefix(name, "spec/chart/") && !slices.Contains(there, name) {
				there = append(there, name)
			}
		}
	}
	made = append(made, "spec/chart/regions.svg") // TestSheetIsFresh compares it
	slices.Sort(made)
	slices.Sort(there)
	if !slices.Equal(made, there) {
		t.Errorf("the documents show %q; made are %q", there, made)
	}
}
