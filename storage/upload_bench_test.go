package storage_test

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
)

// BenchmarkUploads stores files of 4 KiB in each way and at each moment, by one upload at a time and by up to 64 at
// once: new files, and over old ones. TMPDIR chooses the disk:
//
//	TMPDIR=/srv go test ./storage -run none -bench Uploads -benchtime 2000x
func BenchmarkUploads(b *testing.B) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 256)
	for _, way := range []storage.Uploads{storage.Safe, storage.Strict, storage.InPlace} {
		for _, moment := range []storage.Sync{storage.SyncNever, storage.SyncStart, storage.SyncData} {
			for _, atOnce := range []int{1, 4, 16, 64} {
				for _, kind := range []string{"new", "over"} {
					b.Run(fmt.Sprintf("%v/%v/%s/%d", way, moment, kind, atOnce), func(b *testing.B) {
						l, err := storage.OpenLocal(b.TempDir(), storage.LocalOptions{Uploads: way, Sync: moment})
						if err != nil {
							b.Fatal(err)
						}
						defer l.Close()
						var next atomic.Int64
						var workers sync.WaitGroup
						for w := range atOnce {
							workers.Go(func() {
								for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
									p := storage.Path(fmt.Sprintf("/f%d", n))
									if kind == "over" {
										p = storage.Path(fmt.Sprintf("/f%d-%d", w, n%8))
									}
									u, err := l.Create(b.Context(), p, storage.CreateOptions{})
									if err == nil {
										_, err = u.Write(content)
									}
									if err == nil {
										err = u.Commit()
									}
									if err != nil {
										b.Error(err)
										return
									}
								}
							})
						}
						workers.Wait()
						b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
					})
				}
			}
		}
	}
}
