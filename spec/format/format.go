package format

import (
	"errors"
	"slices"

	"github.com/portolan-ftp/portolan/spec/place"
)

// Width is how many columns a line may have; a wide character takes two. Only a line that cannot be broken is longer.
const Width = 120

// errChanged says that what was written does not say what was read. It is a fault of this package.
var errChanged = errors.New("the canonical form would not say the same; the file is left as it is")

// Format is the canonical form of a spec file, a chapter or an overlay; name is for the positions of faults. The error
// of a file that is no YAML mapping is of type syntax.Errors.
func Format(name string, src []byte) ([]byte, error) {
	top := place.Top(src)
	before, err := read(name, src, top)
	if err != nil {
		return nil, err
	}
	p := printer{}
	p.document(before)
	out := []byte(p.out.String())
	after, err := read(name, out, top)
	if err != nil || meaning(after.root.value, top) != meaning(before.root.value, top) || !slices.Equal(after.words(), before.words()) {
		return nil, errChanged
	}
	return out, nil
}
