package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/portolan-ftp/portolan/storage"
)

// A session's commands, in terms of storage.
func Example() {
	dir, err := os.MkdirTemp("", "files")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	all, err := storage.OpenLocal(dir, storage.LocalOptions{CreateHomes: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer all.Close()
	home, err := all.Sub("/alice") // USER alice
	if err != nil {
		fmt.Println(err)
		return
	}
	defer home.Close()

	ctx := context.Background()
	fmt.Println("MKD:", home.Mkdir(ctx, "/pub", storage.DirOptions{}))

	up, err := home.Create(ctx, "/pub/hello", storage.CreateOptions{Mode: storage.Replace}) // STOR
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := io.Copy(up, strings.NewReader("Hello!\n")); err != nil {
		fmt.Println(err, up.Abort())
		return
	}
	fmt.Println("STOR:", up.Commit())

	for entry, err := range home.List(ctx, "/pub") { // LIST
		fmt.Println("LIST:", entry.Name, entry.Size, err)
	}

	_, err = home.Open(ctx, "/pub/none") // RETR
	fmt.Println("RETR:", storage.ClassOf(err))
	// Output:
	// MKD: <nil>
	// STOR: <nil>
	// LIST: hello 7 <nil>
	// RETR: not-exist
}

func ExampleResolve() {
	for _, arg := range []string{"report.txt", "../etc//passwd", "/pub/./x/", "~", "a\nb"} {
		p, err := storage.Resolve("/pub", arg)
		if errors.Is(err, storage.ErrInvalidName) {
			fmt.Println("refused")
			continue
		}
		fmt.Println(p)
	}
	// Output:
	// /pub/report.txt
	// /etc/passwd
	// /pub/x
	// /pub/~
	// refused
}
