package trace

import "github.com/portolan-ftp/portolan/fsm/line"

// client takes the lines of a client out of what it sent, as the server reads them: without Telnet's commands, without
// empty lines.
type client struct {
	split   line.Splitter
	pending []byte
}

// feed takes more bytes, and gives a step for each line that has become whole.
func (c *client) feed(data []byte, place string) []Step {
	c.pending = append(c.pending, data...)
	var steps []Step
	for {
		text, n, what := c.split.Next(c.pending)
		switch what {
		case line.Nothing:
			c.pending, c.split.Answers = c.pending[n:], nil
			return steps
		case line.Whole:
			steps = append(steps, Step{Place: place, Command: string(text), Text: "> " + string(text)})
		case line.TooLong:
			steps = append(steps, Step{Place: place, Overlong: true, Text: "> (a line that is too long)"})
		}
		c.pending = c.pending[n:]
	}
}

// begins reports whether what comes may still be the beginning of something that is no line.
func (c *client) begins() bool { return len(c.pending) < 2 && !c.split.Inside() }
