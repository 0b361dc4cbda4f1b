package gonames

import "testing"

func TestFormats(t *testing.T) {
	for name, want := range map[string]string{
		"text": "string", "name": "string", "int64": "int64", "path": "storage.Path", "quoted": "storage.Path", "time": "time.Time",
		"hostport": "netip.AddrPort", "none": "",
	} {
		if got := FormatGoType(name); got != want {
			t.Errorf("FormatGoType(%q) = %q, want %q", name, got, want)
		}
	}
	for goType, want := range map[string]string{"storage.Path": "path", "string": "text", "*accounts.Account": ""} {
		if got := NaturalFormat(goType); got != want {
			t.Errorf("NaturalFormat(%q) = %q, want %q", goType, got, want)
		}
	}
}
