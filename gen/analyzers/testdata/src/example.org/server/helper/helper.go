// Package helper gives a reply for others.
package helper

import "example.org/server/ftp"

func BadOffset() ftp.RetrReply { return ftp.RetrBadOffset() }
