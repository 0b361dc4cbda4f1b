package commands_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/cover"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// rowCount counts how often each row of the table has run in the tests of this package.
type rowCount struct{ *cover.Counter }

var coverage = rowCount{cover.NewCounter(ftp.Table())}

// rowsFile is the variable that names a file for the counts, for "ftpspec cover".
const rowsFile = "PORTOLAN_ROWS"

// missing are the names of the rows that never ran and could have.
func (c *rowCount) missing() []string {
	var names []string
	for i := range ftp.Table().Rows {
		if c.Count(fsm.Row(i)) == 0 && !impossible(fsm.Row(i)) {
			names = append(names, ftp.Table().RowName(fsm.Row(i)))
		}
	}
	return names
}

// impossible says which rows no session can come to: the refusals of those who lack a permission that something before
// has asked for.
func impossible(r fsm.Row) bool {
	row := &ftp.Table().Rows[r]
	if row.Kind != fsm.KindDenied {
		return false
	}
	info := &ftp.Table().Commands[row.Command]
	for p := accounts.Permission(1); accounts.ReadWrite.Has(p); p <<= 1 {
		if info.Permission.Has(p) && !askedBefore(info.Name, p) {
			return false
		}
	}
	return true
}

// TestImpossibleRows: who may not rename does not get past RNFR; who may read and not write gets past SITE CPFR.
func TestImpossibleRows(t *testing.T) {
	want := map[string]bool{"RNTO denied": true, "SITE CPTO denied": false, "DELE denied": false}
	for i := range ftp.Table().Rows {
		name := ftp.Table().RowName(fsm.Row(i))
		if is, about := want[name]; about && impossible(fsm.Row(i)) != is {
			t.Errorf("%s is impossible: %t, want %t", name, !is, is)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("there are no rows %v", want)
	}
}

// TestMain runs the tests and then sees to it that every row of the table has been executed: what the spec
// declares and nothing here provokes is either untested or impossible.
func TestMain(m *testing.M) {
	testcost.Beside(4) // they wait for servers
	flag.Parse()
	code := m.Run()
	if name := os.Getenv(rowsFile); name != "" {
		if err := coverage.WriteFile(name); err != nil {
			fmt.Println("FAIL:", err)
			code = 1
		}
	}
	if code == 0 && allTests() {
		if missing := coverage.missing(); len(missing) > 0 {
			fmt.Printf("FAIL: %d of %d rows have not been executed: %q\n", len(missing), len(ftp.Table().Rows), missing)
			fmt.Print(begun(missing))
			code = 1
		}
		if left := unseen(); len(left) > 0 {
			fmt.Printf("FAIL: %d refusals have not been seen to change nothing: %q\n", len(left), left)
			code = 1
		}
	}
	os.Exit(code)
}

// begun are dialogues to begin with for some rows, to be finished and added to a file in testdata (its README.md).
func begun(rows []string) string {
	w, err := writer()
	if err != nil {
		return err.Error() + "\n"
	}
	text := "Add to testdata, with what only the handler knows in the place of the braces:\n\n"
	for _, row := range w.Spec().Rows() {
		if slices.Contains(rows, strings.TrimSpace(row.Command+" "+row.Name)) && row.Command != "" {
			if part, err := w.Row(row.Command, row.Name); err == nil {
				text += part + "\n"
			}
		}
	}
	return text
}

// TestBegun: a row that no test runs is named with the dialogue to it.
func TestBegun(t *testing.T) {
	if got, want := begun([]string{"DELE refused"}), "C: DELE f\nS: 550 Permission denied.\n"; !strings.Contains(got, want) {
		t.Errorf("%s\nhas no %q", got, want)
	}
}

// allTests says whether no flag has left tests out.
func allTests() bool {
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}
