package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/cover"
	"github.com/portolan-ftp/portolan/spec/decode"
)

func TestCover(t *testing.T) {
	module(t)
	s, err := decode.Load(specFile)
	if err != nil {
		t.Fatal(err)
	}
	var some, others strings.Builder
	rows := s.Rows()
	for i := range rows {
		to := &some
		if i%2 == 0 {
			to = &others
		}
		if name := cover.Name(&rows[i]); name != "RNTO ok" && name != "noise" {
			fmt.Fprintf(to, "{\"spec\":%q,\"row\":%q,\"count\":%d}\n", s.Hash, name, i+1)
		}
	}
	write(t, "some.jsonl", some.String())
	write(t, "others.jsonl", others.String())
	noise := fmt.Sprintf("spec/ftp.yaml:%s: noise\n", position(t, specFile, "noise:"))
	rnto := fmt.Sprintf("spec/ftp.yaml:%s: RNTO ok\n", position(t, specFile, "ok: {code: 250"))
	n := len(rows)
	expect(t, exitFindings, fmt.Sprintf("%d rows, %d have run, 2 have not:\n%s%s", n, n-2, noise, rnto), "", "cover", "some.jsonl", "others.jsonl")
	expect(t, exitFindings, fmt.Sprintf("%d rows, %d have run, 1 need not (RNTO ok), 1 have not:\n%s", n, n-2, noise), "",
		"cover", "--except", "RNTO ok", "some.jsonl", "others.jsonl")
	expect(t, exitOK, fmt.Sprintf("%d rows, %d have run, 2 need not (noise, RNTO ok)\n", n, n-2), "",
		"cover", "--except", "RNTO ok", "--except", "noise", "some.jsonl", "others.jsonl")
	expect(t, exitError, "", "ftpspec cover: open none.jsonl: no such file or directory\n", "cover", "none.jsonl")
	expect(t, exitError, "", "cover: \"NOOP ok\" is excepted, but it has run\n", "cover", "--except", "NOOP ok", "some.jsonl", "others.jsonl")
	expect(t, exitError, "", "requires at least 1 arg(s), only received 0\n", "cover")
}
