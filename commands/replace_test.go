package commands_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
)

// TestReplacingNeedsARight has an account of every set of permissions try to destroy what is in a file without
// deleting it: the content stays, unless the account may write, or delete and rename.
func TestReplacingNeedsARight(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	for set := range accounts.ReadWrite + 1 {
		r.write("kept", "kept")
		r.write("other", "other")
		c := r.login("only " + set.String())
		for _, line := range []string{
			"RNFR other", "RNTO kept", "SITE CPFR other", "SITE CPTO kept", "SITE COPY other kept", "COMB kept other",
			"SITE SYMLINK other kept",
		} {
			c.send(line)
			c.reply()
		}
		c.close()
		want := map[string]bool{"kept": true}
		if set.Has(accounts.Rename) && set&(accounts.Write|accounts.Delete) != 0 || set.Has(accounts.Read|accounts.Write) {
			want["other"] = true // renamed or copied
		}
		if set.Has(accounts.Read | accounts.Append | accounts.Delete) {
			want["keptother"], want["otherother"] = true, true // joined
		}
		if got := r.tree()["kept"]; !want[got] {
			t.Fatalf("%s: the file has %q", set, got)
		}
	}
}
