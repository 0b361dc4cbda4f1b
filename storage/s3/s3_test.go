package s3_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/storage/s3"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// opened is the bucket of a store.
func opened(t testing.TB, o s3.Options) *s3.Bucket {
	t.Helper()
	b, err := s3.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCheck: a bucket that is not there is told apart from one that is.
func TestCheck(t *testing.T) {
	t.Parallel()
	store := s3test.Start(t)
	o := store.Options()
	if err := opened(t, o).Check(t.Context()); err != nil {
		t.Error(err)
	}
	o.Bucket = "none"
	want := "s3: there is no bucket none at " + o.Endpoint
	if err := opened(t, o).Check(t.Context()); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
