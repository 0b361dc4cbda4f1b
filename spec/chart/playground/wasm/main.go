//go:build js && wasm

package main

import (
	"encoding/json"
	"syscall/js"

	"github.com/portolan-ftp/portolan/spec/chart/playground"
)

func main() {
	var p playground.Playground
	js.Global().Set("playground", js.ValueOf(map[string]any{
		"read": answering(func(asked string) (any, error) {
			var r playground.Request
			if err := json.Unmarshal([]byte(asked), &r); err != nil {
				return nil, err
			}
			return p.Read(r), nil
		}),
		"audit":    answering(func(string) (any, error) { return p.Audit(), nil }),
		"auditAll": answering(func(string) (any, error) { return p.AuditAll(), nil }),
	}))
	js.Global().Call("playgroundReady")
	select {} // the functions are called from now on
}

// answering is a function for JavaScript. What it returns is {"answer": …} or {"error": "…"} as a text.
func answering(answer func(asked string) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		asked := ""
		if len(args) > 0 {
			asked = args[0].String()
		}
		answer, err := answer(asked)
		reply := map[string]any{"answer": answer}
		if err != nil {
			reply = map[string]any{"error": err.Error()}
		}
		text, err := json.Marshal(reply)
		if err != nil {
			text, _ = json.Marshal(map[string]any{"error": err.Error()})
		}
		return string(text)
	})
}
