package outside

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// mountedAt is where a directory, or one above it, is mounted a second time inside a served directory ("bind"); "" if
// it is nowhere. The kernel tells of each mount which device it shows, from which directory of it on, and where.
func mountedAt(dir string, served []os.FileInfo, mounts []mounted) string {
	own, within := mounted{}, ""
	for _, m := range mounts { // the last of the longest: later mounts lie on top of earlier ones
		if rest, below := under(dir, m.point); below && len(m.point) >= len(own.point) {
			own, within = m, filepath.Join(m.root, rest)
		}
	}
	for _, m := range mounts {
		if m.device != own.device {
			continue
		}
		if _, shown := under(within, m.root); !shown {
			continue
		}
		for above := m.point; ; above = filepath.Dir(above) {
			for _, s := range served {
				if isDirectory(above, s) {
					return m.point
				}
			}
			if above == filepath.Dir(above) {
				break
			}
		}
	}
	return ""
}

// mounted is a line of the table of mounts (proc_pid_mountinfo(5)).
type mounted struct{ device, root, point string }

// mountTable is that of the kernel, empty where there is no /proc.
func mountTable() []mounted {
	file, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	defer file.Close()
	return readMounts(file)
}

func readMounts(table io.Reader) (all []mounted) {
	const device, root, point = 2, 3, 4 // the fields
	plain := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	for lines := bufio.NewScanner(table); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > point {
			all = append(all, mounted{fields[device], plain.Replace(fields[root]), plain.Replace(fields[point])})
		}
	}
	return all
}

// under says where path is below top.
func under(path, top string) (rest string, below bool) {
	if top == "/" {
		return path, true
	}
	rest, below = strings.CutPrefix(path, top)
	return rest, below && (rest == "" || rest[0] == '/')
}
