package outside

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestCheck: a file is found inside whatever way leads there; what is beside, or is not there, is let pass.
func TestCheck(t *testing.T) {
	top := t.TempDir()
	at := func(name string) string { return filepath.Join(top, filepath.FromSlash(name)) }
	for _, dir := range []string{"served/deep", "served-too", "etc"} {
		if err := os.MkdirAll(at(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"served/key", "served/deep/key", "served-too/key", "etc/key"} {
		if err := os.WriteFile(at(file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{
		"alias": at("served"), "etc/link": at("served/key"), "etc/relative": "../served/key", "served/out": at("etc/key"),
		"etc/chain": at("served/out"), "etc/good": "key", "etc/round": "round",
	} {
		if err := os.Symlink(to, at(name)); err != nil {
			testcost.Lacking(t, "links for everybody: "+err.Error())
		}
	}
	served := Of([]string{at("alias"), at("served-too"), at("none")})
	if len(served) != 2 {
		t.Errorf("%d directories are served", len(served))
	}
	for file, inside := range map[string]bool{
		"served/key": true, "served/deep/key": true, "alias/key": true, "served/deep/../key": true, "served-too/key": true,
		"etc/link": true, "etc/relative": true, "served/out": true, "etc/chain": true, "served/deep/../../etc/key": true,
		"etc/key": false, "etc/good": false, "etc/round": false, "served/none": false,
	} {
		if err := served.Check(top + "/" + file); (err != nil) != inside {
			t.Errorf("%s: %v", file, err)
		}
	}
	t.Chdir(at("served"))
	if err := served.Check("key"); err == nil {
		t.Error("a relative name of a file inside")
	}
}
