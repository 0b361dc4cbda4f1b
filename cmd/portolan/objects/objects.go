// Package objects lets a program serve buckets of an object store beside directories: package storage/s3 with flags.
//
//	p := cli.FTP()
//	p.Extensions = append(p.Extensions, objects.Extension())
//	os.Exit(p.Run(os.Args[1:]))
//
// Wherever portolan takes a directory, such a program takes s3://BUCKET/PREFIX:
//
//	portolan-node serve --s3-endpoint s3.example.org s3://files
//	portolan-node serve --mount /archive=s3://files/old ./files
//
// Credentials are never flags, which everybody on the machine can read. They come from the environment
// (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), from the shared file of AWS (~/.aws/credentials, AWS_PROFILE), or from
// the role of the machine, in this order. A bucket without any is asked as anybody.
package objects

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/minio/minio-go/v7/pkg/encrypt"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/homes"
	"github.com/portolan-ftp/portolan/storage/s3"
)

const (
	// scheme is what places in a store begin with.
	scheme = "s3"
	// amazon is where buckets are that no flag says otherwise of.
	amazon = "https://s3.amazonaws.com"
	// byKey begins the name of a key of the store's key management, in --s3-sse.
	byKey = "aws:kms:"
)

// Extension gives a program the flags --s3-endpoint, --s3-region, --s3-path-style, --s3-ca, --s3-sse and
// --s3-part-size, and places that begin with s3://.
func Extension() cli.Extension {
	s := &stores{open: map[string]*s3.Bucket{}, log: slog.New(slog.DiscardHandler)}
	return cli.Extension{
		Flags:   s.define,
		Stores:  map[string]daemon.Store{scheme: {Open: s.place, Objects: true}},
		Prepare: s.prepare,
	}
}

// stores are the buckets that are served, and what the flags say of the store that has them.
type stores struct {
	endpoint, region, ca, sse, partSize string
	pathStyle                           bool

	log *slog.Logger
	mu  sync.Mutex
	// open are the buckets by their places. Sessions, mounts and hosts share each, and what its uploads may hold in
	// memory. They are open until the program ends.
	open map[string]*s3.Bucket
}

func (s *stores) define(f *flag.FlagSet) {
	f.StringVar(&s.endpoint, "s3-endpoint", amazon, "`URL` of the store that has the buckets of s3://BUCKET/PREFIX, which can stand for every DIR; http:// is without TLS. Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ~/.aws/credentials or the machine's role")
	f.StringVar(&s.region, "s3-region", "", "`region` that requests are signed for (default "+s3.DefaultRegion+")")
	f.BoolVar(&s.pathStyle, "s3-path-style", false, "name buckets in the path of requests, as many stores of one's own need it, and not in the host's name")
	f.StringVar(&s.ca, "s3-ca", "", "`file` with the authorities of the store's certificate, PEM (default those of the system)")
	f.StringVar(&s.sse, "s3-sse", "", "encryption that is asked of the store for what is written: AES256, or aws:kms:`KEY` (default what the bucket says)")
	f.StringVar(&s.partSize, "s3-part-size", "", "`size` of the parts in which uploads are sent at first, with K, M or G; each upload holds a few in memory (default "+accounts.FormatSize(s3.DefaultPartSize)+")")
}

func (s *stores) prepare(o *daemon.Options) (end func(), err error) {
	s.log = o.Log
	return s.close, nil
}

// close ends what is kept in the stores for as long as the program runs.
func (s *stores) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, bucket := range s.open {
		if err := bucket.Close(); err != nil {
			s.log.Warn("the store does not forget this server", "err", err)
		}
	}
}

// place opens s3://BUCKET/PREFIX.
func (s *stores) place(ctx context.Context, location string, files daemon.Files) (homes.Tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	location = strings.TrimRight(location, "/")
	bucket := s.open[location]
	if bucket == nil {
		options, err := s.options(location, files)
		if err == nil {
			bucket, err = s3.Open(ctx, options)
		}
		if err != nil {
			return nil, daemon.Mistakef("%s: %w", location, err)
		}
		if err := s.check(ctx, location, bucket); err != nil {
			return nil, err
		}
		s.open[location] = bucket
	}
	return &tree{FS: bucket.FS(""), bucket: bucket, create: files.CreateHomes && !files.ReadOnly}, nil
}

// options are what the flags say.
func (s *stores) options(location string, files daemon.Files) (o s3.Options, err error) {
	o = s3.Options{Region: s.region, PathStyle: s.pathStyle, Credentials: chain(), MaxUpload: files.MaxUpload, Log: s.log}
	o.Bucket, o.Prefix, _ = strings.Cut(strings.TrimPrefix(location, scheme+"://"), "/")
	if o.Endpoint, o.Secure, err = readEndpoint(s.endpoint); err != nil {
		return o, err
	}
	if o.Encryption, err = readEncryption(s.sse); err != nil {
		return o, err
	}
	if s.partSize != "" {
		if o.PartSize, err = accounts.ParseSize(s.partSize); err != nil {
			return o, fmtFlag("--s3-part-size", err)
		}
	}
	o.Transport, err = s.transport()
	return o, err
}

// transport is how the store is reached.
func (s *stores) transport() (http.RoundTripper, error) {
	t := s3.NewTransport()
	if s.ca == "" {
		return t, nil
	}
	text, err := os.ReadFile(s.ca)
	if err != nil {
		return nil, fmtFlag("--s3-ca", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmtFlag("--s3-ca", errors.New(s.ca+" has no certificate in PEM"))
	}
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t, nil
}

// readEndpoint reads a URL without a path.
func readEndpoint(text string) (host string, secure bool, err error) {
	host, secure = strings.CutPrefix(text, "https://")
	if !secure {
		var clear bool
		host, clear = strings.CutPrefix(text, "http://")
		secure = !clear
	}
	host = strings.TrimSuffix(host, "/")
	if host == "" || strings.ContainsAny(host, "/?#@ ") {
		return "", false, fmtFlag("--s3-endpoint", errors.New(text+" is no URL of a store, such as https://s3.example.org"))
	}
	return host, secure, nil
}

// readEncryption reads AES256 or aws:kms:KEY.
func readEncryption(text string) (encrypt.ServerSide, error) {
	key, managed := strings.CutPrefix(text, byKey)
	switch {
	case text == "":
		return nil, nil
	case text == "AES256":
		return encrypt.NewSSE(), nil
	case managed && key != "":
		return encrypt.NewSSEKMS(key, nil)
	}
	return nil, fmtFlag("--s3-sse", errors.New(text+" is neither AES256 nor aws:kms:KEY"))
}
