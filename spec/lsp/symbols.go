package lsp

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// looks say how editors show a topic: the protocol's number for a symbol, and the name of a token.
var looks = map[mention.Topic]struct {
	symbol int
	token  string
}{
	mention.TopicRegion:     {23, "class"},      // struct
	mention.TopicState:      {22, "enumMember"}, // enum member
	mention.TopicPolicy:     {10, "enum"},       // enum
	mention.TopicValue:      {22, "enumMember"},
	mention.TopicLifetime:   {3, "namespace"}, // namespace
	mention.TopicCarry:      {8, "property"},  // field
	mention.TopicType:       {5, "type"},      // class
	mention.TopicCapability: {11, "interface"},
	mention.TopicClass:      {22, "enumMember"},
	mention.TopicShared:     {14, "struct"}, // constant
	mention.TopicNeed:       {17, "decorator"},
	mention.TopicEvent:      {24, "event"},
	mention.TopicCommand:    {12, "function"},
	mention.TopicSet:        {18, "variable"}, // array
	mention.TopicArgument:   {13, "parameter"},
	mention.TopicOutcome:    {6, "method"},
	mention.TopicInvariant:  {16, "macro"},
	mention.TopicLanguage:   {20, "keyword"},
}

// legend numbers the kinds of tokens.
func legend() protocol.SemanticTokensLegend {
	var types []string
	for _, l := range looks {
		if !slices.Contains(types, l.token) {
			types = append(types, l.token)
		}
	}
	slices.Sort(types)
	return protocol.SemanticTokensLegend{TokenTypes: types, TokenModifiers: []string{"declaration"}}
}

// inside are the topics that stand below another in the outline.
func inside(t mention.Topic) bool {
	switch t {
	case mention.TopicState, mention.TopicValue, mention.TopicOutcome, mention.TopicArgument, mention.TopicCarry:
		return true
	}
	return false
}

// symbols is the outline of a document: what it declares, and below a command its arguments and outcomes.
func (s *server) symbols(p protocol.DocumentParams) ([]protocol.DocumentSymbol, error) {
	file := pathOf(p.TextDocument.URI)
	about := s.workspace.project(file)
	all := []protocol.DocumentSymbol{}
	if about == nil {
		return all, nil
	}
	lines := about.good.lines[file]
	for _, m := range about.names() {
		if m.File != file || !m.Defines || m.Topic == mention.TopicLanguage {
			continue
		}
		at := about.span(&m)
		symbol := protocol.DocumentSymbol{Name: m.Name, Detail: string(m.Topic), Kind: looks[m.Topic].symbol, SelectionRange: at, Range: at}
		if !inside(m.Topic) {
			symbol.Range.End = protocol.Position{Line: fix.BlockEnd(lines, m.Line) - 1, Character: unitsOf(lines[fix.BlockEnd(lines, m.Line)-1], 1<<30)}
			all = append(all, symbol)
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].Range.End.Line >= at.Start.Line {
			all[last].Children = append(all[last].Children, symbol)
		}
	}
	return all, nil
}

// workspaceSymbols are the declarations whose names have a part in common with what is asked for.
func (s *server) workspaceSymbols(p protocol.WorkspaceSymbolParams) ([]protocol.WorkspaceSymbol, error) {
	found := []protocol.WorkspaceSymbol{}
	for _, about := range s.workspace.projects {
		for _, m := range about.names() {
			if m.Defines && strings.Contains(strings.ToLower(m.Name), strings.ToLower(p.Query)) {
				found = append(found, protocol.WorkspaceSymbol{
					Name: m.Name, Kind: looks[m.Topic].symbol, ContainerName: strings.TrimSpace(string(m.Topic) + " " + m.Of), Location: about.location(&m),
				})
			}
		}
	}
	return found, nil
}

// folding are the entries, and the runs of comments, that have more than a line.
func (s *server) folding(p protocol.DocumentParams) ([]protocol.FoldingRange, error) {
	file := pathOf(p.TextDocument.URI)
	data, err := s.workspace.read(file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	found := []protocol.FoldingRange{}
	comment := func(i int) bool {
		return i >= 0 && i < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[i]), "#")
	}
	for i, line := range lines {
		switch {
		case strings.TrimSpace(line) == "":
		case comment(i):
			if !comment(i-1) && comment(i+1) {
				end := i
				for comment(end + 1) {
					end++
				}
				found = append(found, protocol.FoldingRange{StartLine: i, EndLine: end, Kind: "comment"})
			}
		default:
			if end := fix.BlockEnd(lines, i+1); end > i+1 {
				found = append(found, protocol.FoldingRange{StartLine: i, EndLine: end - 1, Kind: "region"})
			}
		}
	}
	return found, nil
}

// tokens say what every name of a document is, so that editors can colour them apart.
func (s *server) tokens(p protocol.DocumentParams) (*protocol.SemanticTokens, error) {
	file := pathOf(p.TextDocument.URI)
	tokens := &protocol.SemanticTokens{Data: []uint32{}}
	about := s.workspace.project(file)
	if about == nil {
		return tokens, nil
	}
	types := legend().TokenTypes
	line, character, width := 0, 0, 0
	for _, m := range about.names() {
		if m.File != file || looks[m.Topic].token == "" {
			continue
		}
		at := about.span(&m)
		if at.Start.Line == line && at.Start.Character < character+width {
			continue // of names one over the other the first
		}
		from := at.Start.Character
		if at.Start.Line == line {
			from -= character
		}
		modifiers := uint32(0)
		if m.Defines {
			modifiers = 1
		}
		width = at.End.Character - at.Start.Character
		tokens.Data = append(tokens.Data, uint32(at.Start.Line-line), uint32(from), uint32(width), uint32(slices.Index(types, looks[m.Topic].token)), modifiers)
		line, character = at.Start.Line, at.Start.Character
	}
	return tokens, nil
}
