package spec

import "embed"

// Ours are the files of this project's spec as the module has them, for programs that are not in its directory. The
// entry is ftp.yaml.
//
//go:embed ftp.yaml chapters/*.yaml texts/*.yaml
var Ours embed.FS
