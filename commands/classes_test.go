package commands_test

import (
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/storage"
	"github.com/portolan-ftp/portolan/storage/storagetest"
)

// others stands for every class that is not named.
const others = "others"

// failures says what each command answers to each class of failure of each operation that it uses. A data
// connection is set up before.
var failures = []struct {
	lines   []string // all but the last one succeed
	op      storagetest.Op
	replies map[string]string // by names of classes
}{
	{[]string{"CWD d"}, storagetest.Enter, directoryReplies},
	{[]string{"CDUP"}, storagetest.Enter, directoryReplies},
	{[]string{"RETR f"}, storagetest.Open, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.",
		"is-directory unsupported":             "550 Not a plain file.", "permission": "550 Permission denied.",
		"invalid-offset": "554 No such restart position: beyond the end, or not possible in this TYPE, STRU and MODE.",
		others:           "450 Not available now; try again later."}},
	{[]string{"STOR f"}, storagetest.Create, map[string]string{
		"not-exist not-directory": "553 There is no directory for it, or its name is a link that leads nowhere.", "is-directory": "553 That is a directory.",
		"exist invalid-name unsupported": "553 That name cannot be used.",
		"permission":                     "553 Permission denied.", "no-space quota": "452 No room: the storage, the quota or the number of files is used up.",
		"invalid-offset": "554 No such restart position: beyond the end, or not possible in this TYPE, STRU and MODE.",
		others:           "450 Not available now; try again later."}},
	{[]string{"STOU"}, storagetest.Create, map[string]string{
		"not-exist not-directory": "553 There is no directory for it, or its name is a link that leads nowhere.", "is-directory": "553 That is a directory.",
		"invalid-name unsupported": "553 That name cannot be used.",
		"permission":               "553 Permission denied.", "no-space quota": "452 No room: the storage, the quota or the number of files is used up.",
		others: "450 Not available now; try again later."}},
	{[]string{"APPE f"}, storagetest.Create, map[string]string{
		"not-exist not-directory": "553 There is no directory for it, or its name is a link that leads nowhere.", "is-directory": "553 That is a directory.",
		"exist invalid-name unsupported": "553 That name cannot be used.",
		"permission":                     "553 Permission denied.", "no-space quota": "452 No room: the storage, the quota or the number of files is used up.",
		others: "450 Not available now; try again later."}},
	{[]string{"ALLO 1"}, storagetest.Space, map[string]string{
		"no-space quota": "452 No room: the storage, the quota or the number of files is used up.", others: "202 No allocation is needed."}},
	{[]string{"RNFR f"}, storagetest.Lstat, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		others: "450 Not available now; try again later."}},
	{[]string{"RNFR f", "RNTO g"}, storagetest.Rename, map[string]string{
		"permission": "553 Permission denied.", "exist is-directory not-empty": "553 Something has that name.",
		"not-exist not-directory": "553 There is no directory for the new name, or the old name is gone.",
		"invalid-name":            "553 That name cannot be used.",
		"no-space quota":          "553 No room: the storage, the quota or the number of files is used up.", others: "553 Could not be done."}},
	{[]string{"SITE COPY f g"}, storagetest.Create, copyReplies},
	{[]string{"SITE COPY f g"}, storagetest.Open, copySourceReplies},
	{[]string{"SITE CPFR f"}, storagetest.Stat, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"is-directory unsupported": "550 Neither a plain file nor a directory.",
		others:                     "450 Not available now; try again later."}},
	{[]string{"SITE CPFR f", "SITE CPTO g"}, storagetest.Open, copySourceReplies},
	{[]string{"SITE CPFR f", "SITE CPTO g"}, storagetest.Create, copyReplies},
	{[]string{"COMB g f"}, storagetest.Create, combReplies},
	{[]string{"DELE f"}, storagetest.Remove, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "is-directory": "550 Not a plain file.",
		"permission": "550 Permission denied.", others: "450 Not available now; try again later."}},
	{[]string{"RMD d"}, storagetest.Rmdir, map[string]string{
		"not-exist invalid-name": "550 No such file or directory.", "not-directory": "550 Not a directory.",
		"not-empty exist": "550 The directory is not empty.", "permission": "550 Permission denied.",
		others: "550 Could not be done."}},
	{[]string{"MKD new"}, storagetest.Mkdir, map[string]string{
		"not-exist not-directory": "550 The directory to make it in is not there.", "invalid-name": "550 That name cannot be used.",
		"no-space quota": "550 No room: the storage, the quota or the number of files is used up.", "exist": "550 File exists.",
		"permission": "550 Permission denied.", others: "550 Could not be done."}},
	{[]string{"LIST f"}, storagetest.Lstat, listReplies},
	{[]string{"LIST d"}, storagetest.List, listReplies},
	{[]string{"NLST d"}, storagetest.Lstat, listReplies},
	{[]string{"NLST"}, storagetest.List, listReplies},
	{[]string{"STAT d"}, storagetest.Lstat, listReplies},
	{[]string{"STAT d"}, storagetest.List, listReplies},
	{[]string{"MLSD d"}, storagetest.Stat, mlsdReplies},
	{[]string{"MLSD"}, storagetest.List, mlsdReplies},
	{[]string{"MLST f"}, storagetest.Stat, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		others: "550 Could not be done."}},
	{[]string{"MFMT 20020717210715 f"}, storagetest.Times, timeReplies},
	{[]string{"MFF Modify=20020717210715; f"}, storagetest.Times, factReplies},
	{[]string{"MFF UNIX.group=1; f"}, storagetest.Chgrp, factReplies},
	{[]string{"MFF UNIX.mode=0600; f"}, storagetest.Chmod, factReplies},
	{[]string{"MFF UNIX.mode=0600; f"}, storagetest.Stat, factReplies},
	{[]string{"MDTM 20020717210715 f"}, storagetest.Times, mdtmReplies},
	{[]string{"SITE UTIME 20020717210715 f"}, storagetest.Times, timeReplies},
	{[]string{"SITE CHMOD 600 f"}, storagetest.Chmod, attributeReplies},
	{[]string{"SITE CHMOD 600 f"}, storagetest.Stat, attributeReplies},
	{[]string{"SITE CHGRP 1 f"}, storagetest.Chgrp, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"unsupported": "550 There is no such group.", others: "550 Could not be done."}},
	{[]string{"SITE SYMLINK f l"}, storagetest.Link, map[string]string{
		"not-exist not-directory": "550 The directory to make it in is not there.", "invalid-name": "550 That name cannot be used.", "permission": "550 Permission denied.",
		"exist": "550 File exists.", "no-space quota": "452 No room: the storage, the quota or the number of files is used up.", others: "550 Could not be done."}},
	{[]string{"SITE MKDIR new"}, storagetest.Mkdir, map[string]string{
		"not-exist not-directory": "550 The directory to make it in is not there.", "invalid-name": "550 That name cannot be used.",
		"no-space quota": "550 No room: the storage, the quota or the number of files is used up.", "exist": "550 File exists.",
		"permission": "550 Permission denied.", others: "550 Could not be done."}},
	{[]string{"SITE RMDIR d"}, storagetest.Rmdir, map[string]string{
		"not-exist invalid-name": "550 No such file or directory.", "not-directory": "550 Not a directory.",
		"not-empty exist": "550 The directory is not empty.", "permission": "550 Permission denied.",
		others: "550 Could not be done."}},
	{[]string{"SITE SPACE"}, storagetest.Space, directoryReplies},
	{[]string{"SITE QUOTA"}, storagetest.Usage, map[string]string{others: "550 Could not be done."}},
	{[]string{"XQUOTA"}, storagetest.Usage, map[string]string{others: "550 Could not be done."}},
	{[]string{"AVBL"}, storagetest.Stat, directoryReplies},
	{[]string{"AVBL d"}, storagetest.Space, directoryReplies},
	{[]string{"DSIZ"}, storagetest.Stat, directoryReplies},
	{[]string{"DSIZ"}, storagetest.List, walkReplies},
	{[]string{"RMDA d"}, storagetest.Lstat, directoryReplies},
	{[]string{"RMDA d"}, storagetest.List, walkReplies},
	{[]string{"RMDA d"}, storagetest.Rmdir, map[string]string{
		"not-exist": "250 Directory removed with all in it.", others: "550 Not everything could be removed."}},
	{[]string{"SIZE f"}, storagetest.Stat, sizeReplies},
	{[]string{"TYPE A", "SIZE f"}, storagetest.Open, sizeReplies},
	{[]string{"TYPE A", "SIZE f"}, storagetest.Read, sizeReplies},
	{[]string{"MDTM f"}, storagetest.Stat, mdtmReplies},
	{[]string{"TYPE A", "REST 1", "RETR f"}, storagetest.Read, map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.",
		"is-directory unsupported":             "550 Not a plain file.", "permission": "550 Permission denied.",
		"invalid-offset": "554 No such restart position: beyond the end, or not possible in this TYPE, STRU and MODE.",
		others:           "450 Not available now; try again later."}},
}

var (
	directoryReplies = map[string]string{
		"not-exist invalid-name": "550 No such file or directory.", "not-directory": "550 Not a directory.",
		"permission": "550 Permission denied.", others: "550 Could not be done."}
	copySourceReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"is-directory unsupported": "550 Not a plain file.",
		"no-space quota":           "452 No room: the storage, the quota or the number of files is used up.",
		"exist":                    "553 Nothing is copied onto or into itself, and no directory onto something.",
		others:                     "450 Not available now; try again later."}
	walkReplies = map[string]string{
		"permission": "550 Permission denied.", "not-directory": "550 Not a directory.", others: "451 Stopped: local error."}
	attributeReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		others: "550 Could not be done."}
	copyReplies = map[string]string{
		"not-exist not-directory": "553 There is no directory for it, or its name is a link that leads nowhere.",
		"is-directory":            "553 That is a directory.", "exist invalid-name unsupported": "553 That name cannot be used.",
		"permission":     "550 Permission denied.",
		"no-space quota": "452 No room: the storage, the quota or the number of files is used up.",
		others:           "450 Not available now; try again later."}
	combReplies = map[string]string{
		"not-exist not-directory": "550 There is no directory for it, or its name is a link that leads nowhere.",
		"is-directory":            "550 That is a directory.", "exist invalid-name unsupported": "550 That name cannot be used.",
		"permission":     "550 Permission denied.",
		"no-space quota": "452 No room: the storage, the quota or the number of files is used up.",
		others:           "450 Not available now; try again later."}
	timeReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"unsupported": "550 The file system here cannot keep that time.", others: "550 Could not be done."}
	mdtmReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"is-directory": "550 That is a directory.", "unsupported": "550 The file system here cannot keep that time.",
		others: "550 Could not be done."}
	factReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		"unsupported": "550 There is no such group, or the file system here cannot keep that time.", others: "550 Could not be done."}
	listReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.", "permission": "550 Permission denied.",
		others: "450 Not available now; try again later."}
	mlsdReplies = map[string]string{
		"not-directory": "501 Not a directory.", "not-exist invalid-name": "550 No such file or directory.",
		"permission": "550 Permission denied.", others: "450 Not available now; try again later."}
	sizeReplies = map[string]string{
		"not-exist not-directory invalid-name": "550 No such file or directory.",
		"is-directory":                         "550 That is a directory.", "unsupported": "550 Not a plain file.", "permission": "550 Permission denied.",
		others: "550 Could not be done."}
)

// TestEveryClassOfFailure makes every operation of the storage fail in every way, for every command: the client
// gets the reply that is meant for it, nothing of the cause is told, and the session goes on.
func TestEveryClassOfFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{})
	r.write("f", "some\ntext")
	r.write("d/x", "")
	for _, c := range failures {
		for class := range storage.Class(storage.ClassCount) {
			r.fail(storagetest.Fault{Op: c.op, Class: class})
			client := r.login("alice")
			client.pasv()
			last := len(c.lines) - 1
			for _, line := range c.lines[:last] {
				client.send(line)
				client.reply()
			}
			client.send(c.lines[last])
			if got, want := client.reply(), replyFor(c.replies, class.String()); got != want {
				t.Errorf("%q when %s fails with %s: got %q; want %q", c.lines, c.op, class, got, want)
			}
			client.talk("NOOP", "200 Done.")
			client.close()
		}
	}
}

func replyFor(replies map[string]string, class string) string {
	for classes, reply := range replies {
		for name := range strings.SplitSeq(classes, " ") {
			if name == class {
				return reply
			}
		}
	}
	return replies[others]
}

// transferFailures are failures while data moves.
var transferFailures = []struct {
	name, line string
	text       bool
	fault      storagetest.Fault
	want       string
}{
	{"reading", "RETR f", false, storagetest.Fault{Op: storagetest.Read, After: 4}, "451 Stopped: local error."},
	{"reading text", "RETR f", true, storagetest.Fault{Op: storagetest.Read, After: 4}, "451 Stopped: local error."},
	{"listing", "LIST", false, storagetest.Fault{Op: storagetest.List, After: 1}, "451 Stopped: local error."},
	{"naming", "NLST", false, storagetest.Fault{Op: storagetest.List, After: 1}, "451 Stopped: local error."},
	{"listing facts", "MLSD", false, storagetest.Fault{Op: storagetest.List, After: 1}, "451 Stopped: local error."},
	{"storing", "STOR g", false, storagetest.Fault{Op: storagetest.Write, After: 3}, "451 Stopped: local error."},
	{"storing text", "STOR g", true, storagetest.Fault{Op: storagetest.Write, After: 3}, "451 Stopped: local error."},
	{"storing the last bytes", "STOR g", false, storagetest.Fault{Op: storagetest.Commit}, "451 Stopped: local error."},
	{"storing, no space", "STOR g", false, storagetest.Fault{Op: storagetest.Write, Class: storage.NoSpace, After: 3}, "552 Stopped: storage is full."},
	{"storing, over quota at the end", "STOR g", true, storagetest.Fault{Op: storagetest.Commit, Class: storage.Quota}, "552 Stopped: storage is full."},
	{"appending", "APPE f", false, storagetest.Fault{Op: storagetest.Write}, "451 Stopped: local error."},
	{"appending, no space", "APPE f", false, storagetest.Fault{Op: storagetest.Write, Class: storage.NoSpace}, "552 Stopped: storage is full."},
	{"storing uniquely", "STOU", false, storagetest.Fault{Op: storagetest.Commit}, "451 Stopped: local error."},
	{"storing uniquely, over quota", "STOU", false, storagetest.Fault{Op: storagetest.Commit, Class: storage.Quota}, "552 Stopped: storage is full."},
}

// TestFailuresDuringTransfers makes the storage fail while data moves: never is a transfer called complete that
// was not, the cause is for the log alone, and the session goes on.
func TestFailuresDuringTransfers(t *testing.T) {
	t.Parallel()
	for _, c := range transferFailures {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, setup{})
			r.write("f", "one\ntwo\n")
			r.write("e", "e")
			r.fail(c.fault)
			client := r.login("alice")
			if c.text {
				client.talk("TYPE A", "200 Type is ASCII.")
			}
			client.pasv()
			client.send(c.line)
			if reply := client.reply(); !strings.HasPrefix(reply, "150 ") {
				t.Fatalf("%q is answered %q", c.line, reply)
			}
			if strings.Contains("RETR LIST NLST MLSD", c.line[:4]) {
				client.drain()
			} else {
				client.upload("some\r\ndata")
			}
			client.talk(c.want, "NOOP", "200 Done.")
			if cause := r.cause(c.want[:3]); cause == nil || storage.ClassOf(cause) != c.fault.Class {
				t.Errorf("the log is told %v; want an error of class %s", cause, c.fault.Class)
			}
		})
	}
}

// TestBodyBreaksOff makes a directory unreadable after its first entry: the reply of STAT has begun, and ends in the
// words that are declared for that. The log is told why.
func TestBodyBreaksOff(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"EN": "212 Incomplete: the listing stopped.", "ZH": "212 不完整：列表已中断。"} {
		r := newRig(t, setup{})
		r.write("d/f", "one")
		r.write("d/g", "two")
		r.fail(storagetest.Fault{Op: storagetest.List, After: 1})
		client := r.login("alice")
		client.send("LANG " + language)
		client.reply()
		client.send("STAT d")
		reply := strings.Split(strings.TrimSuffix(client.reply(), "\n"), "\n")
		if len(reply) != 3 || !strings.HasPrefix(reply[0], "212-") || !strings.HasPrefix(reply[1], " -rw") || reply[2] != want {
			t.Errorf("%s: got %q; want one entry and %q", language, reply, want)
		}
		if cause := r.cause("212"); storage.ClassOf(cause) != storage.Other || cause == nil {
			t.Errorf("the log is told %v", cause)
		}
		client.send("NOOP")
		if got := client.reply(); !strings.HasPrefix(got, "200 ") {
			t.Errorf("NOOP is answered %q", got)
		}
	}
}

// TestUnreadableEntriesAreCounted: what cannot be looked at is shown, or counts as nothing, and the log is told how
// much that was and why.
func TestUnreadableEntriesAreCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line, end string
		data      bool
	}{
		{"LIST", "226 Transfer complete.", true},
		{"LIST -R", "226 Transfer complete.", true},
		{"NLST -l", "226 Transfer complete.", true},
		{"MLSD", "226 Transfer complete.", true},
		{"DSIZ", "213 3", false},
	} {
		r := newRig(t, setup{})
		for _, name := range []string{"e", "f", "g"} {
			r.write(name, "one")
		}
		r.fail(storagetest.Fault{Op: storagetest.Look, After: 1})
		client := r.login("alice")
		if c.data {
			client.pasv()
			client.send(c.line)
			client.reply()
			if got := client.download(); strings.Count(got, "\r\n") < 3 {
				t.Errorf("%s: got %q", c.line, got)
			}
			client.talk(c.end)
		} else {
			client.talk(c.line, c.end)
		}
		r.mu.Lock()
		told := r.steps[len(r.steps)-1].Transfer
		r.mu.Unlock()
		if told == nil || told.Missed != 2 || told.Fault == nil {
			t.Errorf("%s: the log is told %+v", c.line, told)
		}
	}
	r := newRig(t, setup{})
	r.write("d/e", "one")
	r.fail(storagetest.Fault{Op: storagetest.Look})
	client := r.login("alice")
	client.send("STAT d")
	if reply := client.reply(); !strings.HasSuffix(reply, "e\n212 End.") || r.cause("212") == nil {
		t.Errorf("STAT is answered %q, and the log told %v", reply, r.cause("212"))
	}
}
