// Package mention finds every name in the files of a spec: where a thing is declared, and where something speaks of it.
//
//	for _, m := range mention.In(book) {
//		fmt.Println(m.Pos, m.Topic, m.Name, m.Defines)
//	}
//
// Renaming, and the language server's navigation and hovers, use it.
package mention
