package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/spf13/pflag"
)

const (
	// maxConfig is the largest configuration file that is read, in bytes; an end to a path like /dev/zero.
	maxConfig = 1 << 20
	// directoryKey stands for the argument of serve, the one key that is no flag.
	directoryKey = "directory"
)

// key is a line of a configuration file: what one flag is set to.
type key struct {
	name   string
	values []string
	truth  bool // the value is true or false, not text
	at     position
}

// table is a [[host]] of a configuration file.
type table struct {
	at   position
	keys []key
}

// position is where something stands in a file; line and column are from 1.
type position struct {
	path         string
	line, column int
}

// errorf makes a usageError of a text, behind the position.
func (p position) errorf(format string, args ...any) error {
	return usagef("%s:%d:%d: %w", p.path, p.line, p.column, fmt.Errorf(format, args...))
}

// configure applies the file that --config names. What the command line says wins, but the file
// must be right all the same.
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
	defaultOptions().define(trial)
	trial.String(directoryKey, "", "")
	var problems []error
	for _, k := range keys {
		if err := k.apply(trial); err != nil {
			problems = append(problems, err)
			continue
		}
		if k.name == directoryKey {
			if len(args) == 0 {
				o.directory = beside(o.config, k.values[0])
			}
			continue
		}
		if trial.Lookup(k.name).Value.Type() == "file" {
			k.values[0] = beside(o.config, k.values[0])
		}
		if !flags.Changed(k.name) {
			problems = append(problems, k.apply(flags))
		}
	}
	problems = append(problems, o.addHosts(hosts))
	if trial.Changed(userFlag) {
		problems = append(problems, refuseReadable(o.config))
	}
	return errors.Join(problems...)
}

// addHosts adds the virtual hosts of the file.
func (o *options) addHosts(tables []table) error {
	var problems []error
	for _, t := range tables {
		v := &virtualHost{at: t.at}
		flags := pflag.NewFlagSet("", pflag.ContinueOnError)
		v.define(flags)
		var wrong []error
		for _, k := range t.keys {
			if flag := flags.Lookup(k.name); flag != nil && flag.Value.Type() == "file" && !k.truth {
				k.values[0] = beside(o.config, k.values[0])
			}
			wrong = append(wrong, k.apply(flags))
		}
		err := errors.Join(wrong...)
		if err == nil {
			err = v.check()
		}
		problems = append(problems, err)
		o.hosts = append(o.hosts, v)
	}
	return errors.Join(problems...)
}

// beside is the file name, relative to the directory of the configuration file that says it.
func beside(config, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(config), name)
}

func readConfig(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usagef("configuration file: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxConfig+1))
	if err != nil {
		return nil, usagef("configuration file: %w", err)
	}
	if len(data) > maxConfig {
		return nil, usagef("configuration file %s: more than %d bytes", path, maxConfig)
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
			return nil, nil, position{path, line, column}.errorf("%w", err)
		}
		return nil, nil, usagef("%s: %w", path, err)
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
	return table{at: position{path, start.Line, start.Column}}, names.IsLast() && string(names.Node().Data) == hostTable
}

// keyOf is the key of the expression that the parser stands at.
func keyOf(parser *unstable.Parser, path string, content map[string]any) (key, error) {
	expression := parser.Expression()
	names := expression.Key()
	names.Next()
	name, single := string(names.Node().Data), names.IsLast()
	start := parser.Shape(names.Node().Raw).Start
	k := key{name: name, at: position{path, start.Line, start.Column}}
	if expression.Kind != unstable.KeyValue || !single {
		return k, k.at.errorf("%s: there are no tables here but [[%s]], only keys", name, hostTable)
	}
	values, ok := textsOf(content[name])
	if !ok {
		return k, k.at.errorf("%s: neither a string, a number, true or false, nor an array of these", name)
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
		return k.at.errorf("there is no key %q%s", k.name, didYouMean(nearFlags(flags, k.name)))
	}
	if k.truth != (flag.Value.Type() == "bool") {
		return k.at.errorf("%s: a %s is expected", k.name, flag.Value.Type())
	}
	if _, many := flag.Value.(repeatable); !many && len(k.values) > 1 {
		return k.at.errorf("%s: one value is possible, not %d", k.name, len(k.values))
	}
	for _, text := range k.values {
		if err := flags.Set(k.name, text); err != nil {
			return k.at.errorf("%s: %w", k.name, settingError(err))
		}
	}
	return nil
}
