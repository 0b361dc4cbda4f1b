package decode

import (
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// build makes the model of a resolved tree. It goes on past faults, which are reported elsewhere; missing values stay
// zero. Every slice has one element for each entry of the tree, so that a checker can walk both. It fills in s, whose
// other fields are set already.
func build(s *spec.Spec, root *syntax.Node) *spec.Spec {
	s.Protocol = root.Get("protocol").Text()
	s.Languages = root.Get("languages").Words()
	s.Classes = root.Get("errors").Words()
	s.Policies = each(root.Get("policies"), buildPolicy)
	s.Types = each(root.Get("types"), buildType)
	s.Roles = buildRoles(root.Get("roles"))
	s.Features = each(root.Get("features"), buildFeature)
	s.Invariants = each(root.Get("invariants"), buildInvariant)
	s.Deviations = each(root.Get("deviations"), buildDeviation)
	s.Extensions = each(root.Get("extensions"), buildExtension)
	s.Waivers = each(root.Get("waivers"), buildWaiver)
	b := builder{languages: s.Languages}
	for _, n := range root.Get("commands").Entries() {
		b.commands = append(b.commands, n.Key)
	}
	s.Lifetimes = buildLifetimes(root.Get("lifetimes"))
	s.Regions = each(root.Get("regions"), b.region)
	s.Capabilities = each(root.Get("capabilities"), b.capability)
	s.Needs = each(root.Get("needs"), b.need)
	s.Transfer = b.transfer(root.Get("transfer"))
	s.Events = each(root.Get("events"), b.event)
	s.Standard = each(root.Get("standard"), b.reply)
	b.needs = s.Needs
	s.Commands = each(root.Get("commands"), b.command)
	return s
}

// builder knows what the parts of a spec need of the whole.
type builder struct {
	languages []string
	commands  []string
	needs     []spec.Need
}

// each builds one element for each entry.
func each[T any](n *syntax.Node, build func(*syntax.Node) T) []T {
	var out []T
	for _, item := range n.Entries() {
		out = append(out, build(item))
	}
	return out
}

func buildPolicy(n *syntax.Node) spec.Policy {
	return spec.Policy{Name: n.Key, Values: n.Get("values").Words(), Why: n.Get("why").Text(), Pos: n.Where()}
}

func buildRoles(n *syntax.Node) spec.Roles {
	term := func(key string) spec.CondTerm {
		if terms := buildCond(n.Get(key)); len(terms) > 0 {
			return terms[0]
		}
		return spec.CondTerm{}
	}
	return spec.Roles{
		Over: term("over"), Last: term("last"), Private: term("private"), Client: term("client"), Exchange: term("exchange"),
		Transfer: n.Get("transfer").Text(), Language: n.Get("language").Text(),
		Account: n.Get("account").Text(), User: n.Get("user").Text(), Idle: n.Get("idle").Text(), Host: n.Get("host").Text(),
		Cwd: n.Get("cwd").Text(), Offset: n.Get("offset").Text(),
		Abort: n.Get("abort").Text(), Status: n.Get("status").Text(), Quit: n.Get("quit").Text(),
	}
}

func buildType(n *syntax.Node) spec.Type {
	return spec.Type{
		Name: n.Key, Go: n.Get("go").Text(), Parse: n.Get("parse").Text(), Syntax: n.Get("syntax").Text(), Example: n.Get("example").Text(),
		Names: n.Get("names").Text(), State: n.Get("state").Text(), Word: n.Get("word").Flag(), Secret: n.Get("secret").Flag() || n.Get("parse").Text() == gonames.ParseSecret, Pos: n.Where(),
	}
}

func buildFeature(n *syntax.Node) spec.Feature {
	return spec.Feature{Line: n.Get("line").Text(), RFC: n.Get("rfc").Text(), Pos: n.Where()}
}

func buildDeviation(n *syntax.Node) spec.Deviation {
	return spec.Deviation{
		About: n.Get("about").Text(), Do: n.Get("do").Text(), Why: n.Get("why").Text(),
		Answers: each(n.Get("answers"), buildAnswer), Leaves: n.Get("leaves").Words(), Pos: n.Where(),
	}
}

// codeDigits is the length of a reply code (RFC 959 4.2).
const codeDigits = 3

func buildAnswer(n *syntax.Node) spec.Answer {
	a := spec.Answer{Command: n.Word, Pos: n.Where()}
	if cut := len(n.Word) - codeDigits; cut > 0 {
		a.Command = strings.TrimRight(n.Word[:cut], " ")
		a.Code, _ = strconv.Atoi(n.Word[cut:]) // the word's pattern has three digits here
	}
	return a
}

func buildExtension(n *syntax.Node) spec.Extension {
	return spec.Extension{Command: n.Key, Why: n.Word, Pos: n.Where()}
}

func buildWaiver(n *syntax.Node) spec.Waiver {
	return spec.Waiver{Check: n.Get("check").Text(), At: n.Get("at").Text(), Why: n.Get("why").Text(), Pos: n.Where()}
}

// buildLifetimes are the declared lifetimes, and behind them those that the language has anyway.
func buildLifetimes(n *syntax.Node) []spec.Lifetime {
	lifetimes := each(n, func(n *syntax.Node) spec.Lifetime {
		return spec.Lifetime{
			Name: n.Key, Ends: n.Get("ends").Words(), Answers: n.Get("answers").Words(), Within: n.Get("within").Text(),
			Why: n.Get("why").Text(), Pos: n.Where(),
		}
	})
	for _, name := range spec.BuiltinLifetimes() {
		if n.Get(name) == nil {
			lifetimes = append(lifetimes, spec.Lifetime{Name: name})
		}
	}
	return lifetimes
}

func (b *builder) region(n *syntax.Node) spec.Region {
	r := spec.Region{
		Name: n.Key, States: n.Get("states").Words(), Setting: n.Get("setting").Flag(), Begins: n.Get("begins").Text(), Lasts: n.Get("lasts").Words(), MovedBy: n.Get("moved-by").Words(),
		Why: n.Get("why").Text(), Pos: n.Where(),
	}
	for _, name := range n.Get("survives").Words() {
		for _, command := range b.commands {
			if spec.Covers(name, command) && !slices.Contains(r.Survives, command) {
				r.Survives = append(r.Survives, command)
			}
		}
	}
	for _, state := range n.Get("carries").Entries() {
		for _, c := range state.Entries() {
			i := slices.IndexFunc(r.Carries, func(known spec.Carry) bool { return known.Name == c.Key })
			if i < 0 {
				i = len(r.Carries)
				r.Carries = append(r.Carries, spec.Carry{Name: c.Key, Type: c.Word, Pos: c.Where()})
			}
			r.Carries[i].States = append(r.Carries[i].States, state.Key)
		}
	}
	return r
}

// defaultField is the request's field for a capability's interface.
const defaultField = "Files"

func (b *builder) capability(n *syntax.Node) spec.Capability {
	k := spec.Capability{
		Name: n.Key, Changes: n.Get("changes").Flag(), Permission: n.Get("permission").Text(), Or: n.Get("or").Text(),
		Under: n.Get("under").Text(), Interface: n.Get("interface").Text(), Field: n.Get("field").Text(), Why: n.Get("why").Text(), Pos: n.Where(),
	}
	gives, known := gonames.InterfaceNamed(k.Interface)
	k.Changes = k.Changes || gives.Changes || !known && k.Interface != "" && gonames.PermitsChange(k.Permission)
	k.Content = gives.Content || !known && k.Interface != "" && gonames.PermitsContent(k.Permission)
	if k.Field == "" && k.Interface != "" {
		k.Field = defaultField
	}
	if e := n.Get("else"); e != nil {
		r := b.reply(e)
		r.Name = spec.RowDenied
		k.Else = &r
	}
	return k
}

// text is the lines of a text in the order of the languages, nil when there is none.
func (b *builder) text(n *syntax.Node) spec.Text {
	if n == nil {
		return nil
	}
	t := make(spec.Text, len(b.languages))
	for i, tag := range b.languages {
		t[i] = n.Get(tag).Text()
	}
	return t
}

// buildCond is a condition in the order of the file.
func buildCond(n *syntax.Node) spec.Cond {
	return each(n, func(term *syntax.Node) spec.CondTerm {
		region, policy := strings.CutPrefix(term.Key, spec.PolicyPrefix)
		return spec.CondTerm{Region: region, Policy: policy, States: term.Words(), Pos: term.Where()}
	})
}

// buildDefault is a condition whose terms have one state each.
func buildDefault(n *syntax.Node) spec.Cond {
	return each(n, func(term *syntax.Node) spec.CondTerm {
		name, policy := strings.CutPrefix(term.Key, spec.PolicyPrefix)
		return spec.CondTerm{Region: name, Policy: policy, States: []string{term.Word}, Pos: term.Where()}
	})
}

func buildMoves(n *syntax.Node) []spec.Move {
	return each(n, func(m *syntax.Node) spec.Move { return spec.Move{Region: m.Key, State: m.Word, Pos: m.Where()} })
}

func (b *builder) reply(n *syntax.Node) spec.Reply {
	return spec.Reply{
		Name: n.Key, Code: n.Get("code").Number(), Text: b.text(n.Get("text")), End: b.text(n.Get("end")),
		Body: n.Get("body").Flag(), Cut: b.text(n.Get("cut")), When: buildCond(n.Get("when")), To: buildMoves(n.Get("to")),
		Else: n.Get(fOtherwise).Text(), Argument: n.Get(fArgument).Words(),
		Sets: n.Get("sets").Words(), On: n.Get("on").Words(), Does: n.Get("does").Words(), Then: n.Get("then").Text(),
		Ends: each(n.Get("ends"), b.reply), Share: n.Get("reply").Text(), Why: n.Get("why").Text(), Pos: n.Where(),
	}
}

func (b *builder) need(n *syntax.Node) spec.Need {
	if name := n.Get("need"); name != nil {
		for _, need := range b.needs {
			if need.Name == name.Word {
				return need
			}
		}
		return spec.Need{Name: name.Word, Pos: name.Pos}
	}
	need := spec.Need{Name: n.Key, When: buildCond(n.Get("when")), Unless: buildCond(n.Get("unless")), Pos: n.Where()}
	if name := n.Get("name"); name != nil {
		need.Name = name.Word
	}
	if e := n.Get("else"); e != nil {
		need.Else = b.reply(e)
	}
	need.Else.Name = need.Name
	return need
}

func (b *builder) transfer(n *syntax.Node) spec.Transfer {
	if n == nil {
		return spec.Transfer{}
	}
	t := spec.Transfer{Begin: buildMoves(n.Get("begin")), Work: buildMoves(n.Get("work")), Pos: n.Where()}
	t.Ends = each(n.Get("ends"), b.reply)
	return t
}

func (b *builder) event(n *syntax.Node) spec.Event {
	reply := b.reply(n)
	return spec.Event{Reply: reply, RFC: n.Get("rfc").Text(), Verbs: n.Get("verbs").Words(), Where: spec.WhereNamed(n.Get("where").Text(), reply.Name)}
}

func (b *builder) command(n *syntax.Node) spec.Command {
	return spec.Command{
		Name: n.Key, Aliases: n.Get("aliases").Words(), RFC: n.Get("rfc").Text(),
		Args: each(n.Get("arg"), buildArg), Words: n.Get("words").Words(), With: n.Get("with").Words(), Needs: each(n.Get("needs"), b.need),
		Does:    n.Get("does").Words(),
		By:      map[string]spec.By{"table": spec.ByTable, "nobody": spec.ByNobody}[n.Get("by").Text()],
		During:  map[string]spec.During{"now": spec.DuringNow, "alone": spec.DuringAlone, "last": spec.DuringLast}[n.Get("during").Text()],
		Replies: each(n.Get("replies"), b.reply), Feat: n.Get("feat").Text(), Help: b.text(n.Get("help")), Pos: n.Where(),
	}
}

func buildArg(n *syntax.Node) spec.Arg {
	typeName, optional := grammar.ArgWord(n.Word)
	return spec.Arg{Name: n.Key, Type: typeName, Optional: optional, Pos: n.Where()}
}

func buildInvariant(n *syntax.Node) spec.Invariant {
	v := spec.Invariant{Name: n.Key, AlwaysPossible: n.Get("always-possible").Text(), Why: n.Get("why").Text(), Pos: n.Where()}
	if f := n.Get("never"); f != nil {
		v.Never = &spec.Never{
			Does: f.Get("does").Words(), Changes: f.Get("changes").Flag(), Then: f.Get("then").Words(), Commands: f.Get("command").Words(),
			But: f.Get("but").Words(), When: buildCond(f.Get("when")),
		}
	}
	if f := n.Get("only-after"); f != nil {
		v.OnlyAfter = &spec.OnlyAfter{State: buildCond(f.Get("state")), Commands: f.Get("commands").Words()}
	}
	if f := n.Get("resets"); f != nil {
		v.Resets = &spec.Resets{Command: f.Get("command").Text(), Regions: f.Get("regions").Words()}
	}
	if f := n.Get("budget"); f != nil {
		v.Budget = &spec.Budget{When: buildCond(f.Get("when")), Commands: f.Get("commands").Words()}
	}
	v.Default = buildDefault(n.Get("default"))
	return v
}
