// Package tlsfile reads certificates, keys, authorities and revocation lists from files. What is wrong with a file it
// says in an operator's words, with the command that mends it:
//
//	the key in server.key has a passphrase, and nobody is there to type it; without one: openssl pkey -in server.key -out FILE
//	in chain.pem the certificate of the key is number 2: it has to be the first, with those of the authorities behind it
//
// Files that are no regular ones, and very large ones, are not read.
package tlsfile

import (
	"bytes"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/accounts/regular"
)

const (
	// maxPEM is the most bytes of a file with certificates or a key: more than all authorities of a browser take.
	maxPEM = 1 << 20
	// maxLists is the most bytes of a file with revocation lists: the largest in public use have some ten MB.
	maxLists = 32 << 20
)

// The types of PEM blocks.
const (
	blockCertificate = "CERTIFICATE"
	blockList        = "X509 CRL"
	keySuffix        = "PRIVATE KEY"
)

// read reads a whole file, without waiting for whoever writes into a pipe.
func read(path string, most int64) ([]byte, error) {
	data, info, err := regular.Read(path, most)
	switch {
	case errors.Is(err, regular.ErrNotRegular) && info.IsDir():
		return nil, fmt.Errorf("%s is a directory, where a file is expected", path)
	case errors.Is(err, regular.ErrNotRegular):
		return nil, fmt.Errorf("%s is no regular file: a pipe or a device cannot be read again when it changes", path)
	case err != nil && info != nil:
		return nil, fmt.Errorf("%s has more than %d bytes, which nothing of its kind has", path, most)
	case err != nil:
		return nil, err
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fmt.Errorf("%s is empty", path)
	}
	return data, nil
}

// blocks are the PEM blocks of a file.
func blocks(path string, data []byte) ([]*pem.Block, error) {
	const begin = "-----BEGIN "
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // as some editors leave it
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, fmt.Errorf("%s is UTF-16, as some editors write text: save it as UTF-8", path)
	}
	at := bytes.Index(data, []byte(begin))
	if at < 0 {
		return nil, noPEM(path, data)
	}
	var all []*pem.Block
	for at < len(data) {
		end := len(data)
		if next := bytes.Index(data[at+len(begin):], []byte(begin)); next >= 0 {
			end = at + len(begin) + next
		}
		block, _ := pem.Decode(data[at:end])
		if block == nil {
			return nil, fmt.Errorf("%s is damaged: the block that begins in line %d cannot be read", path, 1+bytes.Count(data[:at], []byte("\n")))
		}
		all, at = append(all, block), end
	}
	return all, nil
}

// noPEM says what a file is that is no PEM.
func noPEM(path string, data []byte) error {
	kind, command := derKind(data)
	switch {
	case kind != "":
		return fmt.Errorf("%s is %s, not PEM; to make that: openssl %s -in %s -out FILE", path, kind, command, path)
	case data[0] == derSequence:
		return fmt.Errorf("%s is binary, not PEM", path)
	}
	return fmt.Errorf("%s is not PEM: it has no line that begins with -----BEGIN", path)
}

// derSequence is the first byte of everything that is DER here.
const derSequence = 0x30

// derKind tells binary files apart by what the outermost sequence begins with.
func derKind(data []byte) (kind, command string) {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(data, &outer); err != nil || !outer.IsCompound {
		return "", ""
	}
	const (
		keyVersions   = 1  // PKCS#1 and PKCS#8 have 0, SEC 1 has 1
		pkcs12Version = 3  // RFC 7292 4
		signedData    = 11 // the length of the object identifier of PKCS#7
	)
	var first asn1.RawValue
	if _, err := asn1.Unmarshal(outer.Bytes, &first); err != nil {
		return "", ""
	}
	switch {
	case first.Tag == asn1.TagInteger && slices.Equal(first.Bytes, []byte{pkcs12Version}):
		return "PKCS#12", "pkcs12 -noenc"
	case first.Tag == asn1.TagInteger && len(first.Bytes) == 1 && first.Bytes[0] <= keyVersions:
		return "a key in DER", "pkey -inform DER"
	case first.Tag == asn1.TagOID && len(first.FullBytes) == signedData:
		return "PKCS#7", "pkcs7 -inform DER -print_certs"
	case isCertificate(data):
		return "a certificate in DER", "x509 -inform DER"
	}
	return "", ""
}

// types are the types of blocks, for people.
func types(all []*pem.Block) string {
	var names []string
	for _, b := range all {
		if !slices.Contains(names, b.Type) {
			names = append(names, b.Type)
		}
	}
	return strings.Join(names, ", ")
}

// holds reports whether one of the blocks is of a type that ends so.
func holds(all []*pem.Block, suffix string) bool {
	return slices.ContainsFunc(all, func(b *pem.Block) bool { return strings.HasSuffix(b.Type, suffix) })
}
