package commands_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// taker answers by what it may not have been given.
type taker struct {
	*careless
	told map[string]bool // whether the handler was given what it needs
}

func (h taker) Rnto(_ context.Context, r ftp.RntoRequest) ftp.RntoReply {
	_, h.told["RNTO"] = r.Replace.Get()
	return ftp.RntoReplaced()
}

func (h taker) Mdtm(_ context.Context, r ftp.MdtmRequest) ftp.MdtmReply {
	_, h.told["MDTM"] = r.Redate.Get()
	return ftp.MdtmSet(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
}

func (h taker) SiteCopy(_ context.Context, r ftp.SiteCopyRequest) ftp.SiteCopyReply {
	_, h.told["SITE COPY"] = r.Trees.Get()
	return ftp.SiteCopyCopying(func(context.Context, *fsm.Progress) ftp.SiteCopyEnd { return ftp.SiteCopyTree() })
}

// TestWhatIsNotGranted: an outcome that takes a capability is given only to an account that has the permission,
// whatever the handler says, and the handler is told before.
func TestWhatIsNotGranted(t *testing.T) {
	t.Parallel()
	const all = accounts.ReadWrite
	for _, c := range []struct {
		rights           accounts.Permission
		rnto, mdtm, copy bool
	}{
		{all, true, true, true},
		{all &^ accounts.Delete, true, true, true},
		{all &^ accounts.Write, true, true, false},
		{all &^ (accounts.Write | accounts.Delete), false, true, false},
		{all &^ accounts.Attributes, true, false, true},
		{all &^ accounts.MakeDir, true, true, false},
	} {
		t.Run(c.rights.String(), func(t *testing.T) {
			h := taker{careless: &careless{}, told: map[string]bool{}}
			_, conn, log := carelessRigOf(t, h.careless, h)
			conn.talk("220 Service ready.", "USER only "+c.rights.String(), "331 Password, please.", "PASS pw", "230 Logged in.", "RNFR f", "350 Now RNTO.")
			say := func(is bool, line, granted, refused string) {
				if !is {
					granted = refused
				}
				conn.talk(line, granted)
			}
			say(c.rnto, "RNTO g", "250 Renamed.", "451 Stopped: local error.")
			say(c.mdtm, "MDTM f", "213 20200101000000", "451 Stopped: local error.")
			if c.rights.Has(accounts.Write) {
				say(c.copy, "SITE COPY f g", "250 Copied.", "426 Transfer aborted.")
			}
			conn.talk("QUIT", "221 Goodbye.")
			conn.expectEnd()
			if h.told["RNTO"] != c.rnto || h.told["MDTM"] != c.mdtm || c.rights.Has(accounts.Write) && h.told["SITE COPY"] != c.copy {
				t.Errorf("the handlers were given %v", h.told)
			}
			bad := !c.rnto || !c.mdtm || c.rights.Has(accounts.Write) && !c.copy
			if bad != strings.Contains(log.String(), "came without the permission for what it takes") {
				t.Errorf("the log says %q", log)
			}
		})
	}
}
