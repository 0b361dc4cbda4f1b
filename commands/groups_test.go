package commands_test

import (
	"fmt"
	"os"
	"testing"
)

// TestOwnGroup gives a file to the group that it has, which everybody may do.
func TestOwnGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "f")
	c := r.login("alice")
	group := fmt.Sprint(os.Getgid())
	c.talk("SITE CHGRP "+group+" f", "200 Done.")
	c.talk("MFF UNIX.group="+group+"; f", "213 UNIX.group="+group+"; /f")
	c.close()
}
