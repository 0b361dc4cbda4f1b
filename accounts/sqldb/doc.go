// Package sqldb keeps users and their groups in an SQL database. Packages postgres and sqlite open one; all that is the
// same for both is here.
//
//	users, err := postgres.Open(ctx, "postgres://portolan@db/portolan", sqldb.Options{})
//	...
//	daemon.Options{Users: daemon.Users{Also: users}, …}
//
// A user is looked up at each login. While the database cannot be reached, running sessions go on, and new logins fail
// as those of a back end that fails: the client is told to come later (421), and the error is in the log. The next
// login after the database is back succeeds.
//
// Who has no schema takes this package's (Migrate): users, and groups whose permissions, quota and home stand in for
// what a user does not have. Edit and EditGroups change them, each time in one transaction. Who has a schema gives a
// query of their own (Options.Query), and nothing is changed.
package sqldb
