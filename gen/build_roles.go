package gen

import "github.com/portolan-ftp/portolan/spec"

// addRoles adds what the runtime itself acts on.
func (b *builder) addRoles() {
	r := &b.spec.Roles
	add := func(name, value string) { b.view.Roles = append(b.view.Roles, valueView{name, value}) }
	for _, g := range []struct {
		name string
		term spec.CondTerm
	}{{"Over", r.Over}, {"Private", r.Private}, {"Client", r.Client}, {"Exchange", r.Exchange}} {
		if g.term.Region != "" {
			add(g.name, b.guard(g.term))
		}
	}
	add("Transfer", "Region"+goName(r.Transfer))
	if r.Language == "" {
		add("Language", "fsm.NoRegion")
	} else {
		add("Language", "Region"+goName(r.Language))
	}
	for _, s := range []struct{ name, carried string }{
		{"Account", r.Account}, {"User", r.User}, {"Idle", r.Idle}, {"Host", r.Host}, {"Cwd", r.Cwd}, {"Offset", r.Offset},
	} {
		if s.carried == "" {
			add(s.name, "fsm.NoSlot")
		} else {
			add(s.name, "Slot"+goName(s.carried))
		}
	}
}
