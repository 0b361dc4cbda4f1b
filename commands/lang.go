package commands

import (
	"strings"

	"github.com/portolan-ftp/portolan/fsm"
)

// languages are the tags that LANG takes, as FEAT lists them: an asterisk follows the present one (RFC 2640 4.3).
func languages(s *fsm.Session) string {
	var list strings.Builder
	for i, tag := range s.Table().Languages {
		if i > 0 {
			list.WriteByte(';')
		}
		list.WriteString(strings.ToUpper(tag))
		if i == s.Language() {
			list.WriteByte('*')
		}
	}
	return list.String()
}
