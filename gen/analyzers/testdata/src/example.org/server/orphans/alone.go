package orphans

import "example.org/server/ftp"

func (standard) Alone() ftp.RetrReply { return ftp.RetrLater() } // want `C03: method Alone answers no command; delete this file`
