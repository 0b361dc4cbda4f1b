package main

import (
	"context"
	"flag"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/table"
	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/conform/report"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// allFaults lets TestConformFaults put in each fault; CI tries a sample, "make conform" all.
var allFaults = flag.Bool("faults", false, "find each fault that is put into our server on purpose")

// fault is something that is wrong with a server of ours, and what the tester has to say of it.
type fault struct {
	name string
	made served
	want string // the beginning of some finding's case
}

// mutated is a server whose table differs from the one that it is held against.
func mutated(name, want string, change func(t *fsm.Table)) fault {
	return fault{name, served{table: change, policies: map[string]string{"tls": "optional"}}, want}
}

// handled is a server one of whose handlers is wrong.
func handled(name, want string, wrong func(faulty) ftp.Handlers) fault {
	return fault{name, served{handlers: func(h ftp.Handlers) ftp.Handlers { return wrong(faulty{h}) }}, want}
}

// command finds a command of a table that may be changed, row one of its rows.
func command(t *fsm.Table, name string) *table.CommandInfo {
	t.Commands = slices.Clone(t.Commands)
	i := slices.IndexFunc(t.Commands, func(c table.CommandInfo) bool { return c.Name == name })
	return &t.Commands[i]
}

func row(t *fsm.Table, name string) *table.RowInfo {
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		if t.RowName(fsm.Row(i)) == name {
			return &t.Rows[i]
		}
	}
	panic("no row " + name)
}

// dropNeed takes a precondition from a command.
func dropNeed(name, need string) func(*fsm.Table) {
	return func(t *fsm.Table) {
		c := command(t, name)
		c.Needs = slices.DeleteFunc(slices.Clone(c.Needs), func(n table.Need) bool { return n.Name == need })
	}
}

// dropMove takes a move from rows.
func dropMove(region string, names ...string) func(*fsm.Table) {
	return func(t *fsm.Table) {
		r := slices.IndexFunc(t.Regions, func(i table.RegionInfo) bool { return i.Name == region })
		for _, name := range names {
			changed := row(t, name)
			changed.Moves = slices.DeleteFunc(slices.Clone(changed.Moves), func(m table.Move) bool { return int(m.Region) == r })
		}
	}
}

func code(name string, to uint16) func(*fsm.Table) {
	return func(t *fsm.Table) { row(t, name).Code = to }
}

func during(name string, to table.During) func(*fsm.Table) {
	return func(t *fsm.Table) { command(t, name).During = to }
}

// tableFaults are ten faults of the table.
func tableFaults() []fault {
	return []fault{
		mutated("EPRT is taken after EPSV ALL", "R2428-3-EPSV-9", dropNeed("EPRT", "any-setup")),
		mutated("PROT is taken without PBSZ", "R2228-2-PROT-1", dropNeed("PROT P", "agreed")),
		mutated("PROT is taken without PBSZ, and unknown in the clear", "R2228-2-PROT-1", func(t *fsm.Table) {
			dropNeed("PROT P", "agreed")(t)
			for _, name := range []string{"PBSZ over-tls", "PROT P over-tls", "PROT C over-tls", "PROT S over-tls"} {
				code(name, 500)(t)
			}
		}),
		mutated("SIZE needs no structure", "SIZE structured", dropNeed("SIZE", "structured")),
		mutated("NOOP keeps the name of RNFR", "R959-4.1.3-SEQ-1", dropMove("rename", "NOOP ok")),
		mutated("USER keeps the name of RNFR", "R959-4.1.3-SEQ-1", dropMove("rename", "USER need-password", "PASS in", "CWD ok")),
		mutated("REIN keeps EPSV ALL", "R959-4.1.2-PARAM-2", dropMove("setup", "REIN ready")),
		mutated("DELE is answered 200", "R959-5.4-DELE-1", code("DELE ok", 200)),
		mutated("RETR without an endpoint is answered 503", "R959-5.4-RETR-1", code("RETR endpoint", 503)),
		mutated("an abort is told in the wrong order", "R959-5.4-ABOR-1", func(t *fsm.Table) {
			code("RETR opening.aborted", 226)(t)
			code("ABOR aborted", 426)(t)
		}),
		mutated("ABOR waits for the end of the transfer", "R1123-4.1.3.3-CONTROL-2", during("ABOR", table.Wait)),
		mutated("STAT waits for the end of the transfer", "STAT in a transfer", during("STAT", table.Wait)),
	}
}

// faulty handlers do what the embedded ones do, but for one command.
type faulty struct{ ftp.Handlers }

// handlerFaults are ten faults of handlers.
func handlerFaults() []fault {
	return []fault{
		handled("RETR sends less than there is, and 226", "R959-3.1.2-DATA-1", func(f faulty) ftp.Handlers { return shortRetr{f} }),
		handled("STOR stores nothing, and 226", "R959-3.1.2-DATA-1", func(f faulty) ftp.Handlers { return lostStor{f} }),
		handled("SIZE is one too large", "R3659-4-SIZE-1", func(f faulty) ftp.Handlers { return wrongSize{f} }),
		handled("REST is ignored", "R3659-5.3-REST-2", func(f faulty) ftp.Handlers { return noRest{f} }),
		handled("MLSD tells wrong sizes", "R3659-7.5.7-FACTS-1", func(f faulty) ftp.Handlers { return wrongFacts{f} }),
		handled("NLST gives names that RETR does not take", "R959-4.1.3-NLST-1", func(f faulty) ftp.Handlers { return wrongNames{f} }),
		handled("LIST is empty", "R959-4.1.3-LIST-1", func(f faulty) ftp.Handlers { return emptyList{f} }),
		handled("DELE deletes nothing", "R959-4.1.3-DELE-1", func(f faulty) ftp.Handlers { return noDele{f} }),
		handled("MKD makes nothing", "R959-4.1.3-MKD-1", func(f faulty) ftp.Handlers { return noMkd{f} }),
		handled("RNTO renames nothing", "R959-4.1.3-RNTO-1", func(f faulty) ftp.Handlers { return noRnto{f} }),
		handled("RMD removes nothing", "R959-4.1.3-RMD-1", func(f faulty) ftp.Handlers { return noRmd{f} }),
	}
}

type (
	shortRetr  struct{ faulty }
	lostStor   struct{ faulty }
	wrongSize  struct{ faulty }
	noRest     struct{ faulty }
	wrongFacts struct{ faulty }
	wrongNames struct{ faulty }
	emptyList  struct{ faulty }
	noDele     struct{ faulty }
	noMkd      struct{ faulty }
	noRnto     struct{ faulty }
	noRmd      struct{ faulty }
)

func (f shortRetr) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	file, err := r.Files.Open(ctx, r.Path)
	if err != nil {
		return ftp.RetrError(err)
	}
	return ftp.RetrOpening(file.Info().Size, func(_ context.Context, data *fsm.DataWriter) ftp.RetrEnd {
		defer file.Close()
		if _, err := io.Copy(data, io.LimitReader(file, file.Info().Size/2)); err != nil {
			return ftp.RetrEndError(err)
		}
		return ftp.RetrDone()
	})
}

func (f lostStor) Stor(ctx context.Context, r ftp.StorRequest) ftp.StorReply {
	if !strings.Contains(string(r.Path), "/new") {
		return f.Handlers.Stor(ctx, r)
	}
	return ftp.StorOpening(func(_ context.Context, data *fsm.DataReader) ftp.StorEnd {
		if _, err := io.Copy(io.Discard, data); err != nil {
			return ftp.StorEndError(err)
		}
		return ftp.StorDone()
	})
}

func (f wrongSize) Size(ctx context.Context, r ftp.SizeRequest) ftp.SizeReply {
	info, err := r.Files.Stat(ctx, r.Path)
	if err != nil || info.IsDir() {
		return f.Handlers.Size(ctx, r)
	}
	return ftp.SizeSize(info.Size + 1)
}

func (f noRest) Retr(ctx context.Context, r ftp.RetrRequest) ftp.RetrReply {
	r.Offset = 0
	return f.Handlers.Retr(ctx, r)
}

func (f wrongFacts) Mlsd(context.Context, ftp.MlsdRequest) ftp.MlsdReply {
	return ftp.MlsdOpening(func(_ context.Context, data *fsm.DataWriter) ftp.MlsdEnd {
		if _, err := io.WriteString(data, "type=file;size=7; other\r\ntype=file;size=7; inner\r\n"); err != nil {
			return ftp.MlsdEndError(err)
		}
		return ftp.MlsdDone()
	})
}

func (f wrongNames) Nlst(context.Context, ftp.NlstRequest) ftp.NlstReply {
	return ftp.NlstOpening(func(_ context.Context, data *fsm.DataWriter) ftp.NlstEnd {
		if _, err := io.WriteString(data, "file~\r\nother~\r\n"); err != nil {
			return ftp.NlstEndError(err)
		}
		return ftp.NlstDone()
	})
}

func (f emptyList) List(context.Context, ftp.ListRequest) ftp.ListReply {
	return ftp.ListOpening(func(_ context.Context, data *fsm.DataWriter) ftp.ListEnd {
		if _, err := io.WriteString(data, "total 0\r\n"); err != nil {
			return ftp.ListEndError(err)
		}
		return ftp.ListDone()
	})
}

func (noDele) Dele(context.Context, ftp.DeleRequest) ftp.DeleReply { return ftp.DeleOk() }

func (f noMkd) Mkd(ctx context.Context, r ftp.MkdRequest) ftp.MkdReply {
	if strings.Contains(string(r.Path), "/new") {
		return ftp.MkdOk()
	}
	return f.Handlers.Mkd(ctx, r)
}

func (noRnto) Rnto(context.Context, ftp.RntoRequest) ftp.RntoReply { return ftp.RntoOk() }

func (f noRmd) Rmd(ctx context.Context, r ftp.RmdRequest) ftp.RmdReply {
	if strings.HasSuffix(string(r.Path), "/empty") {
		return ftp.RmdOk()
	}
	return f.Handlers.Rmd(ctx, r)
}

// longDialogue is how many lines tell of a fault at most, behind the one that says that somebody has logged in.
const longDialogue = 10

// TestConformFaults: each fault is found, by the finding that speaks of it, with a short dialogue.
func TestConformFaults(t *testing.T) {
	if !*allFaults {
		testcost.Long(t)
	}
	const every = 5
	all := slices.Concat(tableFaults(), handlerFaults())
	found := 0
	for i, f := range all {
		if !*allFaults && i%every != 0 {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			o, _, _ := f.made.start(t)
			o.Pairs = true
			r, err := conform.Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(r.Findings, func(x report.Finding) bool {
				return strings.HasPrefix(x.Case, f.want) || slices.ContainsFunc(x.Also, func(id string) bool { return strings.HasPrefix(id, f.want) })
			})
			if i < 0 {
				var cases []string
				for _, x := range r.Findings {
					cases = append(cases, x.Verdict+" "+x.Case)
				}
				t.Fatalf("not found; the findings are %q", cases)
			}
			x := r.Findings[i]
			said := slices.DeleteFunc(slices.Clone(x.Dialogue), func(l string) bool { return strings.HasPrefix(l, "-- logged in") })
			if len(said) == 0 || len(said) > longDialogue || x.Rate != "" {
				t.Errorf("%d lines, %s:\n%s", len(x.Dialogue), x.Rate, strings.Join(x.Dialogue, "\n"))
			}
			t.Logf("%s %s\n%s", x.Verdict, x.Case, strings.Join(x.Dialogue, "\n"))
			found++
		})
	}
	t.Logf("%d faults found", found)
}
