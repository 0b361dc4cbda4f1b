package cli

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// house are handlers with a flag of their own, which leave some work to the standard ones.
type house struct {
	motto    string
	loud     bool
	song     string
	standard *commands.Standard
}

func (h *house) DefineFlags(flags *flag.FlagSet) {
	flags.StringVar(&h.motto, "motto", "none", "what is said; see \"portolan user\"")
	flags.StringVar(&h.song, "song", "", "`file` with what is sung")
	flags.BoolVar(&h.loud, "loud", false, "say it loud")
}

func (h *house) UseStandard(standard *commands.Standard) { h.standard = standard }

// extended is a program with a switch beside those of FTP.
func extended(h *house) *Program {
	table := *ftp.Table()
	table.Policies = append(table.Policies[:len(table.Policies):len(table.Policies)], fsm.RegionInfo{Name: "journal", States: []string{"shown", "hidden"}})
	return Extended("harbour", &table, h, func(base ftp.Handlers, _ *house) fsm.Protocol { return ftp.Protocol(base) })
}

// settled is what a command line makes of the options.
func settled(t *testing.T, p *Program, args ...string) (*options, error) {
	t.Helper()
	o := defaultOptions(p)
	o.own = p.ownFlags()
	c := p.serveCommand(o)
	if err := c.ParseFlags(args); err != nil {
		return nil, err
	}
	return o, o.settle(c, c.Flags().Args())
}

// TestExtended: an overlay's program has flags for its switches and for its handlers, on the command line and in a
// file, and speaks of itself by its own name.
func TestExtended(t *testing.T) {
	h := &house{}
	dir := t.TempDir()
	config := filepath.Join(dir, "harbour.toml")
	if err := os.WriteFile(config, []byte("motto = \"ahoy\"\nsong = \"shanty\"\nloud = true\npolicy = \"journal=shown\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := settled(t, extended(h), "--config", config, "--policy", "journal=hidden", t.TempDir())
	if err != nil || h.motto != "ahoy" || !h.loud || o.Policies["journal"] != "hidden" {
		t.Errorf("%+v, %v, %v", h, o.Policies, err)
	}
	if _, err := settled(t, extended(h), "--config", config, "--motto", "belay", dir); err != nil || h.motto != "belay" {
		t.Errorf("%+v, %v", h, err)
	}
	if want := filepath.Join(dir, "shanty"); h.song != want {
		t.Errorf("a file that is named in %s is %s, want %s", config, h.song, want)
	}
	standard := commands.New(commands.Options{})
	if o.Protocol(standard); h.standard != standard {
		t.Error("the handlers are not given the standard ones")
	}
	help := extended(h).newRoot()
	serve, _, err := help.Find([]string{"serve"})
	if err != nil || !strings.Contains(serve.UsageString(), `see "harbour user"`) || strings.Contains(serve.UsageString(), `"portolan`) {
		t.Errorf("%v, the help is\n%s", err, serve.UsageString())
	}
	if !strings.Contains(serve.UsageString(), "journal=shown|hidden") {
		t.Errorf("the help does not tell the switch\n%s", serve.UsageString())
	}
}

// TestExtendedMistakes: what its own flags do not take.
func TestExtendedMistakes(t *testing.T) {
	for args, want := range map[string]string{
		"--policy journal":     `"" is none of shown, hidden`,
		"--policy journal=no":  `"no" is none of shown, hidden`,
		"--policy files=x":     `there is no switch "files"`,
		"--loud=perhaps":       `invalid argument "perhaps" for "--loud" flag`,
		"--policy=journal=xyz": `"xyz" is none of shown, hidden`,
	} {
		if _, err := settled(t, extended(&house{}), append(strings.Fields(args), t.TempDir())...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
	if _, err := settled(t, FTP(), "--policy", "files=read-only", t.TempDir()); err == nil || !strings.Contains(err.Error(), "unknown flag: --policy") {
		t.Errorf("portolan has no switches beside its flags: %v", err)
	}
}
