package listing

import "time"

// The times that four digits of a year can show, in seconds since 1970.
const (
	minSecond = -62167219200 // 0000-01-01 00:00:00
	maxSecond = 253402300799 // 9999-12-31 23:59:59
)

const (
	secondsPerDay = 24 * 60 * 60
	daysPerEra    = 400*365 + 97 // of 400 years, after which the calendar repeats
	daysToMarch1  = 719468       // from 0000-03-01 to 1970-01-01
)

// clock is a time of the Gregorian calendar in UTC.
type clock struct {
	year, month, day     int // month and day count from 1
	hour, minute, second int
}

// Datable reports whether the year of t has four digits, which MDTM and the fact
// modify cannot do without (RFC 3659 2.3).
func Datable(t time.Time) bool {
	sec := t.Unix()
	return minSecond <= sec && sec <= maxSecond
}

// clockOf returns the time sec seconds after 1970. It is plain arithmetic, as
// a listing has one time in each line and time.Time.Format would be the most
// expensive part of it. Years are counted from 1 March, which puts the leap
// day at the end of the year, where it shifts nothing.
func clockOf(sec int64) clock {
	sec = min(max(sec, minSecond), maxSecond)
	// From the beginning of an era that lies before all times, so that every
	// division is one of positive numbers.
	sec += (daysToMarch1 + daysPerEra) * secondsPerDay
	days, rest := int(sec/secondsPerDay), int(sec%secondsPerDay)
	era, day := days/daysPerEra, days%daysPerEra

	// Year of the era, with the leap days before it taken out: one in 4 years,
	// none in 100, one in 400.
	year := (day - day/(4*365) + day/(100*365+24) - day/(daysPerEra-1)) / 365
	day -= 365*year + year/4 - year/100
	// From March on, five months have 153 days, in the pattern 31 30 31 30 31.
	month := (5*day + 2) / 153
	day -= (153*month + 2) / 5

	year += (era - 1) * 400
	month += 3
	if month > 12 {
		month -= 12
		year++
	}
	return clock{year, month, day + 1, rest / 3600, rest / 60 % 60, rest % 60}
}

// append2 appends v, 0 to 99, with two digits.
func append2(dst []byte, v int) []byte {
	return append(dst, byte('0'+v/10), byte('0'+v%10))
}

// append4 appends v, 0 to 9999, with four digits.
func append4(dst []byte, v int) []byte {
	return append2(append2(dst, v/100), v%100)
}

// appendUint appends v in decimal with blanks in front up to width.
func appendUint(dst []byte, v uint64, width int) []byte {
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + v%10)
		if v /= 10; v == 0 {
			break
		}
	}
	for n := len(digits) - at; n < width; n++ {
		dst = append(dst, ' ')
	}
	return append(dst, digits[at:]...)
}
