// Package factor has the second factor of a login: six digits that the spec of this module names as a type.
package factor

import (
	"errors"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// Code is six decimal digits.
type Code string

var errCode = errors.New("factor: a code is six digits")

// Parse reads the argument of XCOD.
func Parse(arg string, _ storage.Path) (Code, error) {
	if len(arg) != 6 || strings.Trim(arg, "0123456789") != "" {
		return "", errCode
	}
	return Code(arg), nil
}
