package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jlaffaye/ftp"
)

const (
	noActive    = "jlaffaye/ftp has no active mode"
	oldCommands = "PASV and LIST"
	withTLS     = "TLS"

	withImplicitTLS = "implicit TLS"
)

// jlaffaye is the Go client that rclone uses, linked into the test. It lists by MLSD, and by LIST where it uses PASV.
var jlaffaye = clientProgram{
	name: "jlaffaye",
	find: func(*testing.T) string { return "" },
	ways: map[string]way{
		"EPSV":                 {},
		"PASV":                 {with: oldCommands},
		"EPRT":                 {cannot: noActive},
		"PORT":                 {cannot: noActive},
		"EPSV over IPv6":       {},
		"EPRT over IPv6":       {cannot: noActive},
		"TLS":                  {with: withTLS},
		"TLS, active":          {cannot: noActive},
		"TLS, resumed":         {with: withTLS},
		"implicit TLS":         {with: withImplicitTLS},
		"implicit TLS, active": {cannot: noActive},
	},
	perform: func(v *visitor, steps []clientStep) (told []string) {
		v.t.Helper()
		c := v.dialJlaffaye()
		for _, s := range steps {
			more, err := jlaffayeStep(v, c, s)
			if err != nil {
				v.t.Fatalf("%s %q %q: %v", s.verb, s.a, s.b, err)
			}
			told = append(told, more...)
		}
		return told
	},
}

func (v *visitor) dialJlaffaye() *ftp.ServerConn {
	v.t.Helper()
	old := v.with == oldCommands
	options := []ftp.DialOption{ftp.DialWithTimeout(3 * patience), ftp.DialWithDisabledEPSV(old), ftp.DialWithDisabledMLSD(old)}
	if v.with == withTLS {
		options = append(options, ftp.DialWithExplicitTLS(trusting()))
	}
	if v.with == withImplicitTLS {
		options = append(options, ftp.DialWithTLS(trusting()))
	}
	c, err := ftp.Dial(v.address, options...)
	if err == nil {
		err = c.Login("alice", "pw")
	}
	if err == nil {
		err = c.ChangeDir(v.there)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() {
		if err := c.Quit(); err != nil {
			v.t.Error(err)
		}
	})
	return c
}

func jlaffayeStep(v *visitor, c *ftp.ServerConn, s clientStep) (told []string, err error) {
	switch s.verb {
	case doPut:
		return nil, v.sendFile(s.a, 0, func(r io.Reader) error { return c.Stor(s.b, r) })
	case doAppendTo:
		return nil, v.sendFile(s.a, 0, func(r io.Reader) error { return c.Append(s.b, r) })
	case doResumePut:
		offset, err := c.FileSize(s.b)
		if err != nil {
			return nil, err
		}
		return nil, v.sendFile(s.a, offset, func(r io.Reader) error { return c.StorFrom(s.b, r, uint64(offset)) })
	case doGet, doResumeGet:
		return nil, v.receiveFile(c, s.a, s.b)
	case doRename:
		return nil, c.Rename(s.a, s.b)
	case doRemove:
		return nil, c.Delete(s.a)
	case doMkdir:
		return nil, c.MakeDir(s.a)
	case doRmdir:
		return nil, c.RemoveDir(s.a)
	case doNames:
		all, err := c.NameList(listed(s.a))
		for _, name := range all {
			told = append(told, strings.TrimPrefix(name, s.a+"/"))
		}
		return told, err
	default:
		all, err := c.List(listed(s.a))
		for _, e := range all {
			if e.Name != "." && e.Name != ".." {
				told = append(told, listEntry(e.Type == ftp.EntryTypeFolder, fmt.Sprint(e.Size), e.Name))
			}
		}
		return told, err
	}
}

// listed is what a command has for the working directory: nothing.
func listed(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}

func (v *visitor) sendFile(name string, offset int64, send func(io.Reader) error) error {
	f, err := os.Open(filepath.Join(v.here, name))
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return err
	}
	return send(f)
}

// receiveFile appends what is missing.
func (v *visitor) receiveFile(c *ftp.ServerConn, there, here string) error {
	f, err := os.OpenFile(filepath.Join(v.here, here), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r, err := c.RetrFrom(there, uint64(info.Size()))
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	return r.Close()
}
