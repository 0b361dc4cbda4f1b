package outcomes

import (
	"context"
	"errors"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"

	"example.org/server/ftp"
)

type plain struct{}

func (plain) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	return nil // want `C01: Retr may return nil here; return one of its declared replies`
}

type variable struct{}

func (variable) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	var reply ftp.RetrReply
	if r.Path == "" {
		reply = ftp.RetrMissing()
	}
	return reply // want `C01: Retr may return nil here`
}

type embedding struct{ ftp.RetrReply }

type embedded struct{}

func (embedded) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	return embedding{} // want `C01: embedding is not made by a constructor of RetrReply; return what one of them returns`
}

func (embedded) pointer() ftp.RetrReply {
	return &struct{ ftp.RetrReply }{ftp.RetrLater()} // want `C01: \*struct{ftp.RetrReply} is not made by a constructor of RetrReply`
}

type helped struct{}

func (helped) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply { return look(r) } // want `C01: Retr may return nil here`

func look(r ftp.RetrRequest) ftp.RetrReply {
	if r.Path == "" {
		return ftp.RetrMissing()
	}
	return nil
}

type turned struct{}

func (turned) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	reply := look(r)
	if reply == nil {
		return reply // want `C01: Retr may return nil here`
	}
	return reply
}

type table struct{}

var byPath = map[string]ftp.RetrReply{"a": ftp.RetrLater()}

var never ftp.RetrReply

func (table) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if r.Path == "" {
		return never // want `C01: Retr may return nil here`
	}
	if reply, ok := byPath["b"]; ok {
		return reply
	}
	return byPath[string(r.Path)] // want `C01: Retr may return nil here`
}

type recovering struct{}

func (recovering) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply { // want `C01: Retr may return nil after a panic; name the result and give it a reply first`
	defer func() { _ = recover() }()
	return ftp.RetrLater()
}

type captured struct{}

func (captured) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	var reply ftp.RetrReply
	func() { reply = nil }()
	return reply // want `C01: Retr may return nil here`
}

type asserted struct{}

func (asserted) Retr(context.Context, ftp.RetrRequest) ftp.RetrReply {
	reply, _ := ftp.Answer(ftp.DeleOk()).(ftp.RetrReply)
	return reply // want `C01: Retr may return nil here`
}

type sending struct{}

func (sending) Retr(_ context.Context, r ftp.RetrRequest) ftp.RetrReply {
	if r.Path == "" {
		return ftp.RetrOpening(0, nil) // want `C01: RetrOpening may be given a nil function here; it is called when the answer is sent`
	}
	var send func(context.Context, *fsm.DataWriter) ftp.RetrEnd
	if r.Path == "a" {
		send = func(context.Context, *fsm.DataWriter) ftp.RetrEnd {
			if errors.Is(nil, nil) {
				return nil // want `C01: the function in Retr may return nil here`
			}
			return ftp.RetrDone()
		}
	}
	return ftp.RetrOpening(0, send) // want `C01: RetrOpening may be given a nil function here`
}

type logins struct{ open func() (storage.FS, error) }

func (logins) Pass(_ context.Context, r ftp.PassRequest) ftp.PassReply {
	return ftp.PassIn(nil, nil, "/") // want `C01: PassIn may be given no account here; the session takes that for no answer` `C01: PassIn may be given no files here`
}

func (h logins) half(r ftp.PassRequest) ftp.PassReply {
	var files storage.FS
	if r.Account.Name == "" {
		files, _ = h.open()
	}
	return ftp.PassIn(r.Account, files, "") // want `C01: PassIn may be given no files here` `C01: PassIn is given no cwd`
}

func (h logins) whole(r ftp.PassRequest) ftp.PassReply {
	files, err := h.open()
	if err != nil {
		return nil
	}
	return ftp.PassIn(r.Account, files, "/")
}

func (h logins) sure(err error) ftp.DeleReply {
	if err == nil {
		return ftp.DeleError(nil) // want `C01: DeleError may be given no err here`
	}
	return ftp.DeleError(err)
}
