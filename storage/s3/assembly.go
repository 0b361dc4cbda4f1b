package s3

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/encrypt"
)

// cleanWait is how long the end of an upload may take that is given up, or whose client is gone.
const cleanWait = time.Minute

// assembly is an object that is put together from parts, at the store: bytes that are sent, and ranges of other objects
// that the store copies. It is one goroutine's, but the parts travel beside it.
type assembly struct {
	bucket *Bucket
	ctx    context.Context
	cancel context.CancelFunc // ends the parts that travel
	key    string
	kind   kind
	id     string // of the upload; empty before it has begun
	number int    // of the last part
	flying chan struct{}
	count  func(int64) // is told of bytes that the store has copied; nil if nobody asks
	wait   sync.WaitGroup

	mu    sync.Mutex
	parts []minio.ObjectPart
	fault error
}

// assemble prepares an object. Nothing is asked of the store before the first part.
func (b *Bucket) assemble(ctx context.Context, key string, k kind) *assembly {
	ctx, cancel := context.WithCancel(ctx)
	return &assembly{bucket: b, ctx: ctx, cancel: cancel, key: key, kind: k, flying: make(chan struct{}, b.opts.Parts-1)}
}

// begin opens the upload at the store.
func (a *assembly) begin() error {
	if a.id != "" {
		return nil
	}
	id, err := a.bucket.client.NewMultipartUpload(a.ctx, a.bucket.opts.Bucket, a.key, a.bucket.options(a.kind,
		map[string]string{"X-Amz-Checksum-Algorithm": "CRC32C", typeHeader: "FULL_OBJECT"}))
	if err != nil {
		return err
	}
	a.id = id
	return a.bucket.notes.add(a.ctx, begun{Key: a.key, Upload: id})
}

// launch makes the next part beside the caller, once few enough others are on their way.
func (a *assembly) launch(make func(number int) (minio.ObjectPart, error), done func()) error {
	select {
	case a.flying <- struct{}{}:
	case <-a.ctx.Done():
		done()
		return a.failed(a.ctx.Err())
	}
	a.number++
	number := a.number
	a.wait.Go(func() {
		p, err := make(number)
		done()
		<-a.flying
		if err != nil {
			a.failed(err)
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		for len(a.parts) < number {
			a.parts = append(a.parts, minio.ObjectPart{})
		}
		a.parts[number-1] = p
	})
	return a.failed(nil)
}

// failed notes the first fault, and gives it.
func (a *assembly) failed(err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fault == nil && err != nil {
		a.fault = err
		a.cancel()
	}
	return a.fault
}

// send sends a part. The part is free once done is called.
func (a *assembly) send(p *part, done func()) error {
	if err := a.begin(); err != nil {
		done()
		return a.failed(err)
	}
	return a.launch(func(number int) (minio.ObjectPart, error) {
		header := http.Header{}
		sum := checksum(p.sum())
		header.Set(crcHeader, sum)
		sent, err := a.bucket.client.PutObjectPart(a.ctx, a.bucket.opts.Bucket, a.key, a.id, number, &body{part: p}, p.size,
			minio.PutObjectPartOptions{SSE: a.bucket.opts.Encryption, CustomHeader: header, DisableContentSha256: true})
		if err == nil {
			err = a.bucket.verify(p, sum, sent.ChecksumCRC32C, sent.ETag)
		}
		return minio.ObjectPart{PartNumber: number, ETag: sent.ETag, Size: p.size, ChecksumCRC32C: sum}, err
	}, done)
}

// copyPart lets the store copy a range of an object, if it is still the same.
func (a *assembly) copyPart(o minio.ObjectInfo, s span) error {
	if err := a.begin(); err != nil {
		return a.failed(err)
	}
	return a.launch(func(number int) (minio.ObjectPart, error) {
		header := a.bucket.copyHeader(o)
		if e := a.bucket.opts.Encryption; e != nil && e.Type() == encrypt.SSEC {
			e.Marshal(header)
		}
		p, err := a.bucket.client.CopyObjectPart(a.ctx, a.bucket.opts.Bucket, o.Key, a.bucket.opts.Bucket, a.key, a.id, number,
			s.from, s.to-s.from, flat(header))
		if err == nil && a.count != nil {
			a.count(s.to - s.from)
		}
		return minio.ObjectPart{PartNumber: number, ETag: p.ETag, Size: s.to - s.from, ChecksumCRC32C: p.ChecksumCRC32C}, changed(err)
	}, func() {})
}

// complete makes the parts an object. It returns nil only once the store has said that it is there.
func (a *assembly) complete(c condition) error {
	a.wait.Wait()
	if err := a.failed(nil); err != nil {
		return err
	}
	o := minio.PutObjectOptions{UserMetadata: map[string]string{typeHeader: "FULL_OBJECT"}}
	if e := a.bucket.opts.Encryption; e != nil && e.Type() == encrypt.SSEC {
		o.ServerSideEncryption = e
	}
	sum, err := minio.ChecksumCRC32C.FullObjectChecksum(slices.Clone(a.parts))
	if err == nil { // otherwise the store did not tell that of a part that it copied
		o.UserMetadata[crcHeader] = sum.Encoded()
	}
	c.apply(&o)
	done, err := a.bucket.client.CompleteMultipartUpload(a.ctx, a.bucket.opts.Bucket, a.key, a.id, a.list(), o)
	switch {
	case unmet(err) || absent(err): // or a first try was done, and its answer lost
		if _, done := a.bucket.holds(a.ctx, a.key, a.kind); !done {
			return a.failed(errChanged)
		}
	case err != nil:
		return a.failed(err)
	case sum != nil && done.ChecksumCRC32C != "" && done.ChecksumCRC32C != sum.Encoded():
		return a.failed(errChecksum)
	}
	return nil
}

// list is what the store is told of the parts.
func (a *assembly) list() []minio.CompletePart {
	list := make([]minio.CompletePart, len(a.parts))
	for i, p := range a.parts {
		list[i] = minio.CompletePart{PartNumber: p.PartNumber, ETag: p.ETag, ChecksumCRC32C: p.ChecksumCRC32C}
	}
	return list
}

// end gives the upload up at the store after an error.
func (a *assembly) end(err error) error {
	cut := len(a.flying) > 0 || a.failed(nil) != nil
	a.cancel()
	a.wait.Wait()
	if a.id == "" {
		return err
	}
	if err != nil {
		if aborted := a.abort(cut); aborted != nil {
			a.bucket.log.Warn("an upload could not be given up at the store; it is swept later", "key", a.key, "err", aborted)
			return err // and stays noted
		}
	}
	a.bucket.notes.drop(begun{Key: a.key, Upload: a.id})
	return err
}

const (
	// abortTries is how often an upload is given up at the store whose last parts were cut off.
	abortTries = 5
	// abortWait is the first wait between; each further one is twice as long.
	abortWait = 50 * time.Millisecond
)

// abort gives the upload up at the store. A store may still be busy with parts that were cut off, and keep them
// although it was told before: so it is told until it does not know the upload any more.
func (a *assembly) abort(cut bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), cleanWait)
	defer cancel()
	for try := 0; ; try++ {
		err := a.bucket.client.AbortMultipartUpload(ctx, a.bucket.opts.Bucket, a.key, a.id)
		switch {
		case absent(err), err == nil && !cut:
			return nil
		case try == abortTries-1:
			return err
		}
		time.Sleep(abortWait << try)
	}
}
