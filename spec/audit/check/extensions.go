package check

import "github.com/portolan-ftp/portolan/spec"

// ExtendsOnly reports whether a command is an extension that touches nothing of the server's: its handler is given no
// interface, and what it does is its own.
func (m *Model) ExtendsOnly(c *spec.Command) bool {
	return len(c.Touches()) == 0 && m.Spec.IsExtension(c.Name)
}

// NamedExtension is a clean example of several checks: a command that remembers a name, and fails by itself.
const NamedExtension = `
commands:
  XLOCK: {rfc: 959 4.1.3, arg: {path: path}, needs: [logged-in], replies: {locked: {code: 250, text: {en: "Locked until {until:time}.", la: "Clausum est {until:time}."}}, taken: {code: 550, on: [other], text: {en: "Somebody has it.", la: "Alius habet."}}}, help: {en: "lock", la: "claude"}}
extensions: {XLOCK: "two people work on one file"}
`
