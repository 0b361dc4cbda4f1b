package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/gen/analyzers"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/audit/rules"
)

// handlerChecks are the analyzers of handlers, as checks.
func handlerChecks() []check.Check {
	var all []check.Check
	for _, a := range analyzers.All() {
		e := analyzers.Explained(a)
		all = append(all, check.Check{
			ID: analyzers.ID(a), Severity: check.Handler, Title: analyzers.Title(a), What: e.What, Why: e.Why, Without: e.Without,
			Faulty: []check.Example{{On: check.OnHandler, Change: e.Faulty}}, Clean: []check.Example{{On: check.OnHandler, Change: e.Clean}},
		})
	}
	return all
}

// allChecks are the checks of the audit, those of handlers and of waivers included.
func allChecks() []check.Check {
	return rules.Sorted(slices.Concat(audit.Checks(), documents.Checks(), handlerChecks(), []check.Check{report.Waivers}))
}

// checkNamed is the check with an ID, in whatever case.
func checkNamed(id string) (check.Check, bool) {
	all := allChecks()
	i := slices.IndexFunc(all, func(c check.Check) bool { return strings.EqualFold(c.ID, id) })
	if i < 0 {
		return check.Check{}, false
	}
	return all[i], true
}

// checksHelp is "ftpspec help checks".
func checksHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "checks",
		Short: "The checks of the audit, by their IDs",
		Long:  "Checks of the audit. \"ftpspec explain ID\" tells more about one of them, with examples.\n\n" + rules.List(allChecks()),
	}
}
