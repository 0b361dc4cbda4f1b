package monitor

import (
	"strconv"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/portolan-ftp/portolan/fsm"
)

// Counts are what has happened in all sessions of a server. It is an fsm.Observer, and a prometheus.Collector.
type Counts struct {
	table          *fsm.Table
	rows           []atomic.Uint64 // by row
	received, sent atomic.Uint64   // bytes of transfers that have ended
}

// NewCounts are those of a server of a table, before anything has happened.
func NewCounts(table *fsm.Table) *Counts {
	return &Counts{table: table, rows: make([]atomic.Uint64, len(table.Rows))}
}

// Step counts a row, and the bytes of a transfer that it ends.
func (c *Counts) Step(s fsm.Step) {
	c.rows[s.Row].Add(1)
	switch t := s.Transfer; {
	case t == nil || t.Work:
	case t.Upload:
		c.received.Add(uint64(t.Bytes))
	default:
		c.sent.Add(uint64(t.Bytes))
	}
}

var (
	rowsHelp = prometheus.NewDesc("portolan_rows_total",
		"Rows of the protocol's table that sessions ran: what a command was answered, how a transfer ended, or what happened without a command.",
		[]string{"command", "row", "code"}, nil)
	bytesHelp = prometheus.NewDesc("portolan_transfer_bytes_total",
		"Bytes that transfers moved which have ended, as they travelled.", []string{"direction"}, nil)
)

// Describe tells what is counted.
func (c *Counts) Describe(to chan<- *prometheus.Desc) {
	to <- rowsHelp
	to <- bytesHelp
}

// Collect tells the counts. Rows that no session has run are left out.
func (c *Counts) Collect(to chan<- prometheus.Metric) {
	count := func(help *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(help, prometheus.CounterValue, float64(n), labels...)
	}
	for r := range c.rows {
		if n := c.rows[r].Load(); n > 0 {
			row := &c.table.Rows[r]
			command := ""
			if row.Command != fsm.NoCommand {
				command = c.table.Commands[row.Command].Name
			}
			count(rowsHelp, n, command, row.Name, strconv.Itoa(int(row.Code)))
		}
	}
	count(bytesHelp, c.received.Load(), "received")
	count(bytesHelp, c.sent.Load(), "sent")
}
