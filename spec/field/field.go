// Package field knows which commands other FTP servers have, and sets a spec beside them:
//
//	| command | document       | FTP of the spec       | other servers | Go libraries |
//	| REIN    | RFC 959 4.1.1  | yes                   | PYF APA FUB IIS |            |
//	| CCC     | RFC 4217 5     | if ccc is allowed     | PRO PUR IIS   |              |
//	| LANG    | RFC 2640 4     | –                     | PRO APA FUB IIS |            |
//
// What the others have stands in field.yaml and ages there; what the spec has is read from the spec.
package field

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed field.yaml
var data []byte

// Field is what other servers have.
type Field struct {
	Servers   []Server
	Libraries []string // those of the servers that are Go libraries
	Groups    []Group
}

// Server is a server, by its abbreviation.
type Server struct{ Short, Name string }

// Group is a part of the table.
type Group struct {
	Title    string
	Commands []Entry
}

// Entry says who has some commands.
type Entry struct {
	Names  []string
	RFC    string   // where they are defined, if the spec does not say
	By     []string // abbreviations
	Partly []string // those that have them with a gap
}

// Load reads the data.
func Load() (*Field, error) { return read(data) }

// written is the form of the file.
type written struct {
	Servers   yaml.Node
	Libraries []string
	Groups    []struct {
		Title    string
		Commands []struct {
			Names      []string
			RFC        string
			By, Partly string
		}
	}
}

// all stands for every server that is no library.
const all = "all"

// read decodes the data; a key that no field takes is an error, and so is a server that is not declared.
func read(source []byte) (*Field, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(source), yaml.WithKnownFields(true))
	if err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	var w written
	if err := loader.Load(&w); err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	f := &Field{Libraries: w.Libraries}
	for i := 0; i+1 < len(w.Servers.Content); i += 2 {
		f.Servers = append(f.Servers, Server{Short: w.Servers.Content[i].Value, Name: w.Servers.Content[i+1].Value})
	}
	seen := map[string]bool{}
	for _, g := range w.Groups {
		group := Group{Title: g.Title}
		for _, c := range g.Commands {
			e := Entry{Names: c.Names, RFC: c.RFC}
			if e.By, err = f.servers(c.By); err == nil {
				e.Partly, err = f.servers(c.Partly)
			}
			for _, name := range c.Names {
				if seen[name] && err == nil {
					err = fmt.Errorf("it is there twice")
				}
				seen[name] = true
			}
			if err != nil {
				return nil, fmt.Errorf("field: %s: %w", strings.Join(c.Names, ", "), err)
			}
			group.Commands = append(group.Commands, e)
		}
		f.Groups = append(f.Groups, group)
	}
	return f, nil
}

// servers reads a list of abbreviations.
func (f *Field) servers(list string) ([]string, error) {
	var servers []string
	for _, short := range strings.Fields(list) {
		switch {
		case short == all:
			servers = append(servers, f.established()...)
		case slices.ContainsFunc(f.Servers, func(s Server) bool { return s.Short == short }):
			servers = append(servers, short)
		default:
			return nil, fmt.Errorf("there is no server %q", short)
		}
	}
	return servers, nil
}

// established are the servers that are no libraries.
func (f *Field) established() []string {
	var servers []string
	for _, s := range f.Servers {
		if !slices.Contains(f.Libraries, s.Short) {
			servers = append(servers, s.Short)
		}
	}
	return servers
}
