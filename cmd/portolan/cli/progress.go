package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/fsm"
)

// ProgressEvery is how often the progress line changes: often enough to move,
// seldom enough to be read and to cost nothing.
const ProgressEvery = 250 * time.Millisecond

// watch shows the running transfers on the screen until done is closed.
func watch(server *daemon.Server, s *screen, done <-chan struct{}) {
	ticker := time.NewTicker(ProgressEvery)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			s.show(progressText(server.Transfers(), now))
		case <-done:
			s.show("")
			return
		}
	}
}

// progressText describes running transfers on one line, the oldest first:
//
//	upload /video.mp4 45% of 1.2 GB, 390 MB/s (alice)
//	3 transfers, 512 MB/s: download /a.iso 45% of 1.2 GB, 390 MB/s (alice); ...
func progressText(running []fsm.TransferInfo, now time.Time) string {
	var byAge []*fsm.TransferInfo
	for i := range running {
		byAge = append(byAge, &running[i])
	}
	slices.SortFunc(byAge, func(a, b *fsm.TransferInfo) int { return a.Started.Compare(b.Started) })
	var all []string
	total := int64(0)
	for _, t := range byAge {
		speed := logging.Rate(t.Bytes, now.Sub(t.Started))
		total += speed
		all = append(all, transferText(t, speed))
	}
	text := strings.Join(all, "; ")
	if len(all) > 1 {
		text = fmt.Sprintf("%d transfers, %s/s: %s", len(all), logging.Size(total), text)
	}
	return text
}

func transferText(t *fsm.TransferInfo, speed int64) string {
	what := "download"
	switch {
	case t.Work:
		what = t.Command
	case t.Upload:
		what = "upload"
	}
	done := logging.Size(t.Bytes)
	if t.Total > 0 {
		done = fmt.Sprintf("%.0f%% of %s", 100*float64(t.Bytes)/float64(t.Total), logging.Size(t.Total))
	}
	return fmt.Sprintf("%s %s %s, %s/s (%s)", what, logging.Printable(t.Name, true), done, logging.Size(speed), logging.Printable(t.User, true))
}
