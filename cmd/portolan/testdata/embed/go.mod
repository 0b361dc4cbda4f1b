module example.org/embed

go 1.26.0

require (
	github.com/portolan-ftp/portolan v0.0.0
	github.com/spf13/afero v1.15.0
)

require (
	github.com/go-crypt/crypt v0.14.15 // indirect
	github.com/go-crypt/x v0.4.16 // indirect
	github.com/hashicorp/golang-lru/v2 v2.0.7 // indirect
	github.com/klauspost/compress v1.20.4 // indirect
	github.com/looplab/fsm v1.0.3 // indirect
	github.com/pires/go-proxyproto v0.15.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/portolan-ftp/portolan => ../../../..
