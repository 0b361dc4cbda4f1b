package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateFiles is a certificate and its key in files, which are read again when they change: renewed
// certificates need no restart. Files that are wrong at the moment, half renewed perhaps, leave the old
// certificate in use.
type certificateFiles struct {
	cert, key string
	clock     func() time.Time
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	stamp   [2]fileStamp
	checked time.Time
}

// fileStamp is what tells a changed file.
type fileStamp struct {
	size    int64
	changed time.Time
}

// lookAgain is how often the files are looked at, at most; once a second is no load and soon enough.
const lookAgain = time.Second

// load reads the files.
func (f *certificateFiles) load() error {
	stamp, err := f.stamps()
	if err != nil {
		return err
	}
	f.stamp = stamp // of a broken file too, so that it is told once
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("certificate %s with key %s: %w", f.cert, f.key, err)
	}
	f.current = &pair
	return nil
}

func (f *certificateFiles) stamps() (stamps [2]fileStamp, err error) {
	for i, name := range []string{f.cert, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return stamps, err
		}
		stamps[i] = fileStamp{info.Size(), info.ModTime()}
	}
	return stamps, nil
}

// get implements tls.Config.GetCertificate.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.clock(); now.Sub(f.checked) >= lookAgain {
		f.checked = now
		if stamp, err := f.stamps(); err == nil && stamp != f.stamp {
			if err := f.load(); err != nil {
				f.log.Warn("the certificate stays as it was", keyError, err)
			}
		}
	}
	return f.current, nil
}
