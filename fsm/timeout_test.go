package fsm_test

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// TestNoAllocationForNoop: a command that the table answers leaves nothing to the garbage collector.
func TestNoAllocationForNoop(t *testing.T) {
	_, address := serve(t, fsm.Options{})
	conn := dial(t, address)
	noop, buf := []byte("NOOP\r\n"), make([]byte, 64)
	if _, err := conn.Read(buf); err != nil {
		t.Fatal(err)
	}
	answered := func() {
		conn.Write(noop)
		if n, err := conn.Read(buf); err != nil || string(buf[:n]) != "200 Done.\r\n" {
			t.Fatalf("%q %v", buf[:n], err)
		}
	}
	allocations := testing.AllocsPerRun(2000, answered)
	for try := 0; allocations != 0 && try < 20; try++ { // what earlier tests have left running allocates, too, for a while
		time.Sleep(100 * time.Millisecond)
		allocations = testing.AllocsPerRun(2000, answered)
	}
	if allocations != 0 {
		t.Errorf("%v allocations for each NOOP", allocations)
	}
}

// TestServeConn returns when the session has ended, whatever goroutines it went through.
func TestServeConn(t *testing.T) {
	t.Parallel()
	s, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(asker{})})
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := net.Pipe()
	ours.SetDeadline(time.Now().Add(patience))
	returned := make(chan struct{})
	go func() {
		s.ServeConn(theirs)
		close(returned)
	}()
	c := &client{t: t}
	c.use(ours)
	for _, step := range []struct{ send, want string }{{"", "220 Service ready."}, {"NOOP", "200 Done."}} {
		c.expect(step.send, step.want)
		select {
		case <-returned:
			t.Fatal("returned during the session")
		case <-time.After(300 * time.Millisecond): // long enough to go on with a small stack
		}
	}
	c.expect("QUIT", "221 Goodbye.")
	select {
	case <-returned:
	case <-time.After(patience):
		t.Error("did not return")
	}
}

// TestTimeoutsAreNotEarly: a time-out may come late but not early, though deadlines are not set anew for each command.
func TestTimeoutsAreNotEarly(t *testing.T) {
	t.Parallel()
	const limit = time.Second
	_, address := serve(t, fsm.Options{Limits: fsm.Limits{IdleTimeout: limit}})
	c := connect(t, address)
	var began time.Time
	for range 6 { // every command begins it anew; a busy machine has three quarters of the limit to run the test
		time.Sleep(limit / 4)
		began = time.Now()
		c.expect("NOOP", "200 Done.")
	}
	c.expect("", "421 Idle for too long.")
	if took := time.Since(began); took < limit {
		t.Errorf("after %v, limit %v", took, limit)
	}
}

// TestSlowDataIsNotStalled: a transfer may take much longer than the stall time-out if only bytes keep moving.
func TestSlowDataIsNotStalled(t *testing.T) {
	t.Parallel()
	const stall = 600 * time.Millisecond
	address, dir := serveFiles(t, fsm.Options{Limits: fsm.Limits{StallTimeout: stall}})
	c := connect(t, address)
	c.login()
	for _, mode := range []string{"I", "A"} { // spliced, and read
		c.expect("TYPE "+mode, "200 ")
		data := c.passive()
		c.expect("STOR slow"+mode, "150 Opening data connection.")
		for range 12 {
			io.WriteString(data, "x")
			time.Sleep(stall / 6)
		}
		data.Close()
		c.expect("", "226 Transfer complete.")
		if got, err := os.ReadFile(filepath.Join(dir, "slow"+mode)); err != nil || string(got) != strings.Repeat("x", 12) {
			t.Errorf("%q %v", got, err)
		}
	}
}
