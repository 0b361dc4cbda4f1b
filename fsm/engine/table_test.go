package engine_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm/engine"
	"github.com/portolan-ftp/portolan/fsm/table"
)

// The regions of the protocol of these tests, and their states.
const (
	session table.Region = iota
	login
	rename
	transfer
	prot
	sscn
	language
	tls // a policy
	fxp // a policy
)

const (
	open, closing, closed              table.State = 0, 1, 2
	out, in                            table.State = 0, 1
	none, pending                      table.State = 0, 1
	idle, opening, busy, working       table.State = 0, 1, 2, 3
	off, optional, required            table.State = 0, 1, 2
	slotUser, slotAccount, slotOldName table.Slot  = 0, 1, 2
)

const (
	cmdNoop table.Command = iota
	cmdUser
	cmdRnfr
	cmdRetr
	cmdStor
	cmdHash
	cmdAbor
	cmdQuit
	cmdAuth
	cmdMfct
	cmdLang
	cmdSize
)

// The rows: first the events, then each command's.
const (
	connected table.Row = iota
	unknown
	overlong
	noise
	foreign
	shutdown
	dropped
	opened
	failed
	implicit
	marker
	loginTimeout
	noopSyntax
	noopOk
	userIn
	userOut
	rnfrLogin
	rnfrNotOptional
	rnfrDenied
	rnfrSyntax
	rnfrUnwritten
	rnfrPending
	rnfrMissing
	retrLogin
	retrSyntax
	retrOpening
	retrDone
	retrNoData
	retrBroken
	retrAborted
	storOpening
	storDone
	storFull
	storBroken
	storAborted
	hashHashing
	hashDone
	hashOvertime
	hashAborted
	aborAborted
	aborNothing
	quitWaiting
	quitBye
	authOk
	mfctNotOffered
	langEnglish
	langFrench
	langAnyFrench
	langOther
	langShown
	sizeExact
	sizeRough
)

func states(all ...table.State) (set uint16) {
	for _, s := range all {
		set |= 1 << s
	}
	return set
}

func is(r table.Region, all ...table.State) table.Guard {
	return table.Guard{Region: r, States: states(all...)}
}

func to(r table.Region, s table.State) table.Move { return table.Move{Region: r, State: s} }

type (
	guards = []table.Guard
	moves  = []table.Move
)

// protocol is a small table that has one of each kind.
func protocol() *table.Table {
	begin, work, end := moves{to(transfer, opening)}, moves{to(transfer, working)}, moves{to(transfer, idle)}
	inOpening, inBusy := guards{is(transfer, opening)}, guards{is(transfer, busy)}
	event := func(name string, when guards, m ...table.Move) table.RowInfo {
		return table.RowInfo{Command: table.NoCommand, Kind: table.KindEvent, Name: name, When: when, Moves: m}
	}
	isIn := table.Need{Name: "logged-in", Guards: guards{is(login, in)}}
	need := func(n table.Need, row table.Row) table.Need {
		n.Row = row
		return n
	}
	return &table.Table{
		Languages: []string{"en", "zh"},
		Regions: []table.RegionInfo{
			session: {Name: "session", States: []string{"open", "closing", "closed"}}, login: {Name: "login", States: []string{"out", "in"}},
			rename: {Name: "rename", States: []string{"none", "pending"}}, transfer: {Name: "transfer", States: []string{"idle", "opening", "busy", "working"}},
			prot: {Name: "prot", States: []string{"clear", "private"}}, sscn: {Name: "sscn", States: []string{"server", "client"}},
			language: {Name: "language", States: []string{"default", "en", "zh", "fr"}},
		},
		Policies: []table.RegionInfo{{Name: "tls", States: []string{"off", "optional", "required"}}, {Name: "fxp", States: []string{"refused", "allowed"}}},
		Slots: []table.SlotInfo{
			slotUser: {Name: "user", Region: login, States: states(in)}, slotAccount: {Name: "account", Region: login, States: states(in)},
			slotOldName: {Name: "from", Region: rename, States: states(pending)},
		},
		Capabilities: []table.CapabilityInfo{{Name: "files.read", Permission: accounts.Read, Content: true}},
		Commands: []table.CommandInfo{
			cmdNoop: {Name: "NOOP", By: table.ByTable, SyntaxError: noopSyntax, First: noopSyntax, Last: noopOk + 1},
			cmdUser: {Name: "USER", Args: []string{"user"}, First: userIn, Last: userOut + 1},
			cmdRnfr: {Name: "RNFR", Args: []string{"from"}, First: rnfrLogin, Last: rnfrMissing + 1, Permission: accounts.Rename | accounts.Write,
				Denied: rnfrDenied, SyntaxError: rnfrSyntax, Needs: []table.Need{need(isIn, rnfrLogin),
					{Name: "not-optional", Guards: guards{is(tls, optional)}, Unless: true, Row: rnfrNotOptional}}},
			cmdRetr: {Name: "RETR", Permission: accounts.Read, Does: []string{"files.read"}, Args: []string{"path"}, Needs: []table.Need{need(isIn, retrLogin)},
				Denied: retrSyntax, First: retrLogin, Last: retrAborted + 1},
			cmdStor: {Name: "STOR", Args: []string{"path"}, First: storOpening, Last: storAborted + 1},
			cmdHash: {Name: "HASH", First: hashHashing, Last: hashAborted + 1},
			cmdAbor: {Name: "ABOR", By: table.ByTable, During: table.Now, First: aborAborted, Last: aborNothing + 1},
			cmdQuit: {Name: "QUIT", By: table.ByTable, During: table.Last, First: quitWaiting, Last: quitBye + 1},
			cmdAuth: {Name: "AUTH TLS", By: table.ByTable, During: table.Alone, First: authOk, Last: authOk + 1,
				Needs: []table.Need{{Name: "tls", Guards: guards{is(tls, off)}, Unless: true, Row: authOk}}},
			cmdMfct: {Name: "MFCT", By: table.ByNobody, NotOffered: mfctNotOffered, First: mfctNotOffered, Last: mfctNotOffered + 1,
				Needs: []table.Need{need(isIn, retrLogin)}},
			cmdLang: {Name: "LANG", Args: []string{"tag"}, First: langEnglish, Last: langShown + 1},
			cmdSize: {Name: "SIZE", Args: []string{"path"}, First: sizeExact, Last: sizeRough + 1},
		},
		Words: []table.Word{{Text: "NOOP", Command: cmdNoop}, {Text: "RNFR", Command: cmdRnfr}, {Text: "AUTH TLS", Command: cmdAuth}, {Text: "ABOR", Command: cmdAbor}},
		Events: [table.EventCount]table.Row{table.EventUnknown: unknown, table.EventOverlong: overlong, table.EventNoise: noise,
			table.EventForeign: foreign, table.EventShutdown: shutdown, table.EventDropped: dropped, table.EventDataOpened: opened,
			table.EventFailed: failed, table.EventImplicit: implicit, table.EventMarker: marker, table.EventLoginTimeout: loginTimeout},
		ForeignVerbs: []string{"GET"},
		Roles: table.Roles{Over: is(session, closed), Private: is(prot, 1), Client: is(sscn, 1), Exchange: is(fxp, 1), Transfer: transfer, Language: language,
			User: slotUser, Account: slotAccount, Idle: table.NoSlot, Host: table.NoSlot, Cwd: table.NoSlot, Offset: table.NoSlot},
		Rows: []table.RowInfo{
			connected: event("connected", nil), unknown: event("unknown", nil), overlong: event("overlong", nil),
			noise: event("noise", nil, to(session, closed)), foreign: event("foreign", nil, to(session, closed)),
			shutdown: event("shutdown", nil, to(session, closed)), dropped: event("dropped", nil, to(session, closed), to(transfer, idle)),
			opened: event("data-opened", inOpening, to(transfer, busy)), failed: event("failed", nil, to(rename, none)),
			implicit: event("implicit", guards{is(tls, optional, required)}, to(prot, 1)), marker: event("marker", inBusy),
			loginTimeout:    event("login-timeout", guards{is(login, out)}, to(session, closed)),
			noopSyntax:      {Command: cmdNoop, Kind: table.KindSyntax, Name: "syntax"},
			noopOk:          {Command: cmdNoop, Name: "ok", Moves: moves{to(rename, none)}},
			userIn:          {Command: cmdUser, Name: "in", Moves: moves{to(login, in)}, Sets: []table.Slot{slotUser, slotAccount}, Params: []string{"account"}},
			userOut:         {Command: cmdUser, Name: "out", Moves: moves{to(login, out)}},
			rnfrLogin:       {Command: cmdRnfr, Kind: table.KindNeed, Name: "logged-in"},
			rnfrNotOptional: {Command: cmdRnfr, Kind: table.KindNeed, Name: "not-optional"},
			rnfrDenied:      {Command: cmdRnfr, Kind: table.KindDenied, Name: "denied"},
			rnfrSyntax:      {Command: cmdRnfr, Kind: table.KindSyntax, Name: "syntax"},
			rnfrUnwritten:   {Command: cmdRnfr, Kind: table.KindUnwritten, Name: "unwritten"},
			rnfrPending:     {Command: cmdRnfr, Name: "pending", Moves: moves{to(rename, pending)}, Sets: []table.Slot{slotOldName}},
			rnfrMissing:     {Command: cmdRnfr, Name: "missing", When: guards{is(rename, none)}},
			retrLogin:       {Command: cmdRetr, Kind: table.KindNeed, Name: "logged-in"},
			retrSyntax:      {Command: cmdRetr, Kind: table.KindSyntax, Name: "syntax"},
			retrOpening:     {Command: cmdRetr, Name: "opening", Then: table.Send, Moves: begin, Ends: []table.Row{retrDone, retrNoData, retrBroken, retrAborted}},
			retrDone:        {Command: cmdRetr, Kind: table.KindEnd, Name: "opening.done", Moves: end},
			retrNoData:      {Command: cmdRetr, Kind: table.KindTransferEnd, Name: "opening.no-data", When: inOpening, Moves: end},
			retrBroken:      {Command: cmdRetr, Kind: table.KindTransferEnd, Name: "opening.broken", When: inBusy, Moves: end},
			retrAborted:     {Command: cmdRetr, Kind: table.KindTransferEnd, Name: "opening.aborted", Moves: end},
			storOpening:     {Command: cmdStor, Name: "opening", Then: table.Receive, Moves: begin, Ends: []table.Row{storDone, storFull, storBroken, storAborted}},
			storDone:        {Command: cmdStor, Kind: table.KindEnd, Name: "opening.done", Moves: end},
			storFull:        {Command: cmdStor, Kind: table.KindEnd, Name: "opening.full", Moves: end},
			storBroken:      {Command: cmdStor, Kind: table.KindTransferEnd, Name: "opening.broken", When: inBusy, Moves: end},
			storAborted:     {Command: cmdStor, Kind: table.KindTransferEnd, Name: "opening.aborted", Moves: end},
			hashHashing:     {Command: cmdHash, Name: "hashing", Then: table.Work, Moves: work, Ends: []table.Row{hashDone, hashOvertime, hashAborted}},
			hashDone:        {Command: cmdHash, Kind: table.KindEnd, Name: "hashing.done", Moves: end},
			hashOvertime:    {Command: cmdHash, Kind: table.KindTransferEnd, Name: "hashing.overtime", When: guards{is(transfer, working)}, Moves: end},
			hashAborted:     {Command: cmdHash, Kind: table.KindTransferEnd, Name: "hashing.aborted", Moves: end},
			aborAborted:     {Command: cmdAbor, Name: "aborted", When: guards{is(transfer, opening, busy, working)}, Then: table.Abort},
			aborNothing:     {Command: cmdAbor, Name: "nothing", When: guards{is(transfer, idle)}},
			quitWaiting:     {Command: cmdQuit, Kind: table.KindWaiting, Name: "waiting", Moves: moves{to(session, closing)}},
			quitBye:         {Command: cmdQuit, Name: "bye", Moves: moves{to(session, closed)}},
			authOk:          {Command: cmdAuth, Name: "ok", Then: table.Protect},
			mfctNotOffered:  {Command: cmdMfct, Kind: table.KindNotOffered, Name: "not-offered"},
			langEnglish:     {Command: cmdLang, Name: "english", Argument: 1 << 1},
			langFrench:      {Command: cmdLang, Name: "french", Argument: 1 << 3, When: guards{is(login, in)}},
			langAnyFrench:   {Command: cmdLang, Name: "any-french", Argument: 1<<3 | 1<<2},
			langOther:       {Command: cmdLang, Name: "other", Argument: 1 << table.OtherState, When: guards{is(login, in)}},
			langShown:       {Command: cmdLang, Name: "shown"},
			sizeExact:       {Command: cmdSize, Name: "exact", When: guards{is(rename, none)}, Else: sizeRough},
			sizeRough:       {Command: cmdSize, Name: "rough"},
		},
	}
}

func newEngine(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(protocol())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// at is a state whose regions are in their first states, but for the moves.
func at(running table.Row, waiting engine.Waiting, all ...table.Move) *engine.State {
	s := &engine.State{Running: running, Waiting: waiting}
	for _, m := range all {
		s.Configuration[m.Region] = m.State
	}
	return s
}
