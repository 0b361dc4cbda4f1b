package daemon

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/homes"
	"github.com/portolan-ftp/portolan/storage"
)

// Store is a kind of places for files that are no directories of this machine.
type Store struct {
	// Open opens a place, such as "s3://bucket/prefix". The tree that it returns keeps what Files says, as far as that
	// has a meaning there. An error that the operator can mend is a Mistake.
	Open func(ctx context.Context, location string, files Files) (homes.Tree, error)
	// Objects says that files are kept without permissions, groups and links. A server of nothing else does not offer
	// the commands that are about these.
	Objects bool
}

// Mount is a place that clients see in the tree of another.
type Mount struct {
	// Path is where they see it.
	Path storage.Path
	// Location is a directory, or a place in one of the Stores, as Options.Directory.
	Location string
}

// String is the mount as ReadMount reads it.
func (m Mount) String() string { return string(m.Path) + "=" + m.Location }

// ReadMount reads PATH=LOCATION.
func ReadMount(text string) (Mount, error) {
	at, location, found := strings.Cut(text, "=")
	if !found || location == "" {
		return Mount{}, fmt.Errorf("%q is not PATH=DIR, such as /archive=/srv/archive", text)
	}
	m := Mount{storage.Path(at), location}
	return m, m.check()
}

func (m Mount) check() error {
	if !m.Path.Valid() || m.Path == "/" {
		return fmt.Errorf("%q is no path to mount at, such as /archive", m.Path)
	}
	return nil
}

var schemed = regexp.MustCompile(`^([a-z][a-z0-9+.-]*)://`)

// SchemeOf is "s3" for "s3://bucket", and "" for a directory of this machine.
func SchemeOf(location string) string {
	if found := schemed.FindStringSubmatch(location); found != nil {
		return found[1]
	}
	return ""
}

// place is what the server or a host serves: a location with what is mounted in it.
type place struct {
	location string
	mounts   []Mount
}

// key is the same for equal places, however their directories are named.
func (p place) key() (string, error) {
	var key strings.Builder
	for _, location := range p.locations() {
		if SchemeOf(location) == "" {
			path, err := filepath.Abs(location)
			if err != nil {
				return "", err
			}
			location = path
		}
		fmt.Fprintf(&key, "%q", location)
	}
	for _, m := range p.mounts {
		fmt.Fprintf(&key, "%q", m.Path)
	}
	return key.String(), nil
}

// directories are those of this machine.
func (p place) directories() []string {
	var all []string
	for _, location := range p.locations() {
		if SchemeOf(location) == "" {
			all = append(all, location)
		}
	}
	return all
}

func (p place) locations() []string {
	all := []string{p.location}
	for _, m := range p.mounts {
		all = append(all, m.Location)
	}
	return all
}

// places are what the server and its hosts serve.
func (o *Options) places() []place {
	all := []place{{o.Directory, o.Mounts}}
	for i := range o.Hosts {
		if h := &o.Hosts[i]; h.Directory != "" {
			all = append(all, place{h.Directory, h.Mounts})
		}
	}
	return all
}

// objects reports whether all files are kept as objects are.
func (o *Options) objects() bool {
	for _, p := range o.places() {
		for _, location := range p.locations() {
			if !o.Stores[SchemeOf(location)].Objects {
				return false
			}
		}
	}
	return true
}

// checkPlace finds mounts that exclude each other, and locations that nothing here opens.
func (o *Options) checkPlace(setting string, p place) error {
	taken := map[storage.Path]bool{}
	for _, m := range p.mounts {
		if err := m.check(); err != nil {
			return o.mistakef(setting+": %w", err)
		}
		if taken[m.Path] {
			return o.mistakef(setting+": two are at %s", m.Path)
		}
		taken[m.Path] = true
	}
	for _, location := range p.locations() {
		if scheme := SchemeOf(location); scheme != "" && o.Stores[scheme].Open == nil {
			return Mistakef("%s: this program has no store for %s://", location, scheme)
		}
	}
	return nil
}

// openPlace opens everything that a place consists of.
func (o *Options) openPlace(p place) (homes.Tree, error) {
	base, err := o.openLocation(p.location)
	if err != nil {
		return nil, err
	}
	mounts := map[storage.Path]homes.Tree{}
	tree := func() homes.Tree { return homes.Mounted(base, mounts) }
	for _, m := range p.mounts {
		mount, err := o.openLocation(m.Location)
		if err != nil {
			tree().Close()
			return nil, err
		}
		mounts[m.Path] = mount
	}
	all := tree()
	if err := checkPoints(all, p.mounts); err != nil {
		all.Close()
		return nil, err
	}
	return all, nil
}

// pointsWait is how long the stores may take to say that the directories of all mount points of a place are there.
const pointsWait = 10 * time.Second

// checkPoints finds mounts in directories that are not there, in which nobody would see them. A store that does not
// answer may do so later.
func checkPoints(tree homes.Tree, mounts []Mount) error {
	ctx, cancel := context.WithTimeout(context.Background(), pointsWait)
	defer cancel()
	for _, m := range mounts {
		dir := m.Path.Dir()
		if dir == "/" {
			continue
		}
		i, err := tree.Stat(ctx, dir)
		if storage.Absent(err) || err == nil && !i.IsDir() {
			return Mistakef("%s cannot be mounted: %s is no directory", m, dir)
		}
	}
	return nil
}

// openLocation opens a directory of this machine, or a place in a store.
func (o *Options) openLocation(location string) (homes.Tree, error) {
	if scheme := SchemeOf(location); scheme != "" {
		return o.Stores[scheme].Open(context.Background(), location, o.Files)
	}
	local, err := o.openServed(location)
	if err != nil {
		return nil, err
	}
	return homes.Disk(local), nil
}
