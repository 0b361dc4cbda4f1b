// Package postgres keeps users in PostgreSQL, so that several servers have the same ones.
//
//	users, err := postgres.Open(ctx, "postgres://portolan@db/portolan", postgres.Options{})
//	...
//	daemon.Options{Users: daemon.Users{Also: users}, …}
//
// A user is looked up at each login. While the database cannot be reached, running sessions go on, and new logins fail as those
// of a back end that fails: the client is told to come later (421), and the error is in the log. The next login after the
// database is back succeeds.
//
// Who has no schema takes this package's (Migrate): users, and groups whose permissions, quota and home stand in for what a
// user does not have. Who has one gives a query of their own (Options.Query).
package postgres
