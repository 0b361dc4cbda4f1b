// Package keeper is the tester's second session on the target: it makes the directory that the tests work in and the
// files that they need, mends what they have changed, looks at what became of files, and removes everything in the end.
//
//	k := keeper.New(target)
//	err := k.Make()          // target.Dir is known then
//	data, err := k.Get("{dir}/file")
//	err = k.Remove()
//
// It uses what every server has: EPSV, PASV or PORT, TYPE I, STOR, RETR, NLST, MKD, DELE, RMD.
package keeper

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/stimulus"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// Keeper keeps the tester's files.
type Keeper struct {
	target  *player.Target
	control *wire.Control
	private bool // data connections have TLS
	active  bool // the server connects
	given   bool // the directory was there before: nothing is made and nothing removed
}

// bigSize is more than the buffers of both sides of a connection hold.
const bigSize = 12 << 20

// Big is what is in the large file.
var Big = bytes.Repeat([]byte("0123456789abcdef"), bigSize/16)

// files are those that the tests need, but for the large one.
var files = map[string][]byte{
	"file": stimulus.Content, "other": []byte("another file\r\n"), "part1": []byte("part one\r\n"), "part2": []byte("part two\r\n"),
	"full/inner": []byte("inside\r\n"),
}

// File is what a file of the tests has in it, nil for one that is none.
func File(name string) []byte {
	if name == "big" {
		return Big
	}
	return files[name]
}

// New is a keeper that has no session yet.
func New(t *player.Target) *Keeper { return &Keeper{target: t} }

// errRefused is the server's refusal of something that the keeper needs.
var errRefused = errors.New("the server refuses")

// Make logs in and makes the directory with its files. A directory that is given is only entered.
func (k *Keeper) Make(given string) error {
	if err := k.login(); err != nil {
		return err
	}
	k.given = given != ""
	name := given
	if name == "" {
		random := make([]byte, 4)
		_, _ = rand.Read(random) // it never fails
		name = "portolan-conform-" + hex.EncodeToString(random)
		if _, err := k.want("MKD "+name, 257, 250); err != nil {
			return err
		}
	}
	if _, err := k.want("CWD "+name, 250, 200); err != nil {
		return err
	}
	r, err := k.want("PWD", 257)
	if err != nil {
		return err
	}
	if k.target.Dir = Quoted(r.Text()); k.target.Dir == "" {
		return fmt.Errorf("conform: PWD is answered %q, which names no directory", r.Lines[0])
	}
	if k.given {
		return nil
	}
	return k.Mend()
}

// Quoted is the name in the first quotes of a reply (RFC 959 appendix II).
func Quoted(text string) string {
	_, rest, ok := strings.Cut(text, `"`)
	if !ok {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		if rest[i] == '"' {
			if i+1 == len(rest) || rest[i+1] != '"' {
				return b.String()
			}
			i++
		}
		b.WriteByte(rest[i])
	}
	return ""
}

// Mend makes the files that the tests need and that are missing or changed.
func (k *Keeper) Mend() error {
	if k.given {
		return nil
	}
	for _, dir := range []string{"full", "empty"} {
		r, err := k.Say("MKD " + k.path(dir))
		if err == nil && r.Code/100 == 5 { // it is there, or something else is
			if r, err = k.Say("DELE " + k.path(dir)); err == nil && r.Code/100 == 2 {
				_, err = k.Say("MKD " + k.path(dir))
			}
		}
		if err != nil {
			return err
		}
	}
	for name, content := range files {
		if err := k.keep(name, content); err != nil {
			return err
		}
	}
	return k.keep("big", Big)
}

// keep stores a file unless it is there with the right size.
func (k *Keeper) keep(name string, content []byte) error {
	r, err := k.Say("SIZE " + k.path(name))
	if err != nil {
		return err
	}
	if r.Code == 213 && strings.TrimSpace(r.Text()) == fmt.Sprint(len(content)) {
		return nil
	}
	err = k.Put(k.path(name), content)
	if !errors.Is(err, errRefused) {
		return err
	}
	if dir := path.Dir(k.path(name)); dir != k.target.Dir { // a test may have taken its permissions away
		if _, err := k.Say("SITE CHMOD 755 " + dir); err != nil {
			return err
		}
		if err = k.Put(k.path(name), content); !errors.Is(err, errRefused) {
			return err
		}
	}
	r, errDelete := k.Say("DELE " + k.path(name)) // something else may have the name now, or a file that cannot be replaced
	if errDelete == nil && r.Code/100 != 2 {
		errDelete = k.removeAll(k.path(name), 0)
	}
	if errDelete != nil {
		return errors.Join(err, errDelete)
	}
	return k.Put(k.path(name), content)
}

func (k *Keeper) path(name string) string { return path.Join(k.target.Dir, name) }

// login begins a session, with TLS where the server wants it.
func (k *Keeper) login() error {
	k.Close()
	c, err := wire.Dial(context.Background(), wire.Options{Address: k.target.Address, Patience: k.target.Patience, TLS: k.target.TLS, Ending: k.target.Ending})
	if err != nil {
		return err
	}
	k.control, k.private = c, false
	switch r, err := c.Read(); {
	case err != nil:
		return fmt.Errorf("conform: %w to greet: %w", errRefused, err)
	case r.Code != 220:
		return fmt.Errorf("conform: %w to greet: %s", errRefused, r.Lines[0])
	}
	r, err := k.Say("USER " + k.target.User)
	if err == nil && r.Code >= 500 && k.target.TLS != nil {
		if err = k.secure(); err == nil {
			r, err = k.Say("USER " + k.target.User)
		}
	}
	if err == nil && r.Code == 331 {
		r, err = k.Say("PASS " + k.target.Password)
	}
	if err == nil && r.Code == 332 {
		r, err = k.Say("ACCT " + k.target.Account)
	}
	if err == nil && r.Code/100 != 2 {
		err = fmt.Errorf("conform: the login of %s: %s", k.target.User, r.Lines[0])
	}
	if err == nil {
		_, err = k.want("TYPE I", 200)
	}
	return err
}

func (k *Keeper) secure() error {
	if _, err := k.want("AUTH TLS", 234); err != nil {
		return err
	}
	if err := k.control.StartTLS(""); err != nil {
		return fmt.Errorf("conform: %w", err)
	}
	for _, line := range []string{"PBSZ 0", "PROT P"} {
		if _, err := k.want(line, 200); err != nil {
			return err
		}
	}
	k.private = true
	return nil
}

// Say sends a line and reads its last reply. A session that has ended is begun anew, once.
func (k *Keeper) Say(line string) (*wire.Reply, error) {
	r, err := k.say(line)
	if err != nil && k.target.Dir != "" {
		if err = k.login(); err == nil {
			r, err = k.say(line)
		}
	}
	return r, err
}

func (k *Keeper) say(line string) (*wire.Reply, error) {
	if err := k.control.Send(line + "\r\n"); err != nil {
		return nil, fmt.Errorf("conform: %s: %w", line, err)
	}
	return k.reply(line)
}

func (k *Keeper) reply(line string) (*wire.Reply, error) {
	word, _, _ := strings.Cut(line, " ")
	r, err := k.control.Read()
	if err != nil {
		return nil, fmt.Errorf("conform: %s: %w", word, err)
	}
	if r.Code == 421 {
		return nil, fmt.Errorf("conform: %s: %w: %s", word, wire.ErrClosed, r.Lines[0])
	}
	return r, nil
}

// want is Say, and an error unless the code is one of some.
func (k *Keeper) want(line string, codes ...int) (*wire.Reply, error) {
	r, err := k.Say(line)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if r.Code == code {
			return r, nil
		}
	}
	return nil, fmt.Errorf("conform: %w %s: %s", errRefused, line, r.Lines[0])
}

// Patience is how long a reply may take, judged by how long replies have taken so far. It is never below least.
func (k *Keeper) Patience(least time.Duration) time.Duration {
	const trips, peaks = 20, 2 // a busy server takes longer than the quickest reply, and hardly much longer than the slowest
	return max(least, trips*k.control.Least, peaks*k.control.Peak)
}

// Close ends the session.
func (k *Keeper) Close() {
	if k.control != nil {
		k.control.Drop()
	}
}

// Names are those of all files of the tests.
func Names() []string { return append(slices.Sorted(maps.Keys(files)), "big") }
