// Package audittest has what the tests of the audit share: changes laid over a spec, and texts that are indented.
package audittest
