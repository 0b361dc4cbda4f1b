package fsm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/storage"
)

// missingValue reports a value that the handler left out: a login without an account or files, an invalid path, a body
// without lines. Such an outcome is a fault of the handler, even though its row is declared. It moves nothing.
func missingValue(t *Table, r Row, o *Outcome) error {
	row := &t.Rows[r]
	if row.Body && o.body == nil {
		return errors.New("came without the lines of its reply")
	}
	for i, v := range o.params {
		if i < len(row.Params) && (isNone(v) || sets(t, row, row.Params[i]) && isInvalidPath(v)) {
			return fmt.Errorf("came with nothing for %s", row.Params[i])
		}
	}
	return nil
}

// sets says whether a row's value becomes payload.
func sets(t *Table, row *RowInfo, name string) bool {
	return slices.ContainsFunc(row.Sets, func(s Slot) bool { return t.Slots[s].Name == name })
}

// isInvalidPath reports whether a value is an invalid path. The session would take it as its directory.
func isInvalidPath(v any) bool {
	p, ok := v.(storage.Path)
	return ok && !p.Valid()
}

// isNone reports whether a value stands for none: nil (also inside an interface), an empty path, an invalid address.
// Numbers, texts and times may be zero.
func isNone(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case storage.Path:
		return v == ""
	case interface{ IsValid() bool }:
		return !v.IsValid()
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan:
		return r.IsNil()
	}
	return false
}
