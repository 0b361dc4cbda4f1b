package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestExposed: what the server cannot mend is told at its start.
func TestExposed(t *testing.T) {
	t.Parallel()
	dir, served := t.TempDir(), t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key)
	if err := os.Link(key, filepath.Join(served, "harmless")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(key, 0o604); err != nil {
		t.Fatal(err)
	}
	printed, err := os.Create(filepath.Join(served, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer printed.Close()
	s := &server{t: t, log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), "serve", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, served)
	s.cmd.Stdout, s.cmd.Stderr = printed, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	})
	for _, text := range []string{
		"warning: the file has another name (hard link), and whoever reaches that reads or changes it " + key,
		"warning: everybody on this machine can read the key: run chmod 600 " + key,
		"warning: what is printed, passwords too, goes to a file in the served directory, where clients could read or replace it " + printed.Name(),
	} {
		s.logged(text)
	}
}
