package audit

import (
	"slices"

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
	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/audit/texts"
	"github.com/portolan-ftp/portolan/spec/audit/transfers"
	"github.com/portolan-ftp/portolan/spec/audit/whole"
)

// Checks are the checks of all rooms that look at a spec alone, in the order of their IDs. Those of package documents
// are apart: they ask for the whole protocol, and no small spec has that.
func Checks() []check.Check {
	return rules.Sorted(slices.Concat(whole.Checks(), order.Checks(), replies.Checks(), texts.Checks(), offers.Checks(), arguments.Checks(),
		login.Checks(), files.Checks(), transfers.Checks(), lifetimes.Checks(), protection.Checks(), invariants.Checks()))
}
