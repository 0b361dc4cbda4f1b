package s3

const (
	mib = 1 << 20
	gib = 1 << 30
	tib = 1 << 40
	// minPart is the least size of all parts of an object but the last.
	minPart = 5 * mib
	// maxPart is the largest part, and the largest object that is copied in one request.
	maxPart = 5 * gib
	// maxParts is how many parts an object may have.
	maxParts = 10_000
	// maxObject is the largest object.
	maxObject = 5 * tib
	// DefaultPartSize is the size of the first parts if [Options.PartSize] is 0. Larger ones gain nothing, and smaller
	// ones lose time between them.
	DefaultPartSize = 16 * mib
	// DefaultParts is how many parts of an upload are in memory if [Options.Parts] is 0: one that comes from the
	// client, and the others on their way to the store.
	DefaultParts = 4
)

// growth is how large parts are at least, by their number: small for the objects that are common, and so large towards
// the end that 5 TiB fit in 10,000 of them although nobody says before how much will come.
var growth = []struct {
	until int   // the part's number
	size  int64 // at least
}{
	{2000, minPart}, // 31 GiB with the default size
	{3500, 64 * mib},
	{5000, 256 * mib},
	{maxParts, gib},
}

// partSize is how large a part is to become, and how large it has to be.
func partSize(number int, wanted int64) (size, least int64) {
	for _, g := range growth {
		if number <= g.until {
			return max(wanted, g.size), g.size
		}
	}
	return 0, 0
}

// copyPiece is how much of an object a store copies in one request: little enough that a rename can be watched and
// ended.
const copyPiece = 512 * mib

// split divides a range of an object into parts that a store copies in one request: of nearly the same size, so that
// none is smaller than minPart unless the whole range is, and none larger than maxPart.
func split(from, to int64) []span {
	piece := max(copyPiece, (to-from)/2000+1)
	count := (to - from + piece - 1) / piece
	spans := make([]span, 0, count)
	for i := range count {
		spans = append(spans, span{from + (to-from)/count*i, from + (to-from)/count*(i+1)})
	}
	if count > 0 {
		spans[count-1].to = to
	}
	return spans
}

// span is a range of an object.
type span struct{ from, to int64 }
