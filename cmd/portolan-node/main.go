// Command portolan-node is portolan for one of several machines: the same server with the same flags, users and what
// nodes share in a database, files in an object store, and an HTTP port that tells a balancer whether to send clients
// here, and Prometheus what the server does.
//
//	$ portolan-node serve --http 127.0.0.1:9121 --drain-time 15s ./files
//	$ curl http://127.0.0.1:9121/readyz
//	ready
//
// README.md beside this goes from one machine to three. It is a program of its own because an HTTP server and libraries
// for metrics, databases and S3 would make portolan more than twice as large.
package main

import (
	"os"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/database"
	"github.com/portolan-ftp/portolan/cmd/portolan/monitor"
	"github.com/portolan-ftp/portolan/cmd/portolan/objects"
	"github.com/portolan-ftp/portolan/cmd/portolan/sharing"
)

func main() {
	p := cli.FTP()
	p.Name = "portolan-node"
	p.Extensions = append(p.Extensions, monitor.Extension(p.Table), database.Extension(), objects.Extension(), sharing.Extension())
	os.Exit(p.Run(os.Args[1:]))
}
