package argument

import "testing"

func TestStates(t *testing.T) {
	for got, want := range map[string]string{
		FamilyState(IPv4, nil):                      "ipv4",
		FamilyState(IPv6, nil):                      "ipv6",
		AddressState(NetAddress{Family: IPv6}, nil): "ipv6",
		LanguageState("ZH-Hans-cn", nil):            "zh",
		LanguageState("en", nil):                    "en",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if FamilyState(3, nil) != "" || AddressState(NetAddress{}, nil) != "" {
		t.Error("a family that there is not names a state")
	}
}
