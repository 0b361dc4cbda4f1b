package storage

// fileSystem is a kind of file system, as far as it makes a difference to an upload.
type fileSystem uint8

const (
	unknownSystem fileSystem = iota
	commonSystem             // a usual one, of this machine's own disks
	memorySystem             // one in memory, which a failure of power ends in any case
)

// isCommon reports whether the kernel can move bytes into files, and whether what goes wrong with writing does not wait
// for a descriptor to be closed.
func (s fileSystem) isCommon() bool { return s != unknownSystem }
