package s3

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"io"
	"maps"
	"net/http"

	"github.com/minio/minio-go/v7"
)

const (
	crcHeader  = "X-Amz-Checksum-Crc32c"
	typeHeader = "X-Amz-Checksum-Type"
	// idKey is the metadata with a number of its own for each content that was stored. It tells whether a request whose
	// answer was lost was done.
	idKey = "Portolan-Id"
)

// kind is what an object has beside its content.
type kind struct {
	contentType string
	metadata    map[string]string
	header      http.Header
}

// options are those of a request that makes an object of the kind.
func (b *Bucket) options(k kind, checksum map[string]string) minio.PutObjectOptions {
	o := minio.PutObjectOptions{
		ServerSideEncryption: b.opts.Encryption, ContentType: k.contentType, DisableContentSha256: true,
		ContentEncoding: k.header.Get("Content-Encoding"), ContentDisposition: k.header.Get("Content-Disposition"),
		ContentLanguage: k.header.Get("Content-Language"), CacheControl: k.header.Get("Cache-Control"),
		UserMetadata: map[string]string{},
	}
	maps.Copy(o.UserMetadata, k.metadata)
	maps.Copy(o.UserMetadata, checksum)
	return o
}

// condition is what has to hold when an object takes its name. The zero value is nothing.
type condition struct {
	etag string // of the object that is there
	none bool   // nothing is there
}

func (c condition) apply(o *minio.PutObjectOptions) {
	if c.etag != "" {
		o.SetMatchETag(c.etag)
	}
	if c.none {
		o.SetMatchETagExcept("*")
	}
}

// put stores an object in one request, and gives its ETag once the store has said that it has the same bytes.
func (b *Bucket) put(ctx context.Context, key string, p *part, k kind, c condition) (string, error) {
	sum := checksum(p.sum())
	o := b.options(k, map[string]string{crcHeader: sum})
	c.apply(&o)
	done, err := b.client.PutObject(ctx, b.opts.Bucket, key, &body{part: p}, p.size, "", "", o)
	if unmet(err) { // or a first try was done, and its answer lost
		there, done := b.holds(ctx, key, k)
		if !done {
			return "", errChanged
		}
		return there.ETag, nil
	}
	if err != nil {
		return "", err
	}
	return done.ETag, b.verify(p, sum, done.ChecksumCRC32C, done.ETag)
}

// holds looks whether a key has the content of a kind, by its number. The copy of what another program has stored has none:
// it could be anything with that name.
func (b *Bucket) holds(ctx context.Context, key string, k kind) (minio.ObjectInfo, bool) {
	there, err := b.head(ctx, key)
	id := k.metadata[idKey]
	return there, err == nil && id != "" && there.UserMetadata[idKey] == id
}

// verify compares what the store says of a part with the part: by CRC32C, or by MD5 where the store tells no other.
func (b *Bucket) verify(p *part, sum, crc, etag string) error {
	if crc != "" {
		if crc != sum {
			return errChecksum
		}
		return nil
	}
	if b.opts.Encryption != nil || len(etag) != hex.EncodedLen(md5.Size) {
		return nil // the ETag says nothing of the content; the length of the request was right
	}
	digest := md5.New()
	io.Copy(digest, &body{part: p}) // neither can fail
	if hex.EncodeToString(digest.Sum(nil)) != etag {
		return errChecksum
	}
	return nil
}

// checksum is a CRC32C as stores write it.
func checksum(crc uint32) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, crc))
}

// withID gives new content a number of its own.
func withID(metadata map[string]string) map[string]string {
	metadata = maps.Clone(metadata)
	if metadata == nil {
		metadata = map[string]string{}
	}
	metadata[idKey] = rand.Text()
	return metadata
}
