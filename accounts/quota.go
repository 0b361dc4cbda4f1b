package accounts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Quota is how much an account's home may hold; 0 is no limit.
type Quota struct {
	Bytes int64 // in files
	Files int64 // files, directories and links
}

// The options of a users' file that set a quota.
const (
	optionBytes = "quota="
	optionFiles = "quota-files="
)

// parseQuota reads an option that sets a quota, once; mine reports whether it is one.
func (user *fileUser) parseQuota(option string) (mine bool, err error) {
	name, value, _ := strings.Cut(option, "=")
	target, read := &user.account.Quota.Bytes, ParseSize
	switch name + "=" {
	case optionBytes:
	case optionFiles:
		target, read = &user.account.Quota.Files, ParseCount
	default:
		return false, nil
	}
	if *target != 0 {
		return true, fmt.Errorf("option %q is given twice", name+"=")
	}
	if *target, err = read(value); err != nil {
		return true, fmt.Errorf("option %q: %w", name+"=", err)
	}
	return true, nil
}

// sizeUnits are powers of 1024.
const sizeUnits = "KMGT"

// ParseSize reads a number of bytes above 0, with K, M, G or T for powers of 1024.
func ParseSize(text string) (int64, error) {
	number, shift := text, 0
	if i := strings.IndexAny(text, sizeUnits); i == len(text)-1 && i >= 0 {
		number, shift = text[:i], 10*(1+strings.IndexByte(sizeUnits, text[i]))
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64>>shift {
		return 0, fmt.Errorf("%q is no size, such as 500000, 64M or 2G", text)
	}
	return n << shift, nil
}

// FormatSize is the shortest text that ParseSize reads as n.
func FormatSize(n int64) string {
	unit := ""
	for i := 0; i < len(sizeUnits) && n != 0 && n%1024 == 0; i++ {
		n, unit = n/1024, sizeUnits[i:i+1]
	}
	return strconv.FormatInt(n, 10) + unit
}

// ParseCount reads a number above 0.
func ParseCount(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%q is no number above 0", text)
	}
	return n, nil
}
