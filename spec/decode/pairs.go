package decode

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// typePair checks a type's function.
func (c *checker) typePair(t *spec.Type, n *syntax.Node) {
	parse := n.Get("parse")
	if parse == nil || parse.Tainted() || n.Get("go") == nil || n.Get("go").Tainted() {
		return
	}
	if makes, known := gonames.Makes(t.Parse); known && makes != t.Go {
		c.Add(parse.Pos, "", "%s makes a %s, not a %s", t.Parse, makes, t.Go)
	} else if pair, fixed := gonames.ParserOf(t.Name); fixed && known && pair != t.Parse {
		c.Add(parse.Pos, "", "%q is read by %s wherever it is; what %s reads needs another name", t.Name, pair, t.Parse)
	}
}

// capabilityPair checks a capability's interface and permission.
func (c *checker) capabilityPair(k *spec.Capability, n *syntax.Node) {
	if n.Tainted() {
		return
	}
	of, _, _ := strings.Cut(k.Name, ".")
	gives, known := gonames.InterfaceNamed(k.Interface)
	switch pair, fixed := gonames.InterfaceOf(k.Name); {
	case fixed && pair != k.Interface && pair == "":
		c.Add(n.Get("interface").Pos, "", "%q gives no interface wherever it is", k.Name)
		return
	case fixed && pair != k.Interface:
		c.Add(n.Where(), "", "%q gives %s wherever it is, and nothing else", k.Name, pair)
		return
	case known && gives.Of != of:
		c.Add(n.Where(), "", "what gives %s is called %s.SOMETHING: invariants speak of %s.*", k.Interface, gives.Of, gives.Of)
		return
	}
	switch asked := n.Get("permission"); {
	case asked != nil && n.Get("under") != nil:
		c.spare(n, "the capability asks for a permission of its own", "under")
	case asked != nil && known && !slices.Contains(gives.Permissions, k.Permission):
		c.Add(asked.Pos, "", "%s needs the permission %s, not %s", k.Interface, strings.Join(gives.Permissions, " or "), k.Permission)
	case asked == nil && n.Get("under") == nil && of == "files":
		c.Add(n.Where(), "", "what touches files asks for a permission, or says `under` which capability it is done")
	case n.Get("changes") != nil && !n.Get("changes").Flag() && k.Changes:
		c.Add(n.Get("changes").Pos, "", "%s changes files", k.Name)
	}
	switch or := n.Get("or"); {
	case n.Get("permission") == nil:
		c.spare(n, "the capability asks for no permission", "or")
	case or != nil && known && k.Or != gives.Or:
		c.Add(or.Pos, "", "the permission %s is not enough for %s", k.Or, k.Interface)
	}
}

// doers checks who does the capability: with what it is `under`, and who answers without the permission.
func (c *checker) doers(k *spec.Capability, n *syntax.Node) {
	byCommand, byReply := false, false
	for i := range c.spec.Commands {
		cmd := &c.spec.Commands[i]
		own := slices.Contains(cmd.Does, k.Name)
		byCommand = byCommand || own
		for _, does := range cmd.RowDoes() {
			row := slices.Contains(does, k.Name)
			byReply = byReply || row
			if k.Under != "" && (own || row) && !slices.Contains(cmd.Does, k.Under) && !slices.Contains(does, k.Under) {
				c.Add(cmd.Pos, "", "%s does %s, which is covered by the permission of %s, and does not do that", cmd.Name, k.Name, k.Under)
				break
			}
		}
	}
	switch {
	case n.Get("permission") == nil:
	case byCommand:
		c.lacks(n, "else", "something has to be answered without the permission")
		c.spare(n, "a command asks for the permission itself", "or")
	case byReply:
		c.spare(n, "replies alone do it, and where the account may not, they are not given", "else")
	default:
		c.lacks(n, "else", "something has to be answered without the permission")
	}
	if cover := c.root.Get("capabilities").Get(k.Under); cover != nil && cover.Get("permission") == nil {
		c.Add(n.Get("under").Pos, "", "%q asks for no permission itself", k.Under)
	}
}
