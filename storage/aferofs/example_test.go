package aferofs_test

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/afero"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/aferofs"
)

// What a session stores is in the afero.Fs, and the other way round.
func ExampleNew() {
	memory := afero.NewMemMapFs()
	files := aferofs.New(memory)

	upload, err := files.Create(context.Background(), "/hello.txt", storage.CreateOptions{Mode: storage.Replace}) // STOR
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := io.WriteString(upload, "Hello!"); err != nil {
		fmt.Println(err, upload.Abort())
		return
	}
	if err := upload.Commit(); err != nil {
		fmt.Println(err)
		return
	}

	content, err := afero.ReadFile(memory, "/hello.txt")
	fmt.Println(string(content), err)
	fmt.Println(storage.ClassOf(files.Rmdir(context.Background(), "/hello.txt")))
	// Output:
	// Hello! <nil>
	// not-directory
}
