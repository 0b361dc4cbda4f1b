// Package daemon is the FTP server portolan as a package: everything that the program does, except reading its flags.
//
// It serves directories of a disk to users of a file, with virtual hosts, TLS whose certificates and revocation lists
// are read again when their files change, homes with quotas, a guard against guessing, a log of the sessions, and a
// graceful stop:
//
//	server, err := daemon.Start(daemon.Options{
//		Directory: "/srv/files",
//		Listen:    []string{"0.0.0.0:21"},
//		Users:     daemon.Users{File: "/etc/portolan/users"},
//		TLS:       daemon.TLS{Certificate: "/etc/portolan/cert.pem", Key: "/etc/portolan/key.pem", Policy: daemon.TLSRequired},
//		Log:       slog.Default(),
//	})
//	if err != nil {
//		log.Fatal(err)
//	}
//	err = server.Wait(ctx, nil) // serves until ctx ends, and lets transfers finish
//
// An [Options] whose fields say nothing but Directory serves it to this machine alone, to one user with a random
// password. The comment of each field says what its zero value means. [Start] finds options that contradict each other,
// and reports all of them before anything is served. A [Mistake] is an error that the author of the options can mend.
//
// A server that is to be replaced hands its listeners on ([Options].Listeners): its Wait lets transfers finish while
// the next server accepts new sessions.
//
// Other places than directories, such as the buckets of an object store, are served by a [Store]. Programs that handle
// connections themselves can use package fsm, which is the server, and package commands, its handlers.
//
// The rooms below: homes (an account's root), outside (which files clients could reach), sessionlog, selfsigned and
// tlsfile.
package daemon
