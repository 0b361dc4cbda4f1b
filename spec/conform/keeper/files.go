package keeper

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// endpoint sets up a data connection, in whatever way the server has.
func (k *Keeper) endpoint() (*wire.Endpoint, error) {
	if !k.active {
		for _, line := range []string{"EPSV", "PASV"} {
			r, err := k.Say(line)
			if err != nil {
				return nil, err
			}
			if e, ok := k.control.Passive(r); ok {
				return e, nil
			}
		}
	}
	e, err := k.control.Listen()
	if err != nil {
		return nil, err
	}
	here := e.Here()
	line := "PORT " + wire.HostPort(here)
	if here.Addr().Is6() {
		line = fmt.Sprintf("EPRT |2|%s|%d|", here.Addr(), here.Port())
	}
	if _, err := k.want(line, 200); err != nil {
		e.Close()
		return nil, err
	}
	k.active = true
	return e, nil
}

// transfer sends a command with a data connection, and lets move use it.
func (k *Keeper) transfer(line string, move func(*wire.Data) error) error {
	e, err := k.endpoint()
	if err != nil {
		return err
	}
	defer e.Close()
	if err := k.control.Send(line + "\r\n"); err != nil {
		return err
	}
	var d *wire.Data
	if !k.active { // some servers say 150 only when the connection is there
		d, err = k.control.Open(e, false)
	}
	r, errBegin := k.reply(line)
	switch {
	case errBegin == nil && r.Code/100 == 1:
	case errBegin == nil:
		errBegin = fmt.Errorf("conform: %w %s: %s", errRefused, line, r.Lines[0])
		fallthrough
	default:
		if d != nil {
			d.Close()
		}
		return errBegin
	}
	if d == nil {
		d, err = k.control.Open(e, false)
	}
	if err == nil && k.private {
		err = k.control.Protect(d)
	}
	if err == nil {
		err = move(d)
	}
	if d != nil {
		d.Close()
	}
	if r, errEnd := k.reply(line); errEnd != nil || r.Code/100 != 2 {
		if errEnd == nil {
			errEnd = fmt.Errorf("conform: %w %s: %s", errRefused, line, r.Lines[0])
		}
		err = errors.Join(err, errEnd)
	}
	return err
}

// Put stores a file.
func (k *Keeper) Put(name string, content []byte) error {
	return k.transfer("STOR "+name, func(d *wire.Data) error { return d.Write(content) })
}

// Get fetches a file.
func (k *Keeper) Get(name string) (content []byte, err error) {
	err = k.transfer("RETR "+name, func(d *wire.Data) (err error) {
		content, err = d.All()
		return err
	})
	return content, err
}

// Names are those in a directory.
func (k *Keeper) Names(dir string) (names []string, err error) {
	if _, err := k.want("CWD "+dir, 250, 200); err != nil {
		return nil, err
	}
	err = k.transfer("NLST", func(d *wire.Data) error {
		all, err := d.All()
		for line := range strings.SplitSeq(string(all), "\n") {
			if name := path.Base(strings.TrimRight(line, "\r")); name != "" && name != "." && name != ".." {
				names = append(names, name)
			}
		}
		return err
	})
	if errors.Is(err, errRefused) { // some servers say so of an empty directory
		return nil, nil
	}
	return names, err
}

// Remove removes the directory with all that is in it, and ends the session.
func (k *Keeper) Remove() error {
	defer k.Close()
	if k.given || k.target.Dir == "" {
		return nil
	}
	return k.removeAll(k.target.Dir, 0)
}

// maxDepth bounds how deep directories are removed: the tests make none that are deeper.
const maxDepth = 8

func (k *Keeper) removeAll(dir string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("conform: %s is too deep to be removed", dir)
	}
	names, err := k.Names(dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		file := path.Join(dir, name)
		if r, err := k.Say("DELE " + file); err != nil {
			return err
		} else if r.Code/100 == 2 {
			continue
		}
		if err := k.removeAll(file, depth+1); err != nil {
			return err
		}
	}
	if _, err := k.want("CWD /", 250, 200); err != nil {
		return err
	}
	_, err = k.want("RMD "+dir, 250, 200)
	return err
}

// Exists says whether there is a file, or a directory, of a name.
func (k *Keeper) Exists(name string) (file, dir bool, err error) {
	r, err := k.Say("SIZE " + name)
	if err != nil {
		return false, false, err
	}
	if r.Code == 213 {
		return true, false, nil
	}
	if r, err = k.Say("CWD " + name); err != nil {
		return false, false, err
	}
	return false, r.Code/100 == 2, nil
}

// Dir is the directory of the tests.
func (k *Keeper) Dir() string { return k.target.Dir }
