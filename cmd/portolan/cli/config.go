package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
)

const (
	// MaxConfig is the largest configuration file that is read, in bytes; an end to a path like /dev/zero.
	MaxConfig = 1 << 20
	// directoryKey stands for the argument of serve, the one key that is no flag.
	directoryKey = "directory"
)

// key is a line of a configuration file: what one flag is set to.
type key struct {
	name   string
	values []string
	truth  bool // the value is true or false, not text
	at     daemon.Position
}

// table is a [[host]] of a configuration file.
type table struct {
	at   daemon.Position
	keys []key
}

// configure applies the file that --config names. The command line wins over the file, but the file must be correct all
// the same.
func (o *options) configure(flags *pflag.FlagSet, args []string) error {
	if o.config == "" {
		return nil
	}
	data, err := readConfig(o.config)
	if err != nil {
		return err
	}
	keys, hosts, err := parseConfig(o.config, data)
	if err != nil {
		return err
	}
	trial := pflag.NewFlagSet("", pflag.ContinueOnError)
	defaultOptions(o.program).define(trial)
	trial.String(directoryKey, "", "")
	var problems []error
	for _, k := range keys {
		if o.own.Lookup(k.name) != nil {
			if !flags.Changed(k.name) {
				problems = append(problems, k.beside(o.config, o.own).apply(flags))
			}
			continue
		}
		if err := k.apply(trial); err != nil {
			problems = append(problems, err)
			continue
		}
		if k.name == directoryKey {
			if len(args) == 0 {
				o.Directory = beside(o.config, k.values[0])
			}
			continue
		}
		if !flags.Changed(k.name) {
			problems = append(problems, k.beside(o.config, trial).apply(flags))
		}
	}
	problems = append(problems, o.addHosts(hosts))
	if trial.Changed(userFlag) {
		problems = append(problems, refuseReadable(o.config))
	}
	return errors.Join(problems...)
}

func at(path string, line, column int) daemon.Position {
	return daemon.Position{Path: path, Line: line, Column: column}
}

// beside is the file name, relative to the directory of the configuration file that says it. A place in a store is no
// file.
func beside(config, name string) string {
	if name == "" || filepath.IsAbs(name) || daemon.SchemeOf(name) != "" {
		return name
	}
	return filepath.Join(filepath.Dir(config), name)
}

// beside has the files that a key names, if its flag names any, relative to the configuration file.
func (k key) beside(config string, flags *pflag.FlagSet) key {
	flag := flags.Lookup(k.name)
	if flag == nil || k.truth {
		return k
	}
	kind, _ := pflag.UnquoteUsage(flag) // an extension's flag says it in its usage alone
	k.values = slices.Clone(k.values)
	for i, text := range k.values {
		switch kind {
		case "file":
			k.values[i] = beside(config, text)
		case "path=dir":
			if m, err := daemon.ReadMount(text); err == nil {
				m.Location = beside(config, m.Location)
				k.values[i] = m.String()
			}
		}
	}
	return k
}

func readConfig(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, daemon.Mistakef("configuration file: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxConfig+1))
	if err != nil {
		return nil, daemon.Mistakef("configuration file: %w", err)
	}
	if len(data) > MaxConfig {
		return nil, daemon.Mistakef("configuration file %s: more than %d bytes", path, MaxConfig)
	}
	return data, nil
}

// parseConfig reads the keys of a file. The decoder says what the values are, and the parser below
// it where they stand.
func parseConfig(path string, data []byte) (keys []key, hosts []table, err error) {
	var content map[string]any
	if err := toml.Unmarshal(data, &content); err != nil {
		if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
			line, column := wrong.Position()
			return nil, nil, at(path, line, column).Errorf("%w", err)
		}
		return nil, nil, daemon.Mistakef("%s: %w", path, err)
	}
	var problems []error
	var parser unstable.Parser
	parser.Reset(data)
	for parser.NextExpression() {
		if t, ok := hostOf(&parser, path); ok {
			hosts = append(hosts, t)
			continue
		}
		if len(hosts) == 0 {
			k, err := keyOf(&parser, path, content)
			keys, problems = append(keys, k), append(problems, err)
		} else {
			all, _ := content[hostTable].([]any)
			own, _ := all[len(hosts)-1].(map[string]any)
			k, err := keyOf(&parser, path, own)
			last := &hosts[len(hosts)-1]
			last.keys, problems = append(last.keys, k), append(problems, err)
		}
		if parser.Expression().Kind != unstable.KeyValue {
			break // what follows is the table's
		}
	}
	return keys, hosts, errors.Join(append(problems, parser.Error())...)
}

// hostOf is the [[host]] that begins where the parser stands, if one does.
func hostOf(parser *unstable.Parser, path string) (table, bool) {
	expression := parser.Expression()
	if expression.Kind != unstable.ArrayTable {
		return table{}, false
	}
	names := expression.Key()
	names.Next()
	start := parser.Shape(names.Node().Raw).Start
	return table{at: at(path, start.Line, start.Column)}, names.IsLast() && string(names.Node().Data) == hostTable
}

// keyOf is the key of the expression that the parser stands at.
func keyOf(parser *unstable.Parser, path string, content map[string]any) (key, error) {
	expression := parser.Expression()
	names := expression.Key()
	names.Next()
	name, single := string(names.Node().Data), names.IsLast()
	start := parser.Shape(names.Node().Raw).Start
	k := key{name: name, at: at(path, start.Line, start.Column)}
	if expression.Kind != unstable.KeyValue || !single {
		return k, k.at.Errorf("%s: there are no tables here but [[%s]], only keys", name, hostTable)
	}
	values, ok := textsOf(content[name])
	if !ok {
		return k, k.at.Errorf("%s: neither a string, a number, true or false, nor an array of these", name)
	}
	_, k.truth = content[name].(bool)
	k.values = values
	return k, nil
}

// textsOf are the texts that a flag would be given for a value: one, or those of an array.
func textsOf(value any) ([]string, bool) {
	elements, many := value.([]any)
	if !many {
		elements = []any{value}
	}
	var texts []string
	for _, element := range elements {
		switch v := element.(type) {
		case string:
			texts = append(texts, v)
		case bool:
			texts = append(texts, strconv.FormatBool(v))
		case int64:
			texts = append(texts, strconv.FormatInt(v, 10))
		default:
			return nil, false
		}
	}
	return texts, len(texts) > 0
}

// apply sets the flag of the key's name.
func (k key) apply(flags *pflag.FlagSet) error {
	flag := flags.Lookup(k.name)
	if flag == nil {
		return k.at.Errorf("there is no key %q%s", k.name, didYouMean(nearFlags(flags, k.name)))
	}
	if k.truth != (flag.Value.Type() == "bool") {
		return k.at.Errorf("%s: a %s is expected", k.name, flag.Value.Type())
	}
	if _, many := flag.Value.(repeatable); !many && len(k.values) > 1 {
		return k.at.Errorf("%s: one value is possible, not %d", k.name, len(k.values))
	}
	for _, text := range k.values {
		if err := flags.Set(k.name, text); err != nil {
			return k.at.Errorf("%s: %w", k.name, settingError(err))
		}
	}
	return nil
}

// readableByOthers are the mode bits of a file that others than its owner can read.
const readableByOthers = 0o044

// refuseReadable refuses a file with passwords that others can read.
func refuseReadable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return daemon.Mistake{Err: err}
	}
	// Windows has no such bits: Go makes them up.
	if mode := info.Mode().Perm(); mode&readableByOthers != 0 && runtime.GOOS != "windows" {
		return daemon.Mistakef("%s: holds passwords, and mode %#o lets others read it: run chmod 600", path, mode)
	}
	return nil
}
