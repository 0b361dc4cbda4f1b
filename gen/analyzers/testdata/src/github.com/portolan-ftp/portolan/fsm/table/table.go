// Package table has the types of a table that analyzers look for.
package table

type (
	Region  uint8
	State   uint8
	Row     int
	RowInfo struct{ Code int }
	Table   struct{ Rows []RowInfo }
)
