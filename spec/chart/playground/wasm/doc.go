// The playground as a program of the browser. The page's worker calls read, audit and auditAll, each with a text in
// JSON and for a text in JSON; see package playground.
package main
