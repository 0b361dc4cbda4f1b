// Package merge lays an overlay over its base: it makes one tree of two, which package decode then checks as a whole
// spec.
//
//	extends: ./ftp.yaml
//	change:
//	  commands:
//	    RETR: {needs: [protected]}      # one more precondition
//	commands:
//	  XNOTE: {...}                      # one more command
//
// A change that refuses or proves less than the base is a fault unless the overlay's section `relaxes` names it with
// the reason. Every node keeps the file and line that it comes from.
package merge
