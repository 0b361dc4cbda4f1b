// Command portolan serves a directory by FTP.
//
//	$ portolan serve ./files
//	Serving /home/ann/files, reading and writing. Ctrl-C stops.
//	ftp://portolan:k7mqw-3xhtb-n9fea-zr5pc@127.0.0.1:2121/
//	14:03:21 login portolan 127.0.0.1:50112
//	14:03:25 upload /video.mp4 done 1.2 GB 3.1 s 390 MB/s portolan 127.0.0.1:50112
//
// What somebody has to read or copy goes to standard output, the log to
// standard error. The exit status is 2 for a mistake in what the operator
// wrote (a flag, a file, a directory), 1 when something failed, and 0
// otherwise, a stop by signal included.
//
// Its flags are in package cli, and what they do in package daemon, which other programs can import.
package main

import (
	"os"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
)

func main() {
	os.Exit(cli.FTP().Run(os.Args[1:]))
}
