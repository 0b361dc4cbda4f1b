package digest

import "math"

// Part is a part of a file: from Start on, in bytes, and up to but without End if it is Bounded.
type Part struct {
	Start, End int64
	Bounded    bool
}

// Inclusive is the part from first to last, both of which belong to it (draft-bryan-ftp-range 3).
func Inclusive(first, last int64) Part {
	end := last
	if last < math.MaxInt64 { // no file has a byte there
		end++
	}
	return Part{Start: first, End: end, Bounded: true}
}

// backward says whether the part ends before it begins.
func (p Part) backward() bool { return p.Bounded && p.End < p.Start }

// Within is where the part lies in a file of that size: from start up to but without end. What is beyond the file is
// left out.
func (p Part) Within(size int64) (start, end int64) {
	end = size
	if p.Bounded {
		end = min(p.End, size)
	}
	return min(p.Start, end), end
}

// Size is how many bytes the part has when the file has them all.
func (p Part) Size() int64 {
	if p.Bounded {
		return p.End - p.Start
	}
	return math.MaxInt64 - p.Start
}
