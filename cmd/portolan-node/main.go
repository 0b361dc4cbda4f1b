// Command portolan-node is portolan for a node behind a balancer: the same server with the same flags, and an HTTP port that
// tells the balancer whether to send clients here, and Prometheus what the server does.
//
//	$ portolan-node serve --http 127.0.0.1:9121 --drain-time 15s ./files
//	$ curl http://127.0.0.1:9121/readyz
//	ready
//
// It is a program of its own because an HTTP server and a library for metrics would make portolan half as large again.
package main

import (
	"os"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/monitor"
)

func main() {
	p := cli.FTP()
	p.Name = "portolan-node"
	monitor.Extend(p)
	os.Exit(p.Run(os.Args[1:]))
}
