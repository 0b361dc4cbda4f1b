package protocol

// InitializeParams are what the server is told of the client at first.
type InitializeParams struct {
	ProcessID    *int   `json:"processId"`
	RootURI      string `json:"rootUri"`
	Capabilities struct {
		TextDocument struct {
			PublishDiagnostics struct {
				RelatedInformation bool `json:"relatedInformation"`
			} `json:"publishDiagnostics"`
		} `json:"textDocument"`
		Workspace struct {
			CodeLens struct {
				RefreshSupport bool `json:"refreshSupport"`
			} `json:"codeLens"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

// InitializeResult is what the server can do.
type InitializeResult struct {
	Capabilities ServerCapabilities `json:"capabilities"`
	ServerInfo   ServerInfo         `json:"serverInfo"`
}

// ServerInfo says who the server is.
type ServerInfo struct {
	Name string `json:"name"`
}

// ServerCapabilities are the requests that the server answers.
type ServerCapabilities struct {
	TextDocumentSync           TextDocumentSyncOptions `json:"textDocumentSync"`
	HoverProvider              bool                    `json:"hoverProvider"`
	DefinitionProvider         bool                    `json:"definitionProvider"`
	ImplementationProvider     bool                    `json:"implementationProvider"`
	ReferencesProvider         bool                    `json:"referencesProvider"`
	DocumentHighlightProvider  bool                    `json:"documentHighlightProvider"`
	DocumentSymbolProvider     bool                    `json:"documentSymbolProvider"`
	WorkspaceSymbolProvider    bool                    `json:"workspaceSymbolProvider"`
	FoldingRangeProvider       bool                    `json:"foldingRangeProvider"`
	DocumentFormattingProvider bool                    `json:"documentFormattingProvider,omitempty"`
	CodeActionProvider         bool                    `json:"codeActionProvider"`
	RenameProvider             RenameOptions           `json:"renameProvider"`
	CompletionProvider         CompletionOptions       `json:"completionProvider"`
	CodeLensProvider           struct{}                `json:"codeLensProvider"`
	SemanticTokensProvider     SemanticTokensOptions   `json:"semanticTokensProvider"`
	ExecuteCommandProvider     *ExecuteCommandOptions  `json:"executeCommandProvider,omitempty"`
}

// TextDocumentSyncOptions say what the server is told of documents.
type TextDocumentSyncOptions struct {
	OpenClose bool `json:"openClose"`
	Change    int  `json:"change"` // SyncIncremental
	Save      bool `json:"save"`
}

// SyncIncremental asks for what has changed, not for whole documents.
const SyncIncremental = 2

// RenameOptions say that the server is asked what can be renamed.
type RenameOptions struct {
	PrepareProvider bool `json:"prepareProvider"`
}

// CompletionOptions say after which characters the client asks by itself.
type CompletionOptions struct {
	TriggerCharacters []string `json:"triggerCharacters"`
}

// ExecuteCommandOptions are the commands that the server carries out.
type ExecuteCommandOptions struct {
	Commands []string `json:"commands"`
}

// SemanticTokensOptions are the kinds of tokens, by number.
type SemanticTokensOptions struct {
	Legend SemanticTokensLegend `json:"legend"`
	Full   bool                 `json:"full"`
}

// SemanticTokensLegend gives the kinds of tokens their numbers.
type SemanticTokensLegend struct {
	TokenTypes     []string `json:"tokenTypes"`
	TokenModifiers []string `json:"tokenModifiers"`
}

// SemanticTokens are five numbers for each token: how many lines and characters behind the last one, how long, the kind
// and the modifiers.
type SemanticTokens struct {
	Data []uint32 `json:"data"`
}

// CompletionList is what may be written in a place.
type CompletionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []CompletionItem `json:"items"`
}

// CompletionItem is one thing that may be written.
type CompletionItem struct {
	Label         string         `json:"label"`
	Kind          int            `json:"kind"`
	Detail        string         `json:"detail,omitempty"`
	Documentation *MarkupContent `json:"documentation,omitempty"`
	SortText      string         `json:"sortText,omitempty"`
	FilterText    string         `json:"filterText,omitempty"`
	TextEdit      *TextEdit      `json:"textEdit,omitempty"`
}

// The kinds of completion items in use.
const (
	CompletionFunction   = 3
	CompletionProperty   = 10
	CompletionValue      = 12
	CompletionEnumMember = 20
	CompletionReference  = 18
)

// DocumentSymbol is a thing that a document declares.
type DocumentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail,omitempty"`
	Kind           int              `json:"kind"`
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []DocumentSymbol `json:"children,omitempty"`
}

// WorkspaceSymbolParams ask for symbols by a part of their names.
type WorkspaceSymbolParams struct {
	Query string `json:"query"`
}

// WorkspaceSymbol is a thing that some document declares.
type WorkspaceSymbol struct {
	Name          string   `json:"name"`
	Kind          int      `json:"kind"`
	ContainerName string   `json:"containerName,omitempty"`
	Location      Location `json:"location"`
}

// FoldingRange are lines that may be folded into the first.
type FoldingRange struct {
	StartLine int    `json:"startLine"`
	EndLine   int    `json:"endLine"`
	Kind      string `json:"kind,omitempty"`
}

// DocumentHighlight is a range that names what the cursor is on.
type DocumentHighlight struct {
	Range Range `json:"range"`
}

// CodeLens is a line above a range.
type CodeLens struct {
	Range   Range    `json:"range"`
	Command *Command `json:"command,omitempty"`
}

// CodeActionParams ask what can be done about a range.
type CodeActionParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
	Context      struct {
		Diagnostics []Diagnostic `json:"diagnostics"`
	} `json:"context"`
}

// CodeAction is something that can be done: an edit, or a command.
type CodeAction struct {
	Title       string         `json:"title"`
	Kind        string         `json:"kind"`
	Diagnostics []Diagnostic   `json:"diagnostics,omitempty"`
	IsPreferred bool           `json:"isPreferred,omitempty"`
	Edit        *WorkspaceEdit `json:"edit,omitempty"`
	Command     *Command       `json:"command,omitempty"`
}

// QuickFix is the kind of an action that mends a diagnostic.
const QuickFix = "quickfix"

// ExecuteCommandParams ask the server to do something.
type ExecuteCommandParams Command

// ApplyEditParams ask the client to change documents.
type ApplyEditParams struct {
	Label string        `json:"label"`
	Edit  WorkspaceEdit `json:"edit"`
}

// ShowDocumentParams ask the client to show a document.
type ShowDocumentParams struct {
	URI       string `json:"uri"`
	External  bool   `json:"external,omitempty"`
	TakeFocus bool   `json:"takeFocus,omitempty"`
}

// ShowMessageParams tell the person something.
type ShowMessageParams struct {
	Type    int    `json:"type"`
	Message string `json:"message"`
}
