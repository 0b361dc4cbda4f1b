package storage

// Uploads says how an upload becomes the file. README.md beside this package compares the ways.
type Uploads uint8

const (
	// Safe writes a Replace or Unique to a hidden file beside the target, which takes its place at Commit: others see
	// the old file or the whole new one. An Abort leaves an old file as it was; under a name that is new it keeps the
	// part that was received, which a client can resume.
	Safe Uploads = iota
	// Strict is Safe, but an Abort removes the part that was received, so that no part is ever visible.
	Strict
	// InPlace writes over the file itself, which loses its old content with the first byte. An Abort keeps the part.
	InPlace
)

// String is the name of u, as in "safe".
func (u Uploads) String() string { return named(u, "safe", "strict", "in-place") }

// Sync says what Commit does so that an upload outlives a failure of power.
type Sync uint8

const (
	// SyncStart begins to write the data back before the file takes its name, and waits for nothing: the system has
	// them on the disk some seconds later.
	SyncStart Sync = iota
	// SyncNever leaves when to write to the system.
	SyncNever
	// SyncData has the data on the disk before the file takes its name, and the name before Commit returns.
	SyncData
)

// String is the name of s, as in "start".
func (s Sync) String() string { return named(s, "start", "never", "data") }

// named finds the name of a value among those of its type.
func named[T ~uint8](value T, names ...string) string {
	if int(value) < len(names) {
		return names[value]
	}
	return "unknown"
}
