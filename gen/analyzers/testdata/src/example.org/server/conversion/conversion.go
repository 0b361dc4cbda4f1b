// Package conversion has no handlers, and may ask how data travel.
package conversion

import "example.org/server/ftp"

// Convert converts.
func Convert(t ftp.Type, data []byte) []byte {
	if t == ftp.TypeAscii {
		return append(data, '\r', '\n')
	}
	return data
}
