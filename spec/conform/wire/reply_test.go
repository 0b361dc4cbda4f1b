package wire

import (
	"net/netip"
	"slices"
	"testing"
)

// TestParse: replies of one line and of several, whole or not, and what is wrong with their form.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		data string
		code int
		used int
		form []string
	}{
		{"200 Done.\r\n", 200, 11, nil},
		{"200 Done.\r\n331 More", 200, 11, nil},
		{"211-Features:\r\n EPSV\r\n211 End\r\n", 211, 31, nil},
		{"211-Features:\r\n EPSV\r\n", 0, 0, nil},
		{"230-Hello\r\n230-you\r\n230\r\n", 230, 25, nil},
		{"200 Done.\n", 200, 10, []string{FormBareLF}},
		{"hello\r\n", 0, 7, []string{FormCode}},
		{"200:Done\r\n", 200, 10, []string{FormAfter}},
		{"2", 0, 0, nil},
	} {
		r, n := Parse([]byte(c.data))
		if n != c.used || r != nil && (r.Code != c.code || !slices.Equal(r.Form, c.form)) {
			t.Errorf("%q: %+v, %d bytes", c.data, r, n)
		}
	}
}

// TestBarEndpoint: the port of 229, whatever its delimiter is.
func TestBarEndpoint(t *testing.T) {
	host := netip.MustParseAddr("192.0.2.1")
	for text, want := range map[string]string{
		"229 Entering (|||6446|)": "192.0.2.1:6446", "229 (!!!21!)": "192.0.2.1:21", "229 (|1|192.0.2.9|80|)": "192.0.2.1:80",
		"229 no port": "", "229 (|||99999|)": "", "229 (|||": "",
	} {
		e, ok := barEndpoint(host, text)
		if ok != (want != "") || ok && e.String() != want {
			t.Errorf("%q: %v %v", text, e, ok)
		}
	}
}
