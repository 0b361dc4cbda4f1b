// Package monitor lets others watch a server, by HTTP: a balancer asks /readyz, a service manager /healthz, and
// Prometheus takes /metrics.
//
//	p := cli.FTP()
//	p.Extensions = append(p.Extensions, monitor.Extension(p.Table))
//	os.Exit(p.Run(os.Args[1:]))
//
// Steps are counted by row: what each command was answered, and how each transfer and session ended. So the table
// bounds the labels. Nothing that a client chooses, such as a name, becomes one.
package monitor
