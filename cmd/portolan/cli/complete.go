package main

import (
	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/commands/ftp"
)

// completeChoices tells the shell the words that some flags of serve take.
func completeChoices(serve *cobra.Command) {
	for name, words := range map[string][]string{
		"language":   ftp.Table().Languages,
		"log-format": logFormats,
		"log-level":  logLevels,
		"uploads":    namesOf(uploadWays),
		"sync":       namesOf(syncTimes),
	} {
		// It fails for a flag that does not exist, which a test would tell.
		_ = serve.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}
