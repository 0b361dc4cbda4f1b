// Package s3test starts a real object store for tests: versitygw, with a temporary directory as its disk.
//
//	store := s3test.Start(t)
//	bucket, err := s3.Open(t.Context(), store.Options())
package s3test

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage/s3"
)

// Install is how the store gets onto a machine.
const Install = "go -C .ci/tools install tool"

const (
	// beginsWithin is how long the store may take to begin, on a machine that does much else.
	beginsWithin = 30 * time.Second
	// endsWithin is how long it may take to end before it is killed.
	endsWithin = 10 * time.Second
)

// Server is a store that runs, with one empty bucket.
type Server struct {
	Endpoint       string // host:port
	Access, Secret string
	Bucket         string
	Dir            string // where it keeps its buckets

	command *exec.Cmd
}

// Options reach the store.
func (s *Server) Options() s3.Options {
	return s3.Options{
		Endpoint: s.Endpoint, Bucket: s.Bucket, PathStyle: true,
		Credentials: credentials.NewStaticV4(s.Access, s.Secret, ""),
	}
}

// Start starts a store on loopback, which ends with the test. Without versitygw the test is left out.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{Access: "test-access", Secret: "test-secret-of-nothing", Bucket: "files", Dir: t.TempDir()}
	s.Endpoint = freePort(t)
	s.Run(t)
	t.Cleanup(func() { s.Stop(t) })
	client, err := minio.New(s.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(s.Access, s.Secret, ""), Region: s3.DefaultRegion,
	})
	if err == nil {
		err = client.MakeBucket(t.Context(), s.Bucket, minio.MakeBucketOptions{})
	}
	if err != nil {
		t.Fatalf("making a bucket at %s: %v", s.Endpoint, err)
	}
	return s
}

// Run starts the store again after it was stopped or killed; Start has done that the first time.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	s.command = exec.Command(program(t), "--access", s.Access, "--secret", s.Secret, "--port", s.Endpoint, "--quiet",
		"--disable-acl", "posix", s.Dir)
	var said strings.Builder
	s.command.Stdout, s.command.Stderr = &said, &said
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", s.Endpoint)
		if err == nil {
			c.Close()
			return
		}
		if time.Since(begun) > beginsWithin {
			s.Kill(t)
			t.Fatalf("versitygw does not answer at %s: %v\n%s", s.Endpoint, err, &said)
		}
	}
}

// Stop ends the store, if it runs.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.command == nil {
		return
	}
	s.command.Process.Signal(os.Interrupt)
	killer := time.AfterFunc(endsWithin, func() { s.command.Process.Kill() })
	s.command.Wait() // says how it ended, which does not matter
	killer.Stop()
	s.command = nil
}

// Kill ends the store as a failure of power does.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	s.command.Wait()
	s.command = nil
}

// program finds versitygw, where `go install` puts it too.
func program(t testing.TB) string {
	t.Helper()
	if path, err := exec.LookPath("versitygw"); err == nil {
		return path
	}
	if out, err := exec.Command("go", "env", "GOBIN", "GOPATH").Output(); err == nil {
		bin, path, _ := strings.Cut(strings.TrimRight(string(out), "\n"), "\n")
		for _, dir := range []string{bin, filepath.Join(path, "bin")} {
			if found, err := exec.LookPath(filepath.Join(dir, "versitygw")); err == nil && dir != "" {
				return found
			}
		}
	}
	testcost.Lacking(t, "versitygw is not installed: "+Install)
	return ""
}

// freePort is an address of loopback that nobody listens at.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Nowhere are options of a store that a test is itself, by the transport that it puts there.
func Nowhere() s3.Options {
	return s3.Options{Endpoint: "127.0.0.1:1", Bucket: "files", PathStyle: true, Credentials: credentials.NewStaticV4("test", "test", "")}
}
