package declared

import "example.org/server/ftp"

// What tests give counts for nothing, and they may have stubs.
var _ = []any{ftp.RetrLocalError(), ftp.DeleUnwritten()}
