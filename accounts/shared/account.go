package shared

import (
	"net/url"
	"strings"

	"github.com/portolan-ftp/portolan/accounts"
)

// maxName is the longest name that is told, in bytes: accounts have shorter ones. Who gives a longer name has it counted as a
// name that nobody has.
const maxName = 64

// AccountKey is how stores call an account, in printable ASCII: its host, a slash, and its name.
func AccountKey(host, name string) string {
	if len(name) > maxName {
		name = ""
	}
	return host + "/" + url.PathEscape(name)
}

// accountOf is the reverse of AccountKey.
func accountOf(key string) (host, name string) {
	host, escaped, _ := strings.Cut(key, "/")
	name, err := url.PathUnescape(escaped)
	if err != nil {
		return host, escaped
	}
	return host, name
}

// told is an attempt as the store knows it.
func told(a accounts.Attempt) Attempt {
	return Attempt{Account: AccountKey(a.Host, a.User), Peer: a.Peer.WithZone(""), In: a.In}
}

// learned is an attempt as a guard knows it.
func learned(a Attempt) accounts.Attempt {
	host, user := accountOf(a.Account)
	return accounts.Attempt{Peer: a.Peer, Host: host, User: user, In: a.In, Age: a.Age}
}
