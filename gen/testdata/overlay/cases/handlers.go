package main

import (
	"context"
	"sync"

	"example.org/cases/factor"
	"example.org/cases/site"
	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/storage"
)

// Handlers answer the commands that site.yaml adds or changes.
type Handlers struct {
	// Standard does the work of the commands that have an outcome more than in FTP.
	Standard ftp.Handlers
	// Accounts and Open are what Standard has too: XCOD ends a login that PASS began.
	Accounts accounts.Authenticator
	Open     func(context.Context, *accounts.Account) (storage.FS, error)
	// Codes are the second factors of those who have one.
	Codes map[string]factor.Code
	// Embargo is the file that nobody may take away.
	Embargo storage.Path

	mu      sync.Mutex
	journal []string
}

var _ site.Handlers = (*Handlers)(nil)

// note writes a line into the journal.
func (h *Handlers) note(line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.journal = append(h.journal, line)
}

// lines is the journal up to now.
func (h *Handlers) lines() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.journal[:len(h.journal):len(h.journal)]
}
