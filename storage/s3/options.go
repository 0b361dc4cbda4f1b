package s3

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/encrypt"
	"golang.org/x/sync/semaphore"
)

const (
	// DefaultRegion is what requests are signed for where [Options.Region] is empty. Stores of one's own take it.
	DefaultRegion = "us-east-1"
	// defaultRetries is how often a request is tried in all. The waits between grow to a second, so that a store that
	// is away for three seconds is not noticed, and a client hears of one that stays away before it gives up.
	defaultRetries = 6
)

// Options say where objects are and how to reach them.
type Options struct {
	Endpoint string // host:port, without a scheme
	Secure   bool   // by TLS
	Region   string // [DefaultRegion] if empty
	Bucket   string
	// Prefix is put before every key. It is a directory: a slash at its end may be left out.
	Prefix string
	// PathStyle names the bucket in the path of requests and not in the host's name. Stores of one's own often want it.
	PathStyle bool
	// Credentials sign the requests; nil reads public buckets only.
	Credentials *credentials.Credentials
	// Transport is how requests travel, such as with a certificate authority of one's own; nil is a common one.
	Transport http.RoundTripper
	// Encryption is asked of the store for everything that is written; nil leaves that to the bucket.
	Encryption encrypt.ServerSide
	// PartSize is how large the parts of an upload are at first, 0 for [DefaultPartSize]. They grow with the upload.
	PartSize int64
	// Parts is how many parts of one upload are in memory, 0 for [DefaultParts]; at least 2.
	Parts int
	// Memory is what all uploads together may hold, 0 for [DefaultMemory]. An upload that needs more waits until
	// another one gives some back, or goes on with smaller parts.
	Memory int64
	// Lease is how long what a server has begun is left alone when it no longer says that it lives, 0 for
	// [DefaultLease]. See [Bucket.Sweep].
	Lease time.Duration
	// MaxUpload is the most bytes that a file may have after an upload, 0 for what a store takes.
	MaxUpload int64
	// Retries is how often a request is tried in all, 0 for six times.
	Retries int
	// Log is told what no client is, such as what was left half done; nil is silent.
	Log *slog.Logger
}

// Bucket is a bucket of a store, or what lies below a prefix in it. Any number of sessions share it.
type Bucket struct {
	opts   Options
	client *minio.Core
	log    *slog.Logger
	memory memory
	notes  *notes
	swept  atomic.Bool // once
}

// Open prepares the access to a bucket. It sends nothing: the store may be away for now. See [Bucket.Check].
func Open(ctx context.Context, o Options) (*Bucket, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	prefix, err := directory(o.Prefix)
	if err != nil {
		return nil, err
	}
	o.Prefix = prefix
	if o.Bucket == "" {
		return nil, errors.New("s3: no bucket is named")
	}
	o = withDefaults(o)
	lookup := minio.BucketLookupAuto
	if o.PathStyle {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.NewCore(o.Endpoint, &minio.Options{
		Creds: o.Credentials, Secure: o.Secure, Transport: &patient{o.Transport, stallWait, copyWait}, Region: o.Region,
		BucketLookup: lookup, MaxRetries: o.Retries,
	})
	if err != nil {
		return nil, fmt.Errorf("s3: %w", err)
	}
	b := &Bucket{opts: o, client: client, log: o.Log, memory: memory{semaphore.NewWeighted(o.Memory), o.Memory}}
	b.notes = newNotes(b)
	return b, nil
}

// withDefaults fills in what was left out.
func withDefaults(o Options) Options {
	o.Region = cmp.Or(o.Region, DefaultRegion)
	o.Retries = cmp.Or(o.Retries, defaultRetries)
	o.Parts = max(2, cmp.Or(o.Parts, DefaultParts))
	o.PartSize = min(max(minPart, cmp.Or(o.PartSize, DefaultPartSize)), gib)
	o.Memory = max(2*minPart, cmp.Or(o.Memory, DefaultMemory))
	o.Lease = cmp.Or(o.Lease, DefaultLease)
	o.MaxUpload = min(cmp.Or(o.MaxUpload, maxObject), maxObject)
	if o.Transport == nil {
		o.Transport = NewTransport()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Check asks the store whether the bucket is there and may be used.
func (b *Bucket) Check(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.opts.Bucket)
	switch {
	case err != nil:
		return fmt.Errorf("s3: bucket %s at %s: %w", b.opts.Bucket, b.opts.Endpoint, err)
	case !there:
		return fmt.Errorf("s3: there is no bucket %s at %s", b.opts.Bucket, b.opts.Endpoint)
	}
	return nil
}

// Close removes this server's notes from the store. What is still under way stays noted, for another server's sweep.
func (b *Bucket) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), cleanWait)
	defer cancel()
	return b.notes.close(ctx)
}

// FS is what lies below a prefix of the bucket, in addition to [Options.Prefix]. An impossible prefix holds nothing and
// takes nothing.
func (b *Bucket) FS(prefix string) *FS {
	f := &FS{bucket: b}
	prefix, f.fault = directory(prefix)
	f.prefix = b.opts.Prefix + prefix
	if f.fault == nil && len(f.prefix) > maxKey {
		f.fault = errLongKey
	}
	return f
}

// directory gives a prefix the slash at its end that makes it a directory.
func directory(prefix string) (string, error) {
	prefix = strings.Trim(prefix, "/")
	switch {
	case prefix == "":
		return "", nil
	case !utf8.ValidString(prefix):
		return "", errNotUTF8
	}
	for e := range strings.SplitSeq(prefix, "/") {
		if e == "" || e == "." || e == ".." || strings.ContainsRune(e, 0) {
			return "", fmt.Errorf("s3: the prefix %q is not clean", prefix)
		}
	}
	return prefix + "/", nil
}
