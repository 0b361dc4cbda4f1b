package fsm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/storage"
)

// lacking says what a handler gave nothing for: a login without an account or files, a path that is none, a
// body without lines. Such an outcome is a fault of the handler, however well its row is declared. It moves nothing.
func lacking(t *Table, r Row, o *Outcome) error {
	row := &t.Rows[r]
	if row.Body && o.body == nil {
		return errors.New("came without the lines of its reply")
	}
	for i, v := range o.params {
		if i < len(row.Params) && (isNothing(v) || sets(t, row, row.Params[i]) && isNoPlace(v)) {
			return fmt.Errorf("came with nothing for %s", row.Params[i])
		}
	}
	return nil
}

// sets says whether a row's value becomes payload.
func sets(t *Table, row *RowInfo, name string) bool {
	return slices.ContainsFunc(row.Sets, func(s Slot) bool { return t.Slots[s].Name == name })
}

// isNoPlace says that a value is a path that leads nowhere: the session would go on from there.
func isNoPlace(v any) bool {
	p, ok := v.(storage.Path)
	return ok && !p.Valid()
}

// isNothing says that a value stands for none: nil, also inside an interface, an empty path, an address that is none.
// Numbers, texts and times may be zero.
func isNothing(v any) bool {
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
