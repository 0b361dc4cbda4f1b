package main

import (
	"context"
	"os"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform"
)

func TestConformOwn(t *testing.T) {
	s := served{policies: map[string]string{"tls": os.Getenv("T_TLS")}}
	if os.Getenv("T_TLS") == "" {
		s.policies = nil
	}
	o, counter, _ := s.start(t)
	log, _ := os.Create("/tmp/conform/own.log")
	defer log.Close()
	o.Progress = log
	r, err := conform.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d seen, %d commands, %v; left %q", r.Seen, r.Commands, r.Elapsed, r.Left)
	_ = counter
	for _, u := range r.Unseen {
		row := &o.Machine.Rows[u.Row]
		t.Logf("%s %s: %s", row.Command, row.Name, u.Why)
	}
}
