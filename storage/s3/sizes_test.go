package s3

import "testing"

// TestPartsHoldTheLargestObject: as many parts as an object may have hold as much as it may, whatever the first size;
// none is larger than a store takes, and no number has a smaller one than the number before.
func TestPartsHoldTheLargestObject(t *testing.T) {
	for _, wanted := range []int64{DefaultPartSize, 64 * mib, gib} {
		var total, before int64
		for number := 1; number <= maxParts; number++ {
			size, least := partSize(number, wanted)
			if size < least || size < before || least < minPart || size > maxPart {
				t.Fatalf("part %d has %d bytes, at least %d, after %d", number, size, least, before)
			}
			total, before = total+size, size
		}
		if total < maxObject {
			t.Errorf("parts of first %d bytes hold %d in all, want %d", wanted, total, int64(maxObject))
		}
		if size, _ := partSize(maxParts+1, wanted); size != 0 {
			t.Errorf("there is a part after the last one, of %d bytes", size)
		}
	}
}

// TestSplit: pieces that a store copies are one behind the other, and neither too small nor too large nor too many.
func TestSplit(t *testing.T) {
	for _, r := range []span{{0, 0}, {0, 1}, {3, minPart}, {0, copyPiece}, {1, copyPiece + 2}, {7, 5*gib + 1}, {0, maxObject}} {
		pieces, at := split(r.from, r.to), r.from
		for _, p := range pieces {
			if size := p.to - p.from; p.from != at || size > maxPart || size < minPart && len(pieces) > 1 {
				t.Errorf("split(%d, %d) has %d to %d after %d", r.from, r.to, p.from, p.to, at)
			}
			at = p.to
		}
		if at != r.to || len(pieces) > 2001 {
			t.Errorf("split(%d, %d) ends at %d, with %d pieces", r.from, r.to, at, len(pieces))
		}
	}
}
