package analyzers

import "golang.org/x/tools/go/analysis"

// Explanation is what is said about an analyzer, for "ftpspec explain" and RULES.md.
type Explanation struct {
	What    string // what is proved, in full
	Why     string
	Without string // what breaks where it does not hold
	Faulty  string // Go that it reports
	Clean   string // Go beside it in which nothing is wrong
}

// Explained is the explanation of an analyzer of this package.
func Explained(a *analysis.Analyzer) Explanation { return explanations[a.Name] }

// explanations are those of all analyzers, by their names.
var explanations = map[string]Explanation{
	Outcomes.Name: {
		What:    `A handler returns a reply of its command's constructors. It returns no nil, no zero value and no type of its own that embeds a reply, and gives no constructor nil to send, receive or log in with.`,
		Why:     `The compiler accepts nil for a sealed interface.`,
		Without: `The session answers 451 to a command that the handler has carried out.`,
		Faulty: `
var reply ftp.RetrReply
if err := h.look(r); err != nil {
	reply = ftp.RetrError(err)
}
return reply // nil when there was no error`,
		Clean: `
if err := h.look(r); err != nil {
	return ftp.RetrError(err)
}
return ftp.RetrOpening(h.send)`,
	},
	Declared.Name: {
		What:    `Every reply that the spec declares for a handler is given somewhere in its package, or in one that it imports. No handler is a stub.`,
		Why:     `A declared reply is a promise to clients, and the audit explores what follows it.`,
		Without: `The spec promises an answer that the server never gives, or the server answers 502 to a command that it offers.`,
		Faulty: `
func (h *Standard) Size(ctx context.Context, r ftp.SizeRequest) ftp.SizeReply {
	return ftp.SizeUnwritten() // a stub
}`,
		Clean: `
info, err := r.Files.Stat(ctx, r.Path)
if err != nil {
	return ftp.SizeError(err)
}
return ftp.SizeSize(info.Size)`,
	},
	Orphans.Name: {
		What:    `A method that looks like a handler answers a command.`,
		Why:     `A command was renamed in the spec, and its method was not.`,
		Without: `Code stands in the tree that nothing calls, and a stub answers the command.`,
		Faulty:  `func (h *Standard) Remove(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply // DELE asks for Dele`,
		Clean:   `func (h *Standard) Dele(ctx context.Context, r ftp.DeleRequest) ftp.DeleReply`,
	},
	Boundaries.Name: {
		What:    `Only package fsm and generated code make outcomes and change a table. Handlers do not use the network, and no string in hand-written code begins like a reply.`,
		Why:     `Replies and moves stand in the spec, so that they can be proved.`,
		Without: `A reply or a move bypasses the table, and the audit proves something else than what runs.`,
		Faulty:  `fmt.Fprint(w, "226 Done\r\n") // a reply past the table`,
		Clean:   `return ftp.RetrDone()`,
	},
	Capabilities.Name: {
		What:    `A handler works on what its request gives it: the interfaces of the capabilities that the spec declares for its command.`,
		Why:     `Permissions are checked by the same capabilities (S40).`,
		Without: `A command that may read can delete, or reaches files of another account.`,
		Faulty:  `r.Files.(storage.Deleter).Remove(ctx, r.Path) // the spec lets this command only read`,
		Clean:   `r.Files.Remove(ctx, r.Path) // the spec declares does: [files.delete]`,
	},
	Goroutines.Name: {
		What:    `A goroutine that a handler starts has ended when the handler returns.`,
		Why:     `The request, the account and its files belong to the session, which goes on with the next command.`,
		Without: `A change of files fails after the client was told that it is done.`,
		Faulty:  `go r.Files.Remove(ctx, r.Path)`,
		Clean: `
var group sync.WaitGroup
group.Go(func() { err = r.Files.Remove(ctx, r.Path) })
group.Wait()`,
	},
	Contexts.Name: {
		What:    `A handler waits only where its context ends the wait. It makes no context of its own, does not sleep, and reads with a bound.`,
		Why:     `ABOR, time-outs and a lost client end a handler through its context (S30, S47).`,
		Without: `ABOR is not answered, and work goes on for a client that has gone.`,
		Faulty:  `r.Files.Stat(context.Background(), r.Path)`,
		Clean:   `r.Files.Stat(ctx, r.Path)`,
	},
	Success.Name: {
		What:    `A success is not answered on a way on which an error has come, unless the code has asked what kind of error it is. No error of what a request gave is dropped.`,
		Why:     `RFC 959 4.2.1: a positive reply says that the action was completed (S44).`,
		Without: `A client counts a file as stored or deleted that is not.`,
		Faulty: `
if err := r.Files.Remove(ctx, r.Path); err != nil {
	log.Print(err)
}
return ftp.DeleOk() // also when nothing was removed`,
		Clean: `
if err := r.Files.Remove(ctx, r.Path); err != nil {
	return ftp.DeleError(err)
}
return ftp.DeleOk()`,
	},
	Sharing.Name: {
		What:    `A handler changes no state of a package or of the handlers' type without a lock, changes no account, keeps no request, and neither ends the process nor recovers from panics.`,
		Why:     `One value of the handlers' type serves all sessions at once (S5).`,
		Without: `A session works with the directory or the rights of another one.`,
		Faulty:  `last = r.Path // a variable of the package: of which session?`,
		Clean:   `return ftp.CwdOk(r.Path) // the session carries it`,
	},
	Decisions.Name: {
		What:    `The table decides by the states of regions, and no handler does.`,
		Why:     `The audit proves what the table does; it does not see decisions of handlers.`,
		Without: `A command is refused, or not, for a reason that no proof covers.`,
		Faulty: `
if r.Structure != ftp.StructureFile {
	return ftp.SizeFailed()
}`,
		Clean: `return ftp.SizeSize(size) // the spec has needs: [{when: {structure: file}, else: …}]`,
	},
}
