package lsp

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// looks say how editors show a topic: the protocol's number for a symbol, and the name of a token.
var looks = map[spec.Topic]struct {
	symbol int
	token  string
}{
	spec.TopicRegion:     {23, "class"},      // struct
	spec.TopicState:      {22, "enumMember"}, // enum member
	spec.TopicPolicy:     {10, "enum"},       // enum
	spec.TopicValue:      {22, "enumMember"},
	spec.TopicLifetime:   {3, "namespace"}, // namespace
	spec.TopicCarry:      {8, "property"},  // field
	spec.TopicType:       {5, "type"},      // class
	spec.TopicCapability: {11, "interface"},
	spec.TopicClass:      {22, "enumMember"},
	spec.TopicShared:     {14, "struct"}, // constant
	spec.TopicNeed:       {17, "decorator"},
	spec.TopicEvent:      {24, "event"},
	spec.TopicCommand:    {12, "function"},
	spec.TopicSet:        {18, "variable"}, // array
	spec.TopicArgument:   {13, "parameter"},
	spec.TopicOutcome:    {6, "method"},
	spec.TopicInvariant:  {16, "macro"},
	spec.TopicLanguage:   {20, "keyword"},
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
func inside(t spec.Topic) bool {
	switch t {
	case spec.TopicState, spec.TopicValue, spec.TopicOutcome, spec.TopicArgument, spec.TopicCarry:
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
		if m.File != file || !m.Defines || m.Topic == spec.TopicLanguage {
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
