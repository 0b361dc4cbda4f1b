// Package table has the types of a table that analyzers look for.
package table

type (
	Row     int
	RowInfo struct{ Code int }
	Table   struct{ Rows []RowInfo }
)
