package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
)

// DefaultLease is [Options.Lease] if that is 0: a store that is away for less ends nothing.
const DefaultLease = 15 * time.Second

// begun is something that has to be undone or finished if the server ends before it: an upload in parts, or a rename.
type begun struct {
	Key    string `json:"key,omitempty"` // of an upload
	Upload string `json:"upload,omitempty"`
	From   string `json:"from,omitempty"` // of a rename; directories end in a slash
	To     string `json:"to,omitempty"`
	ETag   string `json:"etag,omitempty"` // of the file that is renamed
	Over   string `json:"over,omitempty"` // ETag of the file that it replaces
	Undo   bool   `json:"undo,omitempty"` // the rename was given up
}

// written is the object with a server's notes.
type written struct {
	Beat  int     `json:"beat"` // counts, so that every renewal has another ETag
	Begun []begun `json:"begun"`
}

// notes are kept in the store while something is under way there, and renewed three times in a lease: by that other
// servers know that this one lives. They cost one small request for each upload in parts, and two for a rename.
type notes struct {
	bucket *Bucket
	key    string

	writing sync.Mutex // held during a request; before mu
	stored  int        // the version in the store

	mu      sync.Mutex
	held    map[begun]struct{}
	version int // of held
	renewal *time.Timer
}

func newNotes(b *Bucket) *notes {
	return &notes{bucket: b, key: b.opts.Prefix + notesDir + rand.Text() + ".json", held: map[begun]struct{}{}}
}

// add returns once the store has noted what is about to begin.
func (n *notes) add(ctx context.Context, what begun) error {
	n.mu.Lock()
	n.held[what] = struct{}{}
	n.version++
	version := n.version
	if n.renewal == nil {
		n.renewal = time.AfterFunc(n.bucket.opts.Lease/3, n.renew)
	}
	n.mu.Unlock()
	err := n.write(ctx, version)
	if err != nil {
		n.drop(what)
	}
	return err
}

// drop forgets what has ended. The store hears of it with the next renewal, or by [notes.settle].
func (n *notes) drop(what begun) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.held, what)
	n.version++
}

// settle is drop that returns once the store has forgotten it, too: a rename is not to be done again after somebody has
// used the old name for something else.
func (n *notes) settle(ctx context.Context, what begun) error {
	n.drop(what)
	n.mu.Lock()
	version := n.version
	n.mu.Unlock()
	return n.write(ctx, version)
}

// write stores a version of the notes, or a later one. Those who wait for each other share a request.
func (n *notes) write(ctx context.Context, version int) error {
	n.writing.Lock()
	defer n.writing.Unlock()
	if n.stored >= version {
		return nil
	}
	n.mu.Lock()
	version = n.version
	all := slices.Collect(maps.Keys(n.held))
	n.mu.Unlock()
	text, err := json.Marshal(written{version, all})
	if err != nil {
		return err
	}
	b := n.bucket
	_, err = b.client.PutObject(ctx, b.opts.Bucket, n.key, bytes.NewReader(text), int64(len(text)), "", "",
		minio.PutObjectOptions{ServerSideEncryption: b.opts.Encryption, ContentType: "application/json"})
	if err == nil {
		n.stored = version
	}
	return err
}

// renew says that this server lives, or removes notes that say nothing any more.
func (n *notes) renew() {
	ctx, cancel := context.WithTimeout(context.Background(), n.bucket.opts.Lease/3)
	defer cancel()
	n.mu.Lock()
	empty := len(n.held) == 0
	n.version++
	version := n.version
	if empty {
		n.renewal = nil // the next addition begins again
	} else {
		n.renewal.Reset(n.bucket.opts.Lease / 3)
	}
	n.mu.Unlock()
	var err error
	if empty {
		err = n.remove(ctx)
	} else {
		err = n.write(ctx, version)
	}
	if err != nil {
		n.bucket.log.Warn("the store does not take the notes of what is under way", "err", err)
	}
}

// remove removes the notes from the store, unless something was noted meanwhile.
func (n *notes) remove(ctx context.Context) error {
	n.writing.Lock()
	defer n.writing.Unlock()
	n.mu.Lock()
	empty := len(n.held) == 0
	n.mu.Unlock()
	if !empty {
		return nil
	}
	return n.bucket.remove(ctx, n.key)
}

// close ends the renewals. What is still held stays noted, and is swept by another server.
func (n *notes) close(ctx context.Context) error {
	n.mu.Lock()
	used := n.renewal != nil
	if used {
		n.renewal.Stop()
	}
	n.mu.Unlock()
	if !used {
		return nil
	}
	return n.remove(ctx)
}

// read reads the notes of another server.
func (b *Bucket) read(ctx context.Context, o minio.ObjectInfo) (written, error) {
	var w written
	body, err := b.get(ctx, o, 0, o.Size)
	if err != nil {
		return w, err
	}
	defer body.Close()
	return w, json.NewDecoder(body).Decode(&w)
}
