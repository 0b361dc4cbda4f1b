// Package flaws lists what has gone wrong in FTP servers: for each flaw the checks and invariants that stand against
// it, and the tests that provoke it in every situation of a session.
package flaws
