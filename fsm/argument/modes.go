package argument

import (
	"errors"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// ParseByteSize reads the size of logical bytes in bits (RFC 959 3.1.1.4). The command decides which sizes are
// supported.
func ParseByteSize(arg string, _ storage.Path) (int64, error) {
	n, err := parseDecimal(strings.Trim(arg, " "))
	if err != nil || n > maxByteSize {
		return 0, errNumber
	}
	return n, nil
}

// maxByteSize bounds the number, not what a server supports: no machine has had larger bytes.
const maxByteSize = 1 << 16

// DeflateLevel is how hard a server compresses in MODE Z, from 0, not at all, to 9. The zero value says that
// nobody has chosen.
type DeflateLevel struct {
	chosen bool
	level  int8
}

// Or is the level, or def when none has been chosen.
func (l DeflateLevel) Or(def int) int {
	if !l.chosen {
		return def
	}
	return int(l.level)
}

var errDeflate = errors.New("not a setting of MODE Z")

// ParseDeflateLevel reads the settings of MODE Z, words in pairs (draft-preston-ftpext-deflate 3.6): ENGINE
// ZLIB and METHOD 8, which are the only ones here, and LEVEL 0 to 9.
func ParseDeflateLevel(arg string, _ storage.Path) (l DeflateLevel, err error) {
	words := strings.Fields(arg)
	if len(words)%2 != 0 {
		return l, errDeflate
	}
	for i := 0; i < len(words); i += 2 {
		value := words[i+1]
		switch name := strings.ToUpper(words[i]); {
		case name == "ENGINE" && strings.EqualFold(value, "ZLIB"), name == "METHOD" && value == "8":
		case name == "LEVEL" && len(value) == 1:
			n, err := strconv.ParseInt(value, 10, 8)
			if err != nil {
				return l, errDeflate
			}
			l = DeflateLevel{chosen: true, level: int8(n)}
		default:
			return l, errDeflate
		}
	}
	return l, nil
}
