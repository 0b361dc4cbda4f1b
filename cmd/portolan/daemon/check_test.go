package daemon

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/fsm"
)

// good are options with which nothing is wrong.
func good(change func(*Options)) *Options {
	o := &Options{Directory: "/srv/files", Listen: []string{":21"}}
	change(o)
	return o
}

// TestCheck: what is wrong is a mistake, in one line each, and what is right is none.
func TestCheck(t *testing.T) {
	guest := accounts.StaticUser{Account: accounts.Account{Name: "ftp"}, Password: "x"}
	host := Host{Names: []string{"a.example"}, Directory: "/srv/a", Anonymous: true}
	declared := host
	declared.At = Position{"p.toml", 7, 3}
	for name, c := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"good":        {func(*Options) {}, ""},
		"all at once": {func(o *Options) { *o = Options{Listen: []string{"x"}} }, "Directory is missing: which directory is to be served?\nListen: \"x\" is not HOST:PORT, such as 127.0.0.1:2121"},
		"no way":      {func(o *Options) { o.Network.NoActive, o.Network.NoPassive = true, true }, "Network.NoActive and Network.NoPassive together leave no way to transfer anything"},
		"ports of none": {func(o *Options) {
			o.Network.NoPassive, o.Network.PassivePorts = true, fsm.PortRange{First: 5000, Last: 5001}
		}, "Network.PassivePorts and Network.PublicAddress say nothing with Network.NoPassive"},
		"port taken": {func(o *Options) {
			o.Listen, o.Network.PassivePorts = []string{":5000"}, fsm.PortRange{First: 5000, Last: 5001}
		}, "Listen :5000: the port lies in Network.PassivePorts 5000-5001"},
		"twice":         {func(o *Options) { o.TLS.SelfSigned, o.TLS.Listen = true, []string{":21"} }, "TLS.Listen :21: the address is given twice"},
		"backwards":     {func(o *Options) { o.Network.PassivePorts = fsm.PortRange{First: 5001, Last: 5000} }, "Network.PassivePorts are no range"},
		"IPv6":          {func(o *Options) { o.Network.PublicAddress = netip.MustParseAddr("2001:db8::7") }, "Network.PublicAddress is no IPv4 address, of which PASV tells alone"},
		"a name":        {func(o *Options) { o.HostNames = []string{"ftp.example", "2001:db8::7", "FTP.example"} }, `HostNames: "FTP.example" is no name of a host in lower case`},
		"a host's name": {func(o *Options) { o.Hosts = []Host{declared}; o.Hosts[0].Names = []string{"a/b"} }, `p.toml:7:3: host: Host.Names: "a/b" is no name of a host in lower case`},
		"upload":        {func(o *Options) { o.Files.MaxUpload = -1 }, "Files.MaxUpload is less than nothing"},
		"sessions":      {func(o *Options) { o.Limits.Sessions = -1 }, "Limits.Sessions: -1 is less than nothing"},
		"patience":      {func(o *Options) { o.Guessing.Guard.Patience = -time.Second }, "Guessing.Guard.Patience: -1s is less than nothing"},
		"guest":         {func(o *Options) { o.Users.Static, o.Users.Anonymous = []accounts.StaticUser{guest}, true }, "Users.Static ftp: with Users.Anonymous that is a name of guests, who need no password"},
		"policy":        {func(o *Options) { o.TLS.Policy = "yes" }, `TLS.Policy: "yes" is none of off, optional, required`},
		"client":        {func(o *Options) { o.TLS.ClientCertificate = "yes" }, `TLS.ClientCertificate: "yes" is none of required, optional`},
		"no key":        {func(o *Options) { o.TLS.Certificate = "c" }, "TLS.Certificate and TLS.Key go together"},
		"both":          {func(o *Options) { o.TLS = TLS{Certificate: "c", Key: "k", SelfSigned: true} }, "TLS.SelfSigned and TLS.Certificate exclude each other"},
		"TLS off":       {func(o *Options) { o.TLS = TLS{SelfSigned: true, Policy: TLSOff, Listen: []string{":990"}} }, "TLS.Policy off and TLS.Listen exclude each other"},
		"no TLS":        {func(o *Options) { o.TLS.Policy = TLSRequired }, "TLS.Policy required needs TLS.Certificate and TLS.Key, or TLS.SelfSigned"},
		"no CCC":        {func(o *Options) { o.TLS.ClearCommand = true }, "TLS.Listen, TLS.ClientCA and TLS.ClearCommand need TLS.Certificate and TLS.Key, or TLS.SelfSigned"},
		"no CA":         {func(o *Options) { o.TLS = TLS{SelfSigned: true, ClientCRL: "l"} }, "TLS.ClientCRL and TLS.ClientCertificate need TLS.ClientCA"},
		"no FXP":        {func(o *Options) { o.Exchange.CA = "c" }, "Exchange.Networks and Exchange.CA need Exchange.Allowed"},
		"proof": {func(o *Options) { o.TLS, o.Exchange.Allowed = TLS{SelfSigned: true, DataProof: fsm.ProofSession}, true },
			"Exchange.Allowed with TLS.DataProof required needs Exchange.CA: another server cannot resume the TLS session of a client"},
		"host":          {func(o *Options) { o.Hosts = []Host{{}} }, "host: Host.Names are missing: how is it called?"},
		"host's key":    {func(o *Options) { o.Hosts = []Host{host}; o.Hosts[0].Key = "k" }, "host a.example: Host.Certificate and Host.Key go together"},
		"name twice":    {func(o *Options) { o.Hosts = []Host{host, host} }, "host: the name a.example is taken by the host a.example"},
		"line of names": {func(o *Options) { o.Hosts = []Host{declared, host} }, "host: the name a.example is taken by the host of line 7"},
		"at":            {func(o *Options) { o.Hosts = []Host{declared}; o.Hosts[0].Directory = "" }, "p.toml:7:3: host a.example: Host.Directory is missing: what does it serve?"},
	} {
		got := ""
		if err := good(c.change).Check(); err != nil {
			got = err.Error()
			if _, mistake := errors.AsType[Mistake](err); !mistake {
				t.Errorf("%s: %T", name, err)
			}
		}
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// TestSettingsAreFields: each setting that a text names in braces is a field of Options.
func TestSettingsAreFields(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	text, braced := regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"`), regexp.MustCompile(`\{([A-Z][\w.]*)\}`)
	seen := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, literal := range text.FindAll(source, -1) {
			for _, setting := range braced.FindAllSubmatch(literal, -1) {
				seen++
				if !isField(string(setting[1])) {
					t.Errorf("%s: there is no field %s", file, setting[1])
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d settings are found", seen)
	}
}

// isField finds a path of fields in Options, or in Host.
func isField(path string) bool {
	at := reflect.TypeFor[Options]()
	for i, name := range strings.Split(path, ".") {
		if i == 0 && name == "Host" {
			at = reflect.TypeFor[Host]()
			continue
		}
		field, ok := at.FieldByName(name)
		if !ok {
			return false
		}
		at = field.Type
	}
	return true
}
