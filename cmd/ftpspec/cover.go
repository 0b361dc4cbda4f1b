package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/spec/cover"
)

// coverCommand is "ftpspec cover".
func coverCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "cover FILE...",
		Short: "Tell which rows of the table have never run",
		Long: `Tell which rows of the table have never run, by the counts that tests and servers have written.

The files are those of the runtime's counter, lines of JSON: {"spec":"<sha256>","row":"RNTO ok","count":3}.
They are added up. The exit status is 1 when a row has not run, and 2 when the files cannot be read or are of
another revision of the spec.`,
		Example: `  ftpspec cover --except "RNTO denied" rows.jsonl`,
		Args:    cobra.MinimumNArgs(1),
	}
	file := specFlag(c)
	except := c.Flags().StringArray("except", nil, "a `row` that need not run, and does not; may be repeated")
	c.RunE = func(c *cobra.Command, files []string) error {
		p, err := openProject(*file)
		if err != nil {
			return err
		}
		counts := cover.Counts{}
		for _, name := range files {
			if err := readCounts(counts, name, p.spec.Hash); err != nil {
				return err
			}
		}
		r, err := cover.Compare(p.spec, counts, *except)
		if err != nil {
			return err
		}
		if err := r.Text(c.OutOrStdout()); err != nil {
			return err
		}
		if len(r.Holes) > 0 {
			return errFindings
		}
		return nil
	}
	return c
}

func readCounts(counts cover.Counts, name, hash string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("ftpspec cover: %w", err)
	}
	defer f.Close()
	return counts.Read(f, name, hash)
}
