package report_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/internal/picture"
)

var update = flag.Bool("update", false, "make the picture of the page anew")

// The picture of the page in the README: of four servers, with one requirement open, at a size in pixels.
const (
	pictureFile = "../page.png"
	pictureOpen = "R1123-4.1.2.10-SYNTAX-1"
	pictureSize = "1240,860"
	mostBytes   = 300 << 10
)

// TestPicture: the picture in the README is of the page that reports make today. The reports are of a run of peers/run,
// as peers/page.py has them. This makes it anew:
//
//	make pictures
func TestPicture(t *testing.T) {
	in, err := os.Open("testdata/four.json")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	four, err := report.Read(in)
	if err != nil || len(four) != 4 {
		t.Fatalf("%d reports, %v", len(four), err)
	}
	var page bytes.Buffer
	if err := report.HTML(&page, four); err != nil {
		t.Fatal(err)
	}
	shown := opened(t, page.String(), pictureOpen)
	print := picture.Fingerprint(shown + pictureSize)
	if *update {
		draw(t, shown, print)
	}
	png, err := os.ReadFile(pictureFile)
	if err != nil || len(png) > mostBytes {
		t.Errorf("%s: %d bytes, at most %d are wanted: %v", pictureFile, len(png), mostBytes, err)
	}
	if picture.Stamp(png) != print {
		t.Errorf("%s is not a picture of today's page: make pictures", pictureFile)
	}
}

// opened is a page on which the first cell of a requirement with findings is open.
func opened(t *testing.T, page, id string) string {
	t.Helper()
	const cell = "<details>"
	before, row, found := strings.Cut(page, `<span class="id">`+id+"</span>")
	if !found || !strings.Contains(row, cell) {
		t.Fatalf("the page has no findings about %s", id)
	}
	return before + `<span class="id">` + id + "</span>" + strings.Replace(row, cell, "<details open>", 1)
}

// draw has Chromium draw the page.
func draw(t *testing.T, page, print string) {
	t.Helper()
	dir := t.TempDir()
	file, png := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.png")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb", "--user-data-dir="+dir,
		"--window-size="+pictureSize, "--screenshot="+png, "file://"+file)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	shot, err := os.ReadFile(png)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(pictureFile, picture.Stamped(shot, print), 0o644); err != nil {
		t.Fatal(err)
	}
}
