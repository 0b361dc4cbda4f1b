package main

import (
	"context"
	"os"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/conform/report"
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
	o.Pairs = os.Getenv("T_PAIRS") != ""
	r, err := conform.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	_ = counter
	f, _ := os.Create("/tmp/conform/own.txt")
	report.Text(f, []*report.Report{r})
	f.Close()
}
