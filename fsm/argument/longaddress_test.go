package argument

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestLongAddresses(t *testing.T) {
	v6 := "6,16,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1,2,19,137"
	for arg, want := range map[string]string{
		"4,4,127,0,0,1,2,19,137": "1 127.0.0.1:5001", v6: "2 [2001:db8::1]:5001",
		" 4,4,0,0,0,0,2,0,0 ": "1 0.0.0.0:0", "16,2,1,2,1,9": "0 invalid AddrPort", "4,4,127,0,0,1,3,0,19,137": "",
		"": "", "4": "", "4,4": "", "4,0": "", "4,4,127,0,0,1,2,19": "", "4,4,127,0,0,1,2,19,137,0": "", "4,5,127,0,0,1,1,2,19,137": "",
		"6,4,127,0,0,1,2,19,137": "", "4,4,127,0,0,256,2,19,137": "", "4,4,127,0,0,-1,2,19,137": "", "4,4,127,0,0,0001,2,19,137": "",
		"4,255,1": "", "4,4,127,0,0,1,2,19,x": "", "4 4 127": "", "9,0,0": "0 invalid AddrPort",
	} {
		got, err := ParseLongAddress(arg, "")
		text := ""
		if err == nil {
			text = fmt.Sprint(int(got.Family), " ", got.Address)
		}
		if text != want {
			t.Errorf("%q: %q %v; want %q", arg, text, err, want)
		}
	}
	for text, want := range map[string]string{"127.0.0.1:5001": "4,4,127,0,0,1,2,19,137", "[2001:db8::1]:5001": v6, "[::ffff:1.2.3.4]:258": "4,4,1,2,3,4,2,1,2"} {
		if got := LongAddress(netip.MustParseAddrPort(text)); got != want {
			t.Errorf("%s: %s; want %s", text, got, want)
		}
	}
}
