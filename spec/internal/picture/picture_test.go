package picture

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

// A picture that is stamped is still one, and shows the same.
func TestStamp(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	if got := Stamp(b.Bytes()); got != "" {
		t.Errorf("a picture without a stamp has %q", got)
	}
	print := Fingerprint("a page")
	stamped := Stamped(b.Bytes(), print)
	if got := Stamp(stamped); got != print {
		t.Errorf("the stamp is %q, want %q", got, print)
	}
	shown, err := png.Decode(bytes.NewReader(stamped))
	if err != nil || shown.Bounds().Dx() != 3 || shown.Bounds().Dy() != 2 {
		t.Errorf("%v, %v", shown, err)
	}
}
