// Package sqlite keeps users in a file of SQLite, for one machine with more users than a text file is good for, or with
// groups. Package sqldb is what it has in common with other databases.
//
// Several processes may use the file at once: a server reads it while commands, or another program, change it. Readers
// never wait (WAL), and one who writes waits for another, at most for busyTimeout. The file and those beside it (-wal,
// -shm) must be on a disk of this machine. The server needs the right to write to them and to their directory, even to
// read.
package sqlite

import (
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/portolan-ftp/portolan/accounts/regular"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
)

const (
	// busyTimeout is how long one who writes waits for another. Changes take milliseconds, and the import of a large
	// file of users seconds.
	busyTimeout = 10 * time.Second
	// fileMode is that of a new file. Anybody who can read the hashes can try to guess the passwords.
	fileMode = 0o600
	// writableByOthers are the mode bits that let other users than the owner add an account.
	writableByOthers = 0o022
)

//go:embed schema_1.sql
var firstStep string

var dialect = sqldb.Dialect{
	Name:       "sqlite",
	Migrations: []string{firstStep},
	HasSchema:  `SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = 'portolan_schema'`,
	Texts:      func(texts []string) any { return list(texts) },
	ScanTexts:  func(to *[]string) any { return (*list)(to) },
}

// Open takes users from the file at path, which is there.
func Open(path string, o sqldb.Options) (*sqldb.Accounts, error) {
	if err := check(path); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	o = o.Filled()
	source, err := sourceOf(path, o.Query == "")
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	db.SetMaxOpenConns(o.Connections)
	db.SetMaxIdleConns(o.Connections)
	return sqldb.New(sqldb.Source{Name: path, DB: db, Close: db.Close}, dialect, o)
}

// Make makes the file at path, with nothing in it, if there is none.
func Make(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return file.Close()
}

// check refuses a file that is none, or that others than its owner can write.
func check(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &fs.PathError{Op: "open", Path: path, Err: regular.ErrNotRegular}
	}
	// Windows has no such bits: Go makes them up from the read-only attribute.
	if mode := info.Mode().Perm(); mode&writableByOthers != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("%s: mode %#o lets others write it: run chmod 600", path, mode)
	}
	return nil
}

// sourceOf is the URL by which the driver opens the file at path. Another program's file is only read, and stays as it
// is.
func sourceOf(path string, own bool) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if full = filepath.ToSlash(full); !strings.HasPrefix(full, "/") {
		full = "/" + full
	}
	pragmas := []string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())}
	if own {
		pragmas = append(pragmas, "journal_mode(WAL)", "foreign_keys(1)")
	} else {
		pragmas = append(pragmas, "query_only(1)")
	}
	settings := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_pragma": pragmas}
	return "file:" + (&url.URL{Path: full}).EscapedPath() + "?" + settings.Encode(), nil
}

// list is a list of texts as a column has it: an array of JSON, or NULL for none.
type list []string

// Value implements driver.Valuer.
func (l list) Value() (driver.Value, error) {
	if len(l) == 0 {
		return nil, nil
	}
	text, err := json.Marshal([]string(l))
	return string(text), err
}

// Scan implements sql.Scanner.
func (l *list) Scan(value any) error {
	var text []byte
	switch v := value.(type) {
	case nil:
		*l = nil
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	}
	if err := json.Unmarshal(text, (*[]string)(l)); err != nil {
		return errors.New("it is no array of texts, such as [\"cn=Ann\"]")
	}
	return nil
}
