package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peers are the other FTP servers that are installed, set up as their manuals say for speed: no limits, no
// name lookups, no transfer log, sendfile where they have it.
func peers() []launch {
	all := []launch{
		{name: "vsftpd", args: vsftpd, anon: true, forks: true},
		{name: "proftpd", args: proftpd, forks: true},
		{name: "pure-ftpd", args: pureftpd, forks: true},
		{name: "pyftpdlib", args: pyftpdlib},
	}
	var some []launch
	for _, l := range all {
		if installed(l.name) {
			some = append(some, l)
		}
	}
	return some
}

// systemPython is where a distribution's Python, which has its packages, is.
const systemPython = "/usr/bin/python3"

func installed(name string) bool {
	if name == "pyftpdlib" {
		return exec.Command(systemPython, "-c", "import pyftpdlib").Run() == nil
	}
	return program(name) != ""
}

// program finds a server, also where only root's search path would; "" if it is not installed.
func program(name string) string {
	for _, try := range []string{name, filepath.Join("/usr/sbin", name)} {
		if path, err := exec.LookPath(try); err == nil {
			return path
		}
	}
	return ""
}

// vsftpd serves anonymous users, who need no account of the system.
func vsftpd(addr, dir, scratch string) ([]string, error) {
	host, port, _ := net.SplitHostPort(addr)
	config, err := writeConfig(scratch, "vsftpd.conf", []string{
		"listen=YES", "listen_address=" + host, "listen_port=" + port, "background=NO",
		"anonymous_enable=YES", "local_enable=NO", "no_anon_password=NO", "anon_root=" + dir,
		"write_enable=YES", "anon_upload_enable=YES", "anon_other_write_enable=YES", "anon_world_readable_only=NO",
		"allow_writeable_chroot=YES", "ascii_download_enable=YES", "use_sendfile=YES", "xferlog_enable=NO",
		"run_as_launching_user=YES", "seccomp_sandbox=NO", "max_clients=0", "max_per_ip=0",
	})
	return []string{program("vsftpd"), config}, err
}

func proftpd(addr, dir, scratch string) ([]string, error) {
	host, port, _ := net.SplitHostPort(addr)
	hash, err := exec.Command("openssl", "passwd", "-6", "-salt", "bench", benchPassword).Output()
	if err != nil {
		return nil, err
	}
	line := strings.Join([]string{benchUser, strings.TrimSpace(string(hash)), "0", "0", "", dir, "/bin/sh"}, ":")
	users, err := writeConfig(scratch, "proftpd.passwd", []string{line})
	if err != nil {
		return nil, err
	}
	config, err := writeConfig(scratch, "proftpd.conf", []string{
		"ServerType standalone", "DefaultAddress " + host, "SocketBindTight on", "Port " + port,
		"User root", "Group root", "RootLogin on", "UseIPv6 off", "UseReverseDNS off", "WtmpLog off",
		"DelayEngine off", "UseSendfile on", "TransferLog none", "SystemLog none", "RequireValidShell off",
		"PidFile " + filepath.Join(scratch, "proftpd.pid"), "ScoreboardFile " + filepath.Join(scratch, "proftpd.score"),
		"AuthUserFile " + users, "AuthOrder mod_auth_file.c", "AllowOverwrite on", "DefaultRoot " + dir, "MaxInstances none",
	})
	return []string{program("proftpd"), "-n", "-q", "-c", config}, err
}

// pureftpd serves a virtual user of its own database, whom it takes for nobody.
func pureftpd(addr, dir, scratch string) ([]string, error) {
	database := filepath.Join(scratch, "pure-ftpd.pdb")
	add := exec.Command(program("pure-pw"), "useradd", benchUser, "-u", "65534", "-g", "65534", "-d", dir,
		"-f", filepath.Join(scratch, "pure-ftpd.passwd"), "-F", database, "-m")
	add.Stdin = strings.NewReader(benchPassword + "\n" + benchPassword + "\n")
	if out, err := add.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pure-pw: %w: %s", err, out)
	}
	return []string{program("pure-ftpd"), "-E", "-H", "-K", "-l", "puredb:" + database,
		"-S", strings.Replace(addr, ":", ",", 1), "-c", "1000", "-C", "1000"}, nil
}

func pyftpdlib(addr, dir, _ string) ([]string, error) {
	host, port, _ := net.SplitHostPort(addr)
	return []string{systemPython, "-m", "pyftpdlib", "-i", host, "-p", port, "-w", "-d", dir,
		"-u", benchUser, "-P", benchPassword}, nil
}

// writeConfig writes lines to a file that only its owner reads, as servers demand.
func writeConfig(scratch, name string, lines []string) (string, error) {
	path := filepath.Join(scratch, name)
	return path, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}
