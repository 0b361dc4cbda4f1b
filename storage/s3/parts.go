package s3

import (
	"context"
	"io"

	"github.com/portolan-ftp/portolan/storage"
)

// provide sees to a part that has room: the one at hand, a larger one, or the next.
func (u *upload) provide() error {
	switch {
	case u.part == nil:
		return u.begin()
	case u.part.size < u.part.room:
		return nil
	case u.share == nil: // more than one chunk: from here on memory counts
		return u.enlarge()
	}
	if err := u.flush(); err != nil {
		return err
	}
	return u.begin()
}

// begin begins a part. The first one is no more than a chunk: many files are smaller.
func (u *upload) begin() error {
	if u.share == nil {
		u.part = &part{room: copySize}
		return nil
	}
	memory := u.fs.bucket.memory
	size, least := u.sizes()
	switch {
	case size == 0 || least-minPart > memory.size-minPart:
		return errTooLarge
	case memory.TryAcquire(size):
		u.part = &part{room: size, taken: size}
		return nil
	}
	select {
	case <-u.share:
	case <-u.ctx.Done():
		return u.ctx.Err()
	}
	if err := memory.take(u.ctx, least-minPart); err != nil {
		u.share <- struct{}{}
		return err
	}
	u.part = &part{room: least, taken: least - minPart, kept: true}
	return nil
}

// enlarge gives the first part the size of one.
func (u *upload) enlarge() error {
	if err := u.hold(u.ctx); err != nil {
		return err
	}
	memory := u.fs.bucket.memory
	u.part.room = minPart
	if size, _ := u.sizes(); memory.TryAcquire(size - minPart) {
		u.part.taken, u.part.room = size-minPart, size
	}
	return nil
}

// hold takes the memory that an upload keeps to its end, for the part at hand. One chunk needs none.
func (u *upload) hold(ctx context.Context) error {
	if u.share == nil {
		if err := u.fs.bucket.memory.take(ctx, minPart); err != nil {
			return err
		}
		u.share = make(chan struct{}, 1)
		u.need().kept = true
	}
	return nil
}

// need is the part at hand, or one for what is kept of the old object.
func (u *upload) need() *part {
	if u.part == nil {
		u.part = new(part)
	}
	return u.part
}

// sizes are those of the part that begins.
func (u *upload) sizes() (size, least int64) {
	number := 1
	if u.whole != nil {
		number += u.whole.number
	}
	return partSize(number, u.fs.bucket.opts.PartSize)
}

// release gives back what a part holds.
func (u *upload) release(p *part) {
	p.free()
	u.fs.bucket.memory.Release(p.taken)
	if p.kept {
		u.share <- struct{}{}
	}
}

// flush sends the part at hand beside what follows.
func (u *upload) flush() error {
	if err := u.place(u.ctx); err != nil {
		return err
	}
	p := u.part
	u.part = nil
	return u.assembly().send(p, func() { u.release(p) })
}

// assembly is what the parts are put together in.
func (u *upload) assembly() *assembly {
	if u.whole == nil {
		u.whole = u.fs.bucket.assemble(u.life, u.fs.key(u.path), u.kind())
	}
	return u.whole
}

// place puts what is kept of the old object in front: the store copies it, or it is too little for a part and is read.
func (u *upload) place(ctx context.Context) error {
	if u.placed || u.front == 0 {
		return nil
	}
	if u.front >= minPart {
		u.placed = true
		return u.copyRange(span{0, u.front})
	}
	if err := u.hold(ctx); err != nil {
		return err
	}
	front := new(part)
	if err := u.load(ctx, front, span{0, u.front}); err != nil {
		front.free()
		return err
	}
	u.placed = true
	u.need().prepend(front)
	return nil
}

// copyRange lets the store copy a range of the old object to where the new one has come to.
func (u *upload) copyRange(s span) error {
	for _, piece := range split(s.from, s.to) {
		if err := u.assembly().copyPart(u.base, piece); err != nil {
			return err
		}
	}
	return nil
}

// load reads a range of the old object to the end of a part.
func (u *upload) load(ctx context.Context, p *part, s span) error {
	f := &file{ctx: ctx, bucket: u.fs.bucket, object: u.base, path: u.path, at: s.from}
	defer f.Close()
	for f.at < s.to {
		space := p.space()
		n, err := f.Read(space[:min(int64(len(space)), s.to-f.at)])
		p.grow(n)
		if err == io.EOF {
			err = errShort
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finish makes the object of everything: what is kept in front, what came, and what is kept behind. Before it takes its
// name, publish is asked.
func (u *upload) finish(ctx context.Context, publish func() error) error {
	if u.unchanged() {
		return nil
	}
	stop := context.AfterFunc(ctx, u.stop)
	defer stop()
	err := u.place(ctx)
	if err == nil && u.how.Mode == storage.Patch && u.front+u.written < u.base.Size {
		err = u.behind(ctx, span{u.front + u.written, u.base.Size})
	}
	if err == nil && u.whole != nil && u.part != nil && u.part.size > 0 {
		err = u.flush()
	}
	var unheard error
	if err == nil && publish != nil {
		if unheard = publish(); unheard != nil && !u.keeps() {
			err = unheard
		}
	}
	if err == nil {
		err = u.name(ctx)
	}
	if err != nil {
		u.drop(err)
		return err
	}
	return unheard
}

// unchanged says that the old object is already what the new one would be.
func (u *upload) unchanged() bool {
	return u.written == 0 && u.base.Key != "" && (u.how.Mode != storage.Resume || u.front == u.base.Size)
}

// behind adds what is kept behind. A part that is too small takes a beginning of it.
func (u *upload) behind(ctx context.Context, s span) error {
	size := u.need().size
	if u.whole == nil && size+s.to-s.from <= minPart {
		if err := u.hold(ctx); err != nil {
			return err
		}
		return u.load(ctx, u.part, s)
	}
	if size > 0 {
		if err := u.hold(ctx); err != nil {
			return err
		}
		filled := min(s.from+max(0, minPart-size), s.to)
		if err := u.load(ctx, u.part, span{s.from, filled}); err != nil {
			return err
		}
		if err := u.flush(); err != nil {
			return err
		}
		s.from = filled
	}
	return u.copyRange(s)
}

// name gives the object its name.
func (u *upload) name(ctx context.Context) error {
	if u.whole != nil {
		err := u.whole.complete(u.condition)
		if err == nil {
			err = u.whole.end(nil)
		}
		return err
	}
	p := u.part
	if p == nil {
		p = new(part)
	}
	_, err := u.fs.bucket.put(ctx, u.fs.key(u.path), p, u.kind(), u.condition)
	return err
}

// drop leaves nothing of the upload at the store.
func (u *upload) drop(why error) {
	if u.whole != nil {
		u.whole.end(why)
	}
	if !u.reserved {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(u.ctx), cleanWait)
	defer cancel()
	if err := u.fs.bucket.removeSame(ctx, u.reservation()); err != nil {
		u.fs.bucket.log.Warn("the empty object that kept a name could not be removed", "key", u.fs.key(u.path), "err", err)
	}
}
