package cli

import (
	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// completeChoices tells the shell the words that some flags of serve take.
func (p *Program) completeChoices(serve *cobra.Command) {
	for name, words := range map[string][]string{
		"language":   p.Table.Languages,
		"log-format": logging.Formats,
		"log-level":  logLevels,
		"uploads":    namesOf(UploadWays),
		"sync":       namesOf(SyncTimes),
	} {
		// It fails for a flag that does not exist, which a test would tell.
		_ = serve.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}
