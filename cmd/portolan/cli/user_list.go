package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/accounts"
)

func (u *users) newList() *cobra.Command {
	return u.command("list", "List the users", noArguments, func(c *cobra.Command, _ []string) error {
		store, err := u.open(c.Context(), false)
		if err != nil {
			return err
		}
		defer store.Close()
		all, err := store.List(c.Context())
		if err != nil {
			return err
		}
		return printTable(c.OutOrStdout(), userColumns, all)
	})
}

// column is one of the table of users or groups.
type column[T any] struct {
	name   string
	of     func(T) string // "-" if there is nothing to say
	always bool           // also if there is nothing to say of anybody
}

var userColumns = []column[accounts.User]{
	{"NAME", func(u accounts.User) string { return u.Name }, true},
	{"PASSWORD", scheme, true},
	{"CERTIFICATE", certificates, false},
	{"ACCOUNT", func(u accounts.User) string { return orNone(u.Word != "", "wanted") }, false},
	{"GROUP", func(u accounts.User) string { return orNone(u.Group != "", u.Group) }, false},
	{"PERMISSIONS", func(u accounts.User) string { return u.Permissions.String() }, true},
	{"QUOTA", func(u accounts.User) string { return orNone(u.Quota.Bytes != 0, accounts.FormatSize(u.Quota.Bytes)) }, true},
	{"FILES", func(u accounts.User) string { return orNone(u.Quota.Files != 0, fmt.Sprint(u.Quota.Files)) }, true},
	{"HOME", func(u accounts.User) string { return shownDirectory(u.Home) }, true},
	{"MOUNTS", mounts, false},
	{"FXP", func(u accounts.User) string { return orNone(u.NoExchange, "never") }, false},
}

// printTable prints a line for each of all, without the columns that say nothing.
func printTable[T any](out io.Writer, columns []column[T], all []T) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range linesOf(columns, all) {
		fmt.Fprintln(table, strings.Join(line, "\t"))
	}
	return table.Flush()
}

func linesOf[T any](columns []column[T], all []T) [][]string {
	lines := make([][]string, len(all)+1)
	for _, c := range columns {
		texts, says := []string{c.name}, c.always
		for _, one := range all {
			text := c.of(one)
			texts, says = append(texts, text), says || text != "-"
		}
		for i := range lines {
			if says {
				lines[i] = append(lines[i], texts[i])
			}
		}
	}
	return lines
}

func scheme(u accounts.User) string {
	switch {
	case u.Locked && u.ByCertificate:
		return "none"
	case u.Locked:
		return "locked"
	}
	return u.Scheme
}

// digitsShown is how much of a fingerprint is shown: enough to tell one's own from each other.
const digitsShown = 12

func certificates(u accounts.User) string {
	var all []string
	for _, c := range u.Certificates {
		if digits, ok := strings.CutPrefix(c, "sha256="); ok {
			c = "sha256=" + digits[:digitsShown] + "..."
		}
		all = append(all, c)
	}
	text := strings.Join(all, ", ")
	if u.Both {
		text += ", with the password"
	}
	return orNone(len(all) > 0, text)
}

func mounts(u accounts.User) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(u.Mounts)) {
		all = append(all, name+"="+shownDirectory(u.Mounts[name]))
	}
	return orNone(len(all) > 0, strings.Join(all, ", "))
}

// shownDirectory is a directory as it is seen from the served one.
func shownDirectory(home string) string { return "/" + strings.TrimLeft(home, "/") }

// orNone is a text, if there is something to say.
func orNone(some bool, text string) string {
	if !some {
		return "-"
	}
	return text
}
