package objects

import (
	"net/http"
	"time"

	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	// roleWait is how long a machine may take to tell its role: it has none if nothing answers.
	roleWait = 3 * time.Second
	// anybodyWait is how long a server that has no credentials goes without them before it looks for some again. The
	// search may take roleWait, for which every request would wait.
	anybodyWait = time.Minute
)

// chain asks for credentials where AWS's own tools do.
func chain() *credentials.Credentials {
	return credentials.New(&search{Provider: &credentials.Chain{Providers: []credentials.Provider{
		&credentials.EnvAWS{},
		&credentials.FileAWSCredentials{},
		&credentials.IAM{Client: &http.Client{Timeout: roleWait}},
	}}})
}

// search remembers for a while that there are no credentials, which a chain does not.
type search struct {
	credentials.Provider
	found bool      // some were there once, and are asked for until they are there again
	rests time.Time // until then nothing is asked
}

// RetrieveWithCredContext implements [credentials.Provider].
func (s *search) RetrieveWithCredContext(cc *credentials.CredContext) (credentials.Value, error) {
	v, err := s.Provider.RetrieveWithCredContext(cc)
	switch {
	case v.AccessKeyID != "":
		s.found = true
	case !s.found:
		s.rests = time.Now().Add(anybodyWait)
	}
	return v, err
}

// IsExpired implements [credentials.Provider].
func (s *search) IsExpired() bool { return s.Provider.IsExpired() && time.Now().After(s.rests) }
