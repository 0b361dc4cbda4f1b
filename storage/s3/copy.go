package s3

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/encrypt"
)

// keptHeaders are what a copy keeps beside the metadata of users.
var keptHeaders = []string{"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"}

// copy copies an object inside the store, if it is still the same. Metadata that are not nil take the place of its own.
func (b *Bucket) copy(ctx context.Context, o minio.ObjectInfo, to string, metadata map[string]string) error {
	if o.Size > maxPart {
		return b.copyInParts(ctx, o, to, metadata, condition{}, nil)
	}
	header := b.copyHeader(o)
	if b.opts.Encryption != nil {
		b.opts.Encryption.Marshal(header)
	}
	if metadata != nil {
		header.Set("X-Amz-Metadata-Directive", "REPLACE")
		header.Set("Content-Type", o.ContentType)
		for _, k := range keptHeaders {
			if v := o.Metadata.Get(k); v != "" {
				header.Set(k, v)
			}
		}
		for k, v := range metadata {
			header.Set("X-Amz-Meta-"+k, v)
		}
	}
	_, err := b.client.CopyObject(ctx, b.opts.Bucket, o.Key, b.opts.Bucket, to, flat(header), minio.CopySrcOptions{}, minio.PutObjectOptions{})
	return changed(err)
}

// copyHeader says that only this object is to be copied, and how it is encrypted.
func (b *Bucket) copyHeader(o minio.ObjectInfo) http.Header {
	header := http.Header{}
	header.Set("X-Amz-Copy-Source-If-Match", `"`+o.ETag+`"`)
	if b.opts.Encryption != nil && b.opts.Encryption.Type() == encrypt.SSEC {
		encrypt.SSECopy(b.opts.Encryption).Marshal(header)
	}
	return header
}

// flat is a header as minio-go takes it.
func flat(header http.Header) map[string]string {
	all := make(map[string]string, len(header))
	for k, v := range header {
		all[k] = v[0]
	}
	return all
}

// changed is an error for a source that is no longer the same.
func changed(err error) error {
	if unmet(err) || absent(err) {
		return errChanged
	}
	return err
}

// copyInParts copies an object of any size. Its metadata do not come along by themselves.
func (b *Bucket) copyInParts(ctx context.Context, o minio.ObjectInfo, to string, metadata map[string]string, c condition, count func(int64)) error {
	if metadata == nil {
		metadata = o.UserMetadata
	}
	a := b.assemble(ctx, to, like(o, metadata))
	a.count = count
	for _, s := range split(0, o.Size) {
		if err := a.copyPart(o, s); err != nil {
			break // which complete gives
		}
	}
	return a.end(a.complete(c))
}

// like describes a new object that has everything of another but its content.
func like(o minio.ObjectInfo, metadata map[string]string) kind {
	k := kind{contentType: o.ContentType, metadata: maps.Clone(metadata), header: http.Header{}}
	for name := range o.Metadata {
		if slices.Contains(keptHeaders, name) {
			k.header.Set(name, o.Metadata.Get(name))
		}
	}
	return k
}
