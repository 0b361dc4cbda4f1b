package objects

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/minio/minio-go/v7/pkg/credentials"
)

// role is a machine that tells its role, or none, and counts how often it is asked.
type role struct {
	value credentials.Value
	asked int
}

func (r *role) RetrieveWithCredContext(*credentials.CredContext) (credentials.Value, error) {
	r.asked++
	return r.value, nil
}

func (r *role) Retrieve() (credentials.Value, error) { return r.RetrieveWithCredContext(nil) }
func (r *role) IsExpired() bool                      { return true }

// TestSearchRests: where there are no credentials, requests do not look for them one by one. Those that were there once
// are asked for again at once.
func TestSearchRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &role{}
		c := credentials.New(&search{Provider: &credentials.Chain{Providers: []credentials.Provider{r}}})
		get := func(key string, asked int) {
			t.Helper()
			v, err := c.GetWithContext(nil)
			if err != nil || v.AccessKeyID != key || r.asked != asked || key == "" && !v.SignerType.IsAnonymous() {
				t.Errorf("%+v, %v after it was asked %d times; want %q after %d", v, err, r.asked, key, asked)
			}
		}
		get("", 1)
		get("", 1)
		time.Sleep(anybodyWait + 1)
		get("", 2)
		get("", 2)
		time.Sleep(anybodyWait + 1)
		r.value = credentials.Value{AccessKeyID: "key", SecretAccessKey: "secret"}
		get("key", 3)
		r.value = credentials.Value{}
		get("", 4)
		get("", 5)
		r.value = credentials.Value{AccessKeyID: "key", SecretAccessKey: "secret"}
		get("key", 6)
	})
}
