package cli

import (
	"io"
	"strings"
	"sync"
)

// screen is a terminal with the log on it and, below the log, one line that
// changes. It works on any terminal: a line is erased by blanks.
type screen struct {
	out   io.Writer
	width func() int // columns

	mu    sync.Mutex
	line  string
	drawn int // columns of line on the terminal
}

// Write puts whole lines of the log above the line.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out strings.Builder
	s.erase(&out)
	out.Write(p)
	s.draw(&out)
	if _, err := io.WriteString(s.out, out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// show replaces the line; "" removes it. An error of the terminal is that of
// the next Write, which the logger gets.
func (s *screen) show(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if line == s.line {
		return
	}
	var out strings.Builder
	s.erase(&out)
	s.line = line
	s.draw(&out)
	io.WriteString(s.out, out.String())
}

func (s *screen) erase(out *strings.Builder) {
	if s.drawn > 0 {
		out.WriteString("\r" + strings.Repeat(" ", s.drawn) + "\r")
		s.drawn = 0
	}
}

// draw writes as much of the line as fits. The last column stays free, because
// some terminals wrap when it is written.
func (s *screen) draw(out *strings.Builder) {
	room := s.width() - 1
	for _, r := range s.line {
		w := columns(r)
		if s.drawn+w > room {
			return
		}
		out.WriteRune(r)
		s.drawn += w
	}
}

// firstWide is where the scripts begin, Hangul and Han among them, whose
// characters take two columns. Taking a narrow one for wide does no harm.
const firstWide = 0x1100

func columns(r rune) int {
	if r >= firstWide {
		return 2
	}
	return 1
}
