package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/spec/testcost"
	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// TestNames: what a store cannot hold, and what is the servers' own, is refused as a name that cannot be.
func TestNames(t *testing.T) {
	t.Parallel()
	o := s3test.Nowhere() // nothing is asked of a store
	files := opened(t, o).FS("")
	for _, p := range []storage.Path{
		"/\xff", "/.portolan", "/.portolan/x", storage.Path(strings.Repeat("/"+strings.Repeat("n", 250), 4) + "/" + strings.Repeat("n", 30)),
	} {
		_, stat := files.Stat(t.Context(), p)
		_, create := files.Create(t.Context(), p, storage.CreateOptions{})
		for what, err := range map[string]error{"Stat": stat, "Create": create, "Mkdir": files.Mkdir(t.Context(), p, storage.DirOptions{}),
			"Rename": files.Rename(t.Context(), "/a", p)} {
			if storage.ClassOf(err) != storage.InvalidName {
				t.Errorf("%s %.20q: %v, want class invalid-name", what, p, err)
			}
		}
	}
	for _, prefix := range []string{"a//b", "a/../b", ".", "\xff", strings.Repeat("long/", 300)} {
		if _, err := opened(t, o).FS(prefix).Stat(t.Context(), "/"); err == nil {
			t.Errorf("the prefix %.20q is served", prefix)
		}
	}
}

// TestForeignObjects: what other programs have stored is seen as far as paths can name it, with directories that have
// no marker, and one stays there when its last file goes. The servers' notes are not seen.
func TestForeignObjects(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	c := client(t, o)
	for _, key := range []string{"d/e/f", ".portolan/x.json", "top"} {
		if _, err := c.PutObject(t.Context(), o.Bucket, key, bytes.NewReader([]byte("x")), 1, "", "", minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	files := opened(t, o).FS("")
	names := func(p storage.Path) (all []string) {
		t.Helper()
		for i, err := range files.List(t.Context(), p) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, i.Name)
		}
		slices.Sort(all)
		return all
	}
	if got := names("/"); !slices.Equal(got, []string{"d", "top"}) {
		t.Errorf("the home holds %q", got)
	}
	if i, err := files.Stat(t.Context(), "/d/e"); err != nil || !i.IsDir() {
		t.Errorf("/d/e is %+v, %v", i, err)
	}
	if err := files.Rename(t.Context(), "/d/e/f", "/f"); err != nil {
		t.Fatal(err)
	}
	if got := names("/d/e"); len(got) != 0 {
		t.Errorf("/d/e holds %q", got)
	}
	if err := errors.Join(files.Rmdir(t.Context(), "/d/e"), files.Rmdir(t.Context(), "/d"), files.Remove(t.Context(), "/top")); err != nil {
		t.Error(err)
	}
	if got := names("/"); !slices.Equal(got, []string{"f"}) {
		t.Errorf("the home holds %q", got)
	}
}

// TestUniqueIsExact: many sessions that store at the same time by STOU have a name each.
func TestUniqueIsExact(t *testing.T) {
	t.Parallel()
	o := s3test.Start(t).Options()
	const sessions = 8
	paths := make([]string, sessions)
	var wait sync.WaitGroup
	for i := range sessions {
		files := opened(t, o).FS("") // a server each
		wait.Go(func() {
			u, err := files.Create(t.Context(), "/f", storage.CreateOptions{Mode: storage.Unique})
			if err == nil {
				_, err = fmt.Fprint(u, u.Path())
			}
			if err == nil {
				err = u.Commit()
			}
			if err != nil {
				t.Error(err)
				return
			}
			paths[i] = string(u.Path())
		})
	}
	wait.Wait()
	slices.Sort(paths)
	if got := slices.Compact(slices.Clone(paths)); len(got) != sessions {
		t.Fatalf("the names are %q", paths)
	}
	for _, p := range paths {
		equal(t, opened(t, o).FS(""), storage.Path(p), []byte(p))
	}
}

// TestMemoryIsShared: more uploads than their memory holds parts for all arrive, in smaller parts.
func TestMemoryIsShared(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	o := s3test.Start(t).Options()
	o.Memory = 12 * mib // two uploads at a time
	files := opened(t, o).FS("")
	var wait sync.WaitGroup
	for i := range 6 {
		p, content := storage.Path(fmt.Sprint("/", i)), noise(uint64(i), 11*mib)
		wait.Go(func() {
			if err := attempt(t.Context(), files, p, content); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		})
	}
	wait.Wait()
	for i := range 6 {
		equal(t, files, storage.Path(fmt.Sprint("/", i)), noise(uint64(i), 11*mib))
	}
}
