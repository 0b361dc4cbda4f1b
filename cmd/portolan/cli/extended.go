package cli

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Flagged are handlers with settings of their own: flags of "serve", each of which can stand in the configuration file
// too.
type Flagged interface {
	DefineFlags(*flag.FlagSet)
}

// Founded are handlers that let the standard ones do some of the work. They are given them once, before anybody
// connects.
type Founded interface {
	UseStandard(*commands.Standard)
}

// Extended is portolan with an overlay's table and its handlers, which may be Flagged and Founded. "ftpspec build"
// writes the program that calls it.
func Extended[H any](name string, table *fsm.Table, h H, protocol func(ftp.Handlers, H) fsm.Protocol) *Program {
	p := &Program{Name: name, Table: table, Protocol: func(standard *commands.Standard) fsm.Protocol {
		if founded, ok := any(h).(Founded); ok {
			founded.UseStandard(standard)
		}
		return protocol(standard, h)
	}}
	if flagged, ok := any(h).(Flagged); ok {
		p.Extensions = append(p.Extensions, Extension{Flags: flagged.DefineFlags})
	}
	return p
}

// ownName is how the texts of this package call the program, whose name may be another one.
const ownName = "portolan"

// renamed has a text speak of the program by its name.
func (p *Program) renamed(text string) string {
	return strings.ReplaceAll(text, `"`+ownName+` `, `"`+p.Name+` `)
}

// rename has the help of a command, and of those below it, speak of the program by its name.
func (p *Program) rename(c *cobra.Command) {
	c.Short, c.Long = p.renamed(c.Short), p.renamed(c.Long)
	c.LocalFlags().VisitAll(func(f *pflag.Flag) { f.Usage = p.renamed(f.Usage) })
	for _, below := range c.Commands() {
		p.rename(below)
	}
}

// switches are the policies that the table has beside those of FTP, which have flags of their own.
func (p *Program) switches() []fsm.RegionInfo {
	return slices.DeleteFunc(slices.Clone(p.Table.Policies), func(own fsm.RegionInfo) bool {
		return slices.ContainsFunc(ftp.Table().Policies, func(base fsm.RegionInfo) bool { return base.Name == own.Name })
	})
}

// defineSwitches adds a flag for them, if there are any.
func (o *options) defineSwitches(flags *pflag.FlagSet) {
	var shown []string
	for _, s := range o.program.switches() {
		shown = append(shown, s.Name+"="+strings.Join(s.States, "|"))
	}
	if shown == nil {
		return
	}
	defineList(flags, &o.switches, policyFlag, "name=value", o.program.readSwitch, "switch of the protocol, the first value being the default: "+strings.Join(shown, ", ")+"; repeatable")
}

// readSwitch reads NAME=VALUE.
func (p *Program) readSwitch(text string) ([2]string, error) {
	name, value, _ := strings.Cut(text, "=")
	all := p.switches()
	i := slices.IndexFunc(all, func(s fsm.RegionInfo) bool { return s.Name == name })
	if i < 0 {
		return [2]string{}, fmt.Errorf("there is no switch %q", name)
	}
	value, err := readChoice(all[i].States)(value)
	return [2]string{name, value}, err
}

// ownFlags are those that the program adds to "serve", and what they are set to.
func (p *Program) ownFlags() *pflag.FlagSet {
	own := flag.NewFlagSet("", flag.ContinueOnError)
	for _, e := range p.Extensions {
		if e.Flags != nil {
			e.Flags(own)
		}
	}
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.AddGoFlagSet(own)
	return flags
}
