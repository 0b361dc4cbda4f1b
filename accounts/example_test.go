package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/portolan-ftp/portolan/accounts"
)

// try logs in and prints the answer.
func try(auth accounts.Authenticator, user, password string) {
	account, err := auth.Authenticate(context.Background(), accounts.Credentials{
		User: user, Password: password, Peer: netip.MustParseAddr("192.0.2.1"),
	})
	if err != nil {
		fmt.Printf("%s: %v\n", user, err)
		return
	}
	fmt.Printf("%s: %s in %q\n", account.Name, account.Permissions, account.Home)
}

// A users' file is made by EditFile and read by OpenFile.
func ExampleFile() {
	dir, err := os.MkdirTemp("", "accounts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "users")

	hash, err := accounts.HashPassword("correct horse")
	if err != nil {
		fmt.Println(err)
		return
	}
	alice := accounts.Record{Hash: hash}
	alice.Account = accounts.Account{Name: "alice", Home: "alice", Permissions: accounts.ReadWrite}
	err = accounts.EditFile(context.Background(), path, func(users *accounts.Users) error {
		return users.Add(alice)
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	file, err := accounts.OpenFile(path, accounts.FileOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	try(file, "alice", "correct horse")
	try(file, "alice", "battery staple")
	try(file, "nobody", "correct horse")
	// Output:
	// alice: read-write in "alice"
	// alice: accounts: login rejected
	// nobody: accounts: login rejected
}

func ExampleParseUsers() {
	_, err := accounts.ParseUsers("users", []byte(""+
		"# name:hash:permissions:home\n"+
		"alice:secret:read-write:alice\n"+
		"bob:!:raed:bob\n"))
	fmt.Println(err)
	// Output:
	// users:2: password field is neither an argon2id nor a bcrypt hash
	// users:3: unknown permission "raed": did you mean "read"?
}

func ExampleUsers_List() {
	users, err := accounts.ParseUsers("users", []byte("# guests\nguest:!:read-only:pub\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, user := range users.List() {
		fmt.Println(user.Account.Name, user.Account.Permissions, user.Account.Home, user.Locked)
	}
	// Output:
	// guest read-only pub true
}

func ExampleAnonymous() {
	auth := accounts.Anonymous(nil, "pub")
	try(auth, "FTP", "guest@example.com")
	try(auth, "alice", "")
	// Output:
	// anonymous: read-only in "pub"
	// alice: accounts: login rejected
}

func ExampleChain() {
	user, err := accounts.ParseStaticUser("alice:correct horse")
	if err != nil {
		fmt.Println(err)
		return
	}
	user.Account.Permissions = accounts.ReadWrite
	static, err := accounts.NewStatic(user)
	if err != nil {
		fmt.Println(err)
		return
	}
	auth := accounts.Chain(static, accounts.Anonymous(nil, "pub"))
	try(auth, "alice", "correct horse")
	try(auth, "alice", "battery staple")
	try(auth, "anonymous", "")
	// Output:
	// alice: read-write in ""
	// alice: accounts: login rejected
	// anonymous: read-only in "pub"
}

func ExampleGuard() {
	guard := accounts.NewGuard(accounts.GuardOptions{MaxFailures: 2})
	auth := accounts.Anonymous(nil, "")
	for _, user := range []string{"root", "admin", "anonymous"} {
		c := accounts.Credentials{User: user, Password: "123456", Peer: netip.MustParseAddr("192.0.2.1")}
		fmt.Println(user, "waits", guard.Delay(c))
		_, err := guard.Authenticate(context.Background(), auth, c)
		fmt.Println(err, errors.Is(err, accounts.ErrBlocked))
	}
	// Output:
	// root waits 0s
	// accounts: login rejected false
	// admin waits 250ms
	// accounts: login rejected false
	// anonymous waits 500ms
	// accounts: too many failed logins from this address true
}

func ExampleParsePermissions() {
	permissions, err := accounts.ParsePermissions("write, read, list")
	fmt.Println(permissions, err)
	fmt.Println(permissions.Has(accounts.Write), permissions.Has(accounts.Write|accounts.Delete))
	_, err = accounts.ParsePermissions("read,wirte")
	fmt.Println(err)
	// Output:
	// read,list,write <nil>
	// true false
	// unknown permission "wirte": did you mean "write"?
}
