package spec

import (
	"slices"
	"strconv"
	"strings"
)

// build makes the model of a resolved tree. It goes on past faults, which are reported elsewhere; missing values stay
// zero. Every slice has one element for each entry of the tree, so that a checker can walk both. It fills in s, whose
// other fields are set already.
func build(s *Spec, root *node) *Spec {
	s.Protocol = root.get("protocol").text()
	s.Languages = root.get("languages").words()
	s.Classes = root.get("errors").words()
	s.Policies = each(root.get("policies"), buildPolicy)
	s.Types = each(root.get("types"), buildType)
	s.Roles = buildRoles(root.get("roles"))
	s.Features = each(root.get("features"), buildFeature)
	s.Invariants = each(root.get("invariants"), buildInvariant)
	s.Deviations = each(root.get("deviations"), buildDeviation)
	s.Extensions = each(root.get("extensions"), buildExtension)
	s.Waivers = each(root.get("waivers"), buildWaiver)
	b := builder{languages: s.Languages}
	for _, n := range root.get("commands").entries() {
		b.commands = append(b.commands, n.key)
	}
	s.Lifetimes = buildLifetimes(root.get("lifetimes"))
	s.Regions = each(root.get("regions"), b.region)
	s.Capabilities = each(root.get("capabilities"), b.capability)
	s.Needs = each(root.get("needs"), b.need)
	s.Transfer = b.transfer(root.get("transfer"))
	s.Events = each(root.get("events"), b.event)
	s.Standard = each(root.get("standard"), b.reply)
	b.needs = s.Needs
	s.Commands = each(root.get("commands"), b.command)
	return s
}

// builder knows what the parts of a spec need of the whole.
type builder struct {
	languages []string
	commands  []string
	needs     []Need
}

// each builds one element for each entry.
func each[T any](n *node, build func(*node) T) []T {
	var out []T
	for _, item := range n.entries() {
		out = append(out, build(item))
	}
	return out
}

func buildPolicy(n *node) Policy {
	return Policy{Name: n.key, Values: n.get("values").words(), Why: n.get("why").text(), Pos: n.where()}
}

func buildRoles(n *node) Roles {
	term := func(key string) CondTerm {
		if terms := buildCond(n.get(key)); len(terms) > 0 {
			return terms[0]
		}
		return CondTerm{}
	}
	return Roles{
		Over: term("over"), Last: term("last"), Private: term("private"), Client: term("client"), Exchange: term("exchange"),
		Transfer: n.get("transfer").text(), Language: n.get("language").text(),
		Account: n.get("account").text(), User: n.get("user").text(), Idle: n.get("idle").text(), Host: n.get("host").text(),
		Cwd: n.get("cwd").text(), Offset: n.get("offset").text(),
		Abort: n.get("abort").text(), Status: n.get("status").text(), Quit: n.get("quit").text(),
	}
}

func buildType(n *node) Type {
	return Type{
		Name: n.key, Go: n.get("go").text(), Parse: n.get("parse").text(), Syntax: n.get("syntax").text(), Example: n.get("example").text(),
		Names: n.get("names").text(), State: n.get("state").text(), Word: n.get("word").flag(), Secret: n.get("secret").flag() || n.get("parse").text() == parseSecret, Pos: n.where(),
	}
}

func buildFeature(n *node) Feature {
	return Feature{Line: n.get("line").text(), RFC: n.get("rfc").text(), Pos: n.where()}
}

func buildDeviation(n *node) Deviation {
	return Deviation{
		About: n.get("about").text(), Do: n.get("do").text(), Why: n.get("why").text(),
		Answers: each(n.get("answers"), buildAnswer), Leaves: n.get("leaves").words(), Pos: n.where(),
	}
}

// codeDigits is the length of a reply code (RFC 959 4.2).
const codeDigits = 3

func buildAnswer(n *node) Answer {
	a := Answer{Command: n.word, Pos: n.where()}
	if cut := len(n.word) - codeDigits; cut > 0 {
		a.Command = strings.TrimRight(n.word[:cut], " ")
		a.Code, _ = strconv.Atoi(n.word[cut:]) // the word's pattern has three digits here
	}
	return a
}

func buildExtension(n *node) Extension { return Extension{Command: n.key, Why: n.word, Pos: n.where()} }

func buildWaiver(n *node) Waiver {
	return Waiver{Check: n.get("check").text(), At: n.get("at").text(), Why: n.get("why").text(), Pos: n.where()}
}

// buildLifetimes are the declared lifetimes, and behind them those that the language has anyway.
func buildLifetimes(n *node) []Lifetime {
	lifetimes := each(n, func(n *node) Lifetime {
		return Lifetime{
			Name: n.key, Ends: n.get("ends").words(), Answers: n.get("answers").words(), Within: n.get("within").text(),
			Why: n.get("why").text(), Pos: n.where(),
		}
	})
	for _, name := range builtinLifetimes {
		if n.get(name) == nil {
			lifetimes = append(lifetimes, Lifetime{Name: name})
		}
	}
	return lifetimes
}

func (b *builder) region(n *node) Region {
	r := Region{
		Name: n.key, States: n.get("states").words(), Setting: n.get("setting").flag(), Begins: n.get("begins").text(), Lasts: n.get("lasts").words(), MovedBy: n.get("moved-by").words(),
		Why: n.get("why").text(), Pos: n.where(),
	}
	for _, name := range n.get("survives").words() {
		for _, command := range b.commands {
			if covers(name, command) && !slices.Contains(r.Survives, command) {
				r.Survives = append(r.Survives, command)
			}
		}
	}
	for _, state := range n.get("carries").entries() {
		for _, c := range state.entries() {
			i := slices.IndexFunc(r.Carries, func(known Carry) bool { return known.Name == c.key })
			if i < 0 {
				i = len(r.Carries)
				r.Carries = append(r.Carries, Carry{Name: c.key, Type: c.word, Pos: c.where()})
			}
			r.Carries[i].States = append(r.Carries[i].States, state.key)
		}
	}
	return r
}

// defaultField is the request's field for a capability's interface.
const defaultField = "Files"

func (b *builder) capability(n *node) Capability {
	k := Capability{
		Name: n.key, Changes: n.get("changes").flag(), Permission: n.get("permission").text(), Or: n.get("or").text(),
		Under: n.get("under").text(), Interface: n.get("interface").text(), Field: n.get("field").text(), Why: n.get("why").text(), Pos: n.where(),
	}
	gives, known := interfaces[k.Interface]
	k.Changes = k.Changes || gives.changes || !known && k.Interface != "" && slices.Contains(changing, k.Permission)
	k.Content = gives.content || !known && k.Interface != "" && slices.Contains(moving, k.Permission)
	if k.Field == "" && k.Interface != "" {
		k.Field = defaultField
	}
	if e := n.get("else"); e != nil {
		r := b.reply(e)
		r.Name = rowDenied
		k.Else = &r
	}
	return k
}

// text is the lines of a text in the order of the languages, nil when there is none.
func (b *builder) text(n *node) Text {
	if n == nil {
		return nil
	}
	t := make(Text, len(b.languages))
	for i, tag := range b.languages {
		t[i] = n.get(tag).text()
	}
	return t
}

// buildCond is a condition in the order of the file.
func buildCond(n *node) Cond {
	return each(n, func(term *node) CondTerm {
		region, policy := strings.CutPrefix(term.key, policyPrefix)
		return CondTerm{Region: region, Policy: policy, States: term.words(), Pos: term.where()}
	})
}

// buildDefault is a condition whose terms have one state each.
func buildDefault(n *node) Cond {
	return each(n, func(term *node) CondTerm {
		name, policy := strings.CutPrefix(term.key, policyPrefix)
		return CondTerm{Region: name, Policy: policy, States: []string{term.word}, Pos: term.where()}
	})
}

func buildMoves(n *node) []Move {
	return each(n, func(m *node) Move { return Move{Region: m.key, State: m.word, Pos: m.where()} })
}

func (b *builder) reply(n *node) Reply {
	return Reply{
		Name: n.key, Code: n.get("code").number(), Text: b.text(n.get("text")), End: b.text(n.get("end")),
		Body: n.get("body").flag(), Cut: b.text(n.get("cut")), When: buildCond(n.get("when")), To: buildMoves(n.get("to")),
		Else: n.get(fOtherwise).text(), Argument: n.get(fArgument).words(),
		Sets: n.get("sets").words(), On: n.get("on").words(), Does: n.get("does").words(), Then: n.get("then").text(),
		Ends: each(n.get("ends"), b.reply), Share: n.get("reply").text(), Why: n.get("why").text(), Pos: n.where(),
	}
}

func (b *builder) need(n *node) Need {
	if name := n.get("need"); name != nil {
		for _, need := range b.needs {
			if need.Name == name.word {
				return need
			}
		}
		return Need{Name: name.word, Pos: name.pos}
	}
	need := Need{Name: n.key, When: buildCond(n.get("when")), Unless: buildCond(n.get("unless")), Pos: n.where()}
	if name := n.get("name"); name != nil {
		need.Name = name.word
	}
	if e := n.get("else"); e != nil {
		need.Else = b.reply(e)
	}
	need.Else.Name = need.Name
	return need
}

func (b *builder) transfer(n *node) Transfer {
	if n == nil {
		return Transfer{}
	}
	t := Transfer{Begin: buildMoves(n.get("begin")), Work: buildMoves(n.get("work")), Pos: n.where()}
	t.Ends = each(n.get("ends"), b.reply)
	return t
}

func (b *builder) event(n *node) Event {
	reply := b.reply(n)
	return Event{Reply: reply, RFC: n.get("rfc").text(), Verbs: n.get("verbs").words(), Where: whereNamed(n.get("where").text(), reply.Name)}
}

func (b *builder) command(n *node) Command {
	return Command{
		Name: n.key, Aliases: n.get("aliases").words(), RFC: n.get("rfc").text(),
		Args: each(n.get("arg"), buildArg), Words: n.get("words").words(), With: n.get("with").words(), Needs: each(n.get("needs"), b.need),
		Does:    n.get("does").words(),
		By:      map[string]By{"table": ByTable, "nobody": ByNobody}[n.get("by").text()],
		During:  map[string]During{"now": DuringNow, "alone": DuringAlone, "last": DuringLast}[n.get("during").text()],
		Replies: each(n.get("replies"), b.reply), Feat: n.get("feat").text(), Help: b.text(n.get("help")), Pos: n.where(),
	}
}

func buildArg(n *node) Arg {
	typeName, optional := argWord(n.word)
	return Arg{Name: n.key, Type: typeName, Optional: optional, Pos: n.where()}
}

func buildInvariant(n *node) Invariant {
	v := Invariant{Name: n.key, AlwaysPossible: n.get("always-possible").text(), Why: n.get("why").text(), Pos: n.where()}
	if f := n.get("never"); f != nil {
		v.Never = &Never{
			Does: f.get("does").words(), Changes: f.get("changes").flag(), Then: f.get("then").words(), Commands: f.get("command").words(),
			But: f.get("but").words(), When: buildCond(f.get("when")),
		}
	}
	if f := n.get("only-after"); f != nil {
		v.OnlyAfter = &OnlyAfter{State: buildCond(f.get("state")), Commands: f.get("commands").words()}
	}
	if f := n.get("resets"); f != nil {
		v.Resets = &Resets{Command: f.get("command").text(), Regions: f.get("regions").words()}
	}
	if f := n.get("budget"); f != nil {
		v.Budget = &Budget{When: buildCond(f.get("when")), Commands: f.get("commands").words()}
	}
	v.Default = buildDefault(n.get("default"))
	return v
}
