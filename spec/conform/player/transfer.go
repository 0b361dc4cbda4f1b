package player

import (
	"errors"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// open makes the data connection of the running transfer, and TLS on it where it is protected.
func (p *Player) open(step *Step) {
	if p.data == nil && p.endpoint == nil {
		step.Error = "no data connection was agreed on"
		return
	}
	if p.data == nil && p.endpoint != nil {
		data, err := p.control.Open(p.endpoint, true)
		if err != nil {
			step.Error, step.Stuck = err.Error(), true
			return
		}
		p.data, p.protected = data, false // the server may not have noticed yet: the table has the event by itself
	}
	if p.data != nil && !p.protected && p.Private() && step.Do != Plain {
		if err := p.control.Protect(p.data); err != nil {
			step.Error = err.Error()
			return
		}
		p.protected = true
	}
}

// state is the state of a region, of the first place where the session may be.
func (p *Player) state(region string) string {
	places := p.Follow.Places()
	if len(places) == 0 {
		return ""
	}
	return p.Machine.State(&places[0].Config, region)
}

// finish takes the transfer to its end, and reads how it ends.
func (p *Player) finish(step *Step) {
	if p.Transfer() == nil {
		return
	}
	p.open(step)
	if p.data == nil {
		p.completion(step)
		return
	}
	if p.Transfer().Then == spec.ThenSend {
		received, err := p.data.All()
		step.Received, step.Whole = received, err == nil
		step.Stuck = errors.Is(err, wire.ErrSilence)
	} else {
		form := stimulus.Form{Mode: p.state("mode"), Structure: p.state("structure"), Type: p.state("type")}
		step.Uploaded = form.Upload(step.Text)
		if err := p.data.Write(step.Uploaded); err == nil {
			step.Whole = true
		}
	}
	p.data.Close()
	p.completion(step)
}

// completion reads the reply that ends the transfer, and what has waited for it.
func (p *Player) completion(step *Step) {
	for p.Transfer() != nil && !step.Silent && !step.Closed {
		if !p.one(step, p.Target.Patience) {
			return
		}
	}
	p.read(step)
}

// reset breaks the data connection off when something has come through it.
func (p *Player) reset(step *Step) {
	p.open(step)
	if p.Transfer() == nil || p.data == nil {
		return
	}
	if p.Transfer().Then == spec.ThenSend {
		if err := p.data.Some(); err != nil {
			step.Error = err.Error()
		}
	} else if err := p.data.Write([]byte("some")); err != nil {
		step.Error = err.Error()
	}
	p.data.Reset()
	p.completion(step)
}

// plain sends what is no TLS on a data connection that is to be protected.
func (p *Player) plain(step *Step) {
	p.open(step)
	if p.data == nil {
		return
	}
	if err := p.data.WriteRaw([]byte("this is no TLS, as everybody can see\r\n\r\n")); err != nil {
		step.Error = err.Error()
	}
	p.data.Close()
	p.completion(step)
}

// spoil sends what is no TLS where the handshake should begin.
func (p *Player) spoil(step *Step) {
	if err := p.control.Send("this is no TLS at all, whatever the server thinks of it\r\n"); err != nil {
		step.Error = err.Error()
	}
	if _, err := p.control.Read(); errors.Is(err, wire.ErrClosed) {
		p.Follow.Happened(p.Event("handshake-failed"))
		step.Closed = true
	}
	p.Close()
}
