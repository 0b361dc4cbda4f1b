package spec

//go:generate go run github.com/portolan-ftp/portolan/cmd/ftpspec generate
