package s3

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/portolan-ftp/portolan/storage"
)

const (
	// copySize is how much of a download moves at a time.
	copySize = 128 << 10
	// readAhead is how many of those are read before the client takes them, so that client and store need not wait for
	// each other: half a megabyte for each download.
	readAhead = 4
	// reopens is how often in a row a download goes on after the store broke it, without one byte between.
	reopens = 5
	// reopenWait is the first wait before that; each further one is twice as long.
	reopenWait = 100 * time.Millisecond
)

// Open looks at a file. Its content is asked for when it is read. ctx ends that too.
func (f *FS) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	o, err := f.findFile(ctx, p)
	if err != nil {
		return nil, fail("open", p, err)
	}
	return &file{ctx: ctx, bucket: f.bucket, object: o, path: p}, nil
}

// file is an object that is read. All bytes come from the object that was there when it was opened.
type file struct {
	ctx    context.Context
	bucket *Bucket
	object minio.ObjectInfo
	path   storage.Path
	at     int64         // where the next Read begins
	body   io.ReadCloser // of the object, from at on; nil before it is asked for
	closed bool
}

// Info describes the file as it was when it was opened.
func (f *file) Info() storage.Info { return fileInfo(f.path.Base(), f.object) }

// Seek sets the offset of the next Read or WriteTo. It asks nothing of the store.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.object.Size
	}
	if offset < 0 {
		return 0, fail("seek", f.path, errBadSeek)
	}
	if offset != f.at {
		f.leave()
		f.at = offset
	}
	return offset, nil
}

// Read reads from the current offset. What the store breaks is asked for again from there on.
func (f *file) Read(b []byte) (int, error) {
	if f.closed {
		return 0, fail("read", f.path, errClosed)
	}
	if f.at >= f.object.Size {
		return 0, io.EOF
	}
	if len(b) == 0 {
		return 0, nil
	}
	var err error
	for try := range reopens {
		if err = f.pause(try); err != nil {
			break
		}
		var n int
		n, err = f.read(b)
		if n > 0 {
			return n, nil
		}
		f.leave()
		if unmet(err) || absent(err) {
			err = errChanged
			break
		}
		if f.ctx.Err() != nil {
			err = f.ctx.Err()
			break
		}
	}
	return 0, fail("read", f.path, err)
}

// pause waits before another try.
func (f *file) pause(try int) error {
	if try == 0 {
		return nil
	}
	select {
	case <-time.After(reopenWait << (try - 1)):
		return nil
	case <-f.ctx.Done():
		return f.ctx.Err()
	}
}

// read reads once. No bytes are an error, an end before the object's too.
func (f *file) read(b []byte) (int, error) {
	if f.body == nil {
		body, err := f.bucket.get(f.ctx, f.object, f.at, f.object.Size)
		if err != nil {
			return 0, err
		}
		f.body = body
	}
	n, err := f.body.Read(b)
	n = int(min(int64(n), f.object.Size-f.at)) // a store that sends more is not believed
	f.at += int64(n)
	if n == 0 && (err == nil || err == io.EOF) {
		err = errShort
	}
	return n, err
}

// get asks for a part of an object, as long as it is still the same.
func (b *Bucket) get(ctx context.Context, o minio.ObjectInfo, from, to int64) (io.ReadCloser, error) {
	how := minio.GetObjectOptions{ServerSideEncryption: b.opts.Encryption}
	if err := errors.Join(how.SetMatchETag(o.ETag), how.SetRange(from, to-1)); err != nil {
		return nil, err
	}
	body, got, _, err := b.client.GetObject(ctx, b.opts.Bucket, o.Key, how)
	if err == nil && (got.ETag != o.ETag || got.Size != to-from) { // the store knows no conditions, or no ranges
		body.Close()
		return nil, errChanged
	}
	return body, err
}

// leave gives the body up.
func (f *file) leave() {
	if f.body != nil {
		f.body.Close()
		f.body = nil
	}
}

// Close closes the file.
func (f *file) Close() error {
	f.leave()
	f.closed = true
	return nil
}

// chunk is what a download moves at a time.
type chunk struct {
	bytes [copySize]byte
	n     int
	err   error
}

var chunks = sync.Pool{New: func() any { return new(chunk) }}

// WriteTo sends the rest of the file to w, while the next bytes are read.
func (f *file) WriteTo(w io.Writer) (total int64, err error) {
	f.leave()
	start, before := f.at, f.ctx
	ctx, cancel := context.WithCancel(before)
	f.ctx = ctx
	filled := make(chan *chunk, readAhead-2) // two more are being filled and written
	go f.fill(filled)
	for c := range filled {
		if err == nil {
			var n int
			n, err = w.Write(c.bytes[:c.n])
			total += int64(n)
			if err == nil && n < c.n {
				err = io.ErrShortWrite
			}
			if err != nil {
				cancel() // what is being read
			} else if c.err != io.EOF {
				err = c.err
			}
		}
		chunks.Put(c)
	}
	cancel()
	f.leave()
	f.ctx, f.at = before, start+total
	return total, err
}

// fill reads to the end of the file, or to an error, which the last chunk has.
func (f *file) fill(filled chan<- *chunk) {
	defer close(filled)
	for {
		c := chunks.Get().(*chunk)
		c.n, c.err = 0, nil
		for c.n < len(c.bytes) && c.err == nil {
			var n int
			n, c.err = f.Read(c.bytes[c.n:])
			c.n += n
		}
		err := c.err
		filled <- c
		if err != nil {
			return
		}
	}
}
