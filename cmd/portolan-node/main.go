// Command portolan-node is portolan for one of several machines: the same server with the same flags, users in PostgreSQL, what
// nodes share there or in a file, and an HTTP port that tells a balancer whether to send clients here, and Prometheus what the
// server does.
//
//	$ portolan-node serve --http 127.0.0.1:9121 --drain-time 15s ./files
//	$ curl http://127.0.0.1:9121/readyz
//	ready
//
// It is a program of its own because an HTTP server, a library for metrics and two for databases would double the size of
// portolan.
package main

import (
	"os"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/database"
	"github.com/portolan-ftp/portolan/cmd/portolan/monitor"
	"github.com/portolan-ftp/portolan/cmd/portolan/sharing"
)

func main() {
	p := cli.FTP()
	p.Name = "portolan-node"
	p.Extensions = append(p.Extensions, monitor.Extension(p.Table), database.Extension(), sharing.Extension())
	os.Exit(p.Run(os.Args[1:]))
}
