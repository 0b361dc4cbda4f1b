package s3_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/s3/s3test"
)

// unseen hides what a reader can beside Read, as the data connection of a client does.
type unseen struct{ io.Reader }

// BenchmarkThroughput compares this package with minio-go's own client at the same store: files of 128 MiB of which
// neither knows the length before, from one client and from eight.
//
//	go test ./storage/s3 -run none -bench Throughput -benchtime 5x
func BenchmarkThroughput(b *testing.B) {
	const size = 128 * mib
	o := s3test.Start(b).Options()
	files := opened(b, o).FS("")
	plain := client(b, o)
	content := noise(1, size)
	put(b, files, "/source", content)
	ways := []struct {
		name string
		run  func(i int) error
	}{
		{"put/minio", func(i int) error {
			_, err := plain.Client.PutObject(b.Context(), o.Bucket, fmt.Sprint("m", i), unseen{bytes.NewReader(content)}, size,
				minio.PutObjectOptions{PartSize: 16 * mib})
			return err
		}},
		{"put/minio-unsigned", func(i int) error { // at its fastest: without SHA-256, four parts at a time
			_, err := plain.Client.PutObject(b.Context(), o.Bucket, fmt.Sprint("m", i), unseen{bytes.NewReader(content)}, size,
				minio.PutObjectOptions{PartSize: 16 * mib, NumThreads: 4, ConcurrentStreamParts: true, DisableContentSha256: true})
			return err
		}},
		{"put/portolan", func(i int) error {
			u, err := files.Create(b.Context(), storage.Path(fmt.Sprint("/p", i)), storage.CreateOptions{})
			if err == nil {
				_, err = u.ReadFrom(unseen{bytes.NewReader(content)})
			}
			if err == nil {
				err = u.Commit()
			}
			return err
		}},
		{"get/minio", func(int) error {
			object, err := plain.Client.GetObject(b.Context(), o.Bucket, "source", minio.GetObjectOptions{})
			if err == nil {
				_, err = io.Copy(struct{ io.Writer }{io.Discard}, object)
				object.Close()
			}
			return err
		}},
		{"get/portolan", func(int) error {
			f, err := files.Open(b.Context(), "/source")
			if err == nil {
				_, err = f.WriteTo(struct{ io.Writer }{io.Discard})
				f.Close()
			}
			return err
		}},
	}
	for _, streams := range []int{1, 8} {
		for _, w := range ways {
			b.Run(fmt.Sprintf("%s/%d", w.name, streams), func(b *testing.B) {
				b.SetBytes(size * int64(streams))
				b.ReportAllocs()
				for b.Loop() {
					var wait sync.WaitGroup
					for i := range streams {
						wait.Go(func() {
							if err := w.run(i); err != nil {
								b.Error(err)
							}
						})
					}
					wait.Wait()
				}
			})
		}
	}
}
