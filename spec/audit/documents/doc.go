// Package documents holds a spec against the documents that define FTP: the codes that a command may be answered with,
// the orders of dialogues, and every single requirement (spec/standards has them as data).
package documents
