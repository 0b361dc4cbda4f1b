package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestLean: what only this program needs is not linked into portolan.
func TestLean(t *testing.T) {
	deps := func(program string) []string {
		out, err := exec.Command("go", "list", "-deps", "../"+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(string(out))
	}
	node, lean := deps("portolan-node"), deps("portolan")
	for _, heavy := range []string{"database/sql", "github.com/jackc/pgx/v5", "modernc.org/sqlite", "github.com/prometheus/client_golang/prometheus",
		"github.com/minio/minio-go/v7"} {
		if !slices.Contains(node, heavy) {
			t.Errorf("portolan-node does not have %s, so that its absence elsewhere says nothing", heavy)
		}
		if slices.Contains(lean, heavy) {
			t.Errorf("portolan links %s", heavy)
		}
	}
}
