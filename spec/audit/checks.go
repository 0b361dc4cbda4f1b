package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/arguments"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/files"
	"github.com/portolan-ftp/portolan/spec/audit/invariants"
	"github.com/portolan-ftp/portolan/spec/audit/lifetimes"
	"github.com/portolan-ftp/portolan/spec/audit/login"
	"github.com/portolan-ftp/portolan/spec/audit/offers"
	"github.com/portolan-ftp/portolan/spec/audit/order"
	"github.com/portolan-ftp/portolan/spec/audit/protection"
	"github.com/portolan-ftp/portolan/spec/audit/replies"
	"github.com/portolan-ftp/portolan/spec/audit/texts"
	"github.com/portolan-ftp/portolan/spec/audit/transfers"
	"github.com/portolan-ftp/portolan/spec/audit/whole"
)

// kinds are the first letters of IDs, in the order of the checks: the table (T), protection (P), and the spec's own
// invariants (I).
const kinds = "TPI"

// Checks are the checks of all rooms that look at a spec alone, in the order of their IDs. Those of package documents
// are apart: they ask for the whole protocol, and no small spec has that.
func Checks() []check.Check {
	all := slices.Concat(whole.Checks(), order.Checks(), replies.Checks(), texts.Checks(), offers.Checks(), arguments.Checks(),
		login.Checks(), files.Checks(), transfers.Checks(), lifetimes.Checks(), protection.Checks(), invariants.Checks())
	slices.SortFunc(all, func(a, b check.Check) int {
		kind := func(c check.Check) int { return strings.IndexByte(kinds, c.ID[0]) }
		return cmp.Or(kind(a)-kind(b), cmp.Compare(a.ID, b.ID))
	})
	return all
}
