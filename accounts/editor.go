package accounts

// Editor changes what a back end keeps of its users: the content of a users' file, or a database within one
// transaction.
type Editor interface {
	// Add adds a user. The error is ErrUserExists (by errors.Is) for a name that is taken.
	Add(Record) error
	// Set changes a user, whose name and password stay. The error is ErrNoUser (by errors.Is) for a name that is not
	// there, as it is for the next two.
	Set(name string, change func(*Entry)) error
	// SetHash replaces a user's hash.
	SetHash(name, hash string) error
	// Remove removes a user.
	Remove(name string) error
}

// GroupEditor changes what a database keeps of its groups.
type GroupEditor interface {
	// Add adds a group. The error is ErrGroupExists (by errors.Is) for a name that is taken.
	Add(Group) error
	// Set changes a group, whose name stays. The error is ErrNoGroup (by errors.Is) for a name that is not there, as it
	// is for the next.
	Set(name string, change func(*Group)) error
	// Remove removes a group that has no users.
	Remove(name string) error
}
