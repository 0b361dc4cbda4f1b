package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// LangTag chooses the language of texts (RFC 2640 4). Only the primary part of a tag counts: en-US is served as en.
func (h *Standard) LangTag(_ context.Context, r ftp.LangTagRequest) ftp.LangTagReply {
	primary, _, _ := strings.Cut(strings.ToLower(r.LangTag), "-")
	if !slices.Contains(r.Session.Table().Languages, primary) { // an overlay may have fewer than the spec
		return ftp.LangTagUnknown()
	}
	switch primary {
	case "en":
		return ftp.LangTagEn()
	case "zh":
		return ftp.LangTagZh()
	}
	return ftp.LangTagUnknown()
}

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
