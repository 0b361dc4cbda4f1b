package iofs_test

import (
	"context"
	"fmt"
	"io"
	"testing/fstest"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/iofs"
)

func ExampleNew() {
	files := iofs.New(fstest.MapFS{"pub/hello.txt": {Data: []byte("Hello!")}})

	file, err := files.Open(context.Background(), "/pub/hello.txt") // RETR
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	fmt.Println(string(content), err)

	err = files.Remove(context.Background(), "/pub/hello.txt") // DELE
	fmt.Println(storage.ClassOf(err))
	// Output:
	// Hello! <nil>
	// permission
}
