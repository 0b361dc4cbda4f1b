package stimulus

import "strings"

// value is an argument, or part of one, with placeholders that the player fills in, and what it is good for.
type value struct {
	text string
	tags []string // classes of failure that it can bring about, and kinds
}

// The kinds of values, beside the classes of failure of the spec.
const (
	tagGood  = "good"      // it is what the type is for
	tagFile  = "file"      // a file is there
	tagDir   = "directory" // a directory with something in it
	tagEmpty = "empty"     // an empty directory
	tagNew   = "new"       // nothing has that name, and something can have it
	tagBad   = "bad"       // it cannot be read
	tagOther = "other-state"
)

func v(text string, tags ...string) value { return value{text, tags} }

// long is a name that no file system keeps.
var long = strings.Repeat("n", 300)

// paths are names, good and bad. The placeholders are of the tester's own directory; {new} is another name each time.
var paths = []value{
	v("{dir}/file", tagFile, "exist", "not-directory"),
	v("{dir}/full", tagDir, "is-directory", "not-empty", "exist"),
	v("{dir}/empty", tagEmpty, "is-directory"),
	v("{new}", tagNew, "not-exist"),
	v("{dir}/file/below", "not-directory"),
	v("{dir}/nowhere/below", "not-exist"),
	v("{dir}/"+long, "invalid-name", "not-exist"),
	v("{dir}/big", tagFile),
	v("{dir}/file\x00tail", tagBad),
}

// values are, by type of argument, what is sent for it; of the first the others are variations. A type that is not
// here has words of no meaning.
var values = map[string][]value{
	"path":          paths,
	"place":         paths,
	"hashed":        paths,
	"dated":         append(paths[:len(paths):len(paths)], v("20200102030405 {dir}/file", tagGood), v("20200102030405 {dir}/full", "is-directory", "unsupported")),
	"target":        append([]value{v("{dir}/full", tagDir)}, paths...),
	"digested":      append(paths[:len(paths):len(paths)], v("\"{dir}/file\" 1 9", tagGood), v("\"{dir}/file\" 9 1", tagBad)),
	"several":       append(paths[:len(paths):len(paths)], v("{dir}/file, {dir}/other", tagGood), v("\"{dir}/file\"x", tagBad), v("", tagBad)),
	"pair":          pairs("{dir}/file", "onlyone"),
	"parts":         parts(),
	"mount":         {v("/", tagGood), v("none-such"), v("a\x00b", tagBad)},
	"name":          {v("{user}", tagGood), v("none-such-user"), v("", tagBad), v(" ", tagBad)},
	"secret":        {v("{password}", tagGood), v("wrong"), v("a\x00b", tagBad)},
	"text":          {v("nonsense"), v("NOOP", tagGood), v("SITE", tagGood), v("CHMOD", tagGood), v("a\x01b", tagBad)},
	"offset":        {v("10", tagGood), v("9223372036854775807", "invalid-offset"), v("x1", tagBad), v("-1", tagBad)},
	"hostport":      {v("{port}", tagGood), v("192,0,2,1,200,10"), v("127,0,0,1,0,21"), v("1,2,3", tagBad), v("1,2,3,4,5,256", tagBad)},
	"netaddress":    {v("{eprt}", tagGood), v("{eprt-other}", tagOther), v("|9|x|1|", tagOther), v("|1|192.0.2.1|51210|"), v("|1|127.0.0.1|21|"), v("|1|", tagBad)},
	"longaddress":   {v("{lprt}", tagGood), v("{lprt-other}", tagOther), v("9,1,1,2,1,1", tagOther), v("4,4,192,0,2,1,2,200,10"), v("4,4,127,0,0,1,2,0,21"), v("4,4,1", tagBad)},
	"family":        {v("{family}", tagGood), v("{family-other}", tagOther), v("3", tagOther), v("x", tagBad)},
	"bits":          {v("8", tagGood), v("16", tagGood), v("7"), v("x", tagBad)},
	"deflate-level": {v("LEVEL 6", tagGood), v("LEVEL 99", tagBad)},
	"buffer":        {v("0", tagGood), v("x", tagBad), v("4294967296", tagBad)},
	"allocation":    {v("10", tagGood), v("1152921504606846976", "no-space"), v("x", tagBad)},
	"facts":         {v("type;size;", tagGood), v("type size", tagBad)},
	"algorithm":     {v("SHA-256", tagGood), v("NONE-SUCH", tagBad)},
	"time":          {v("20200102030405", tagGood), v("20209902030405", tagBad)},
	"stamp":         {v("202001020304 {dir}/file", tagGood), v("202001020304 {new}", "not-exist"), v("202001020304 {dir}/file/below", "not-directory"), v("x", tagBad)},
	"changes":       {v("Modify=20200102030405;", tagGood), v("NoSuchFact=1;"), v("UNIX.group=none-such;", "unsupported"), v("x", tagBad)},
	"mode":          {v("644", tagGood), v("9", tagBad)},
	"umask":         {v("022", tagGood), v("9", tagBad)},
	"group":         {v("{group}", tagGood), v("none-such", "unsupported")},
	"target-path":   {v("file", tagGood)},
	"seconds":       {v("200", tagGood), v("1"), v("x", tagBad)},
	"language":      {v("en", tagGood), v("zh", tagGood), v("xx", tagOther), v("!!", tagBad)},
	"host":          {v("{host}", tagGood), v("none-such.example"), v(":::", tagBad)},
}

func pairs(source, bad string) []value {
	return []value{
		v(source+" {new}", tagGood), v("{dir}/full {new}", tagDir), v("{new} {dir}/nowhere", "not-exist"), v(source+" "+source, "exist"),
		v(source+" {dir}/nowhere/below", "not-exist"), v(source+" {dir}/full", "is-directory"), v(source+" {dir}/"+long, "invalid-name"),
		v("{dir}/file/below {new}", "not-directory"), v(bad, tagBad),
	}
}

func parts() []value {
	return []value{
		v("{new} {dir}/part1 {dir}/part2", tagGood), v("{new} {dir}/missing", "not-exist"), v("{new} {dir}/full", "is-directory"),
		v("{new} {dir}/part1 {dir}/part1", "exist"), v("{dir}/nowhere/below {dir}/part1"), v("{dir}/full {dir}/part1", "is-directory"),
		v("{dir}/"+long+" {dir}/part1", "invalid-name"), v("onlyone", tagBad),
	}
}

// named are values by the name of the argument, where its type does not tell.
var named = map[string][]value{
	"account-information": {v("{account}", tagGood), v("wrong"), v("a\x00b", tagBad)},
}

// wanted are the kinds of names that commands with a capability are for, the best first.
var wanted = map[string][]string{
	"files.write": {tagNew, tagFile}, "files.append": {tagNew, tagFile}, "files.mkdir": {tagNew}, "files.link": {tagNew},
	"files.delete": {tagFile}, "files.rmdir": {tagEmpty}, "files.walk": {tagEmpty}, "files.read": {tagFile}, "files.list": {tagDir},
	"files.stat": {tagDir, tagFile}, "files.attributes": {tagFile}, "files.permissions": {tagFile},
	"files.rename": {tagFile, tagNew}, "files.room": {tagDir},
}
