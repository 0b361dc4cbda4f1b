package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

// virtual names the file system of dir when its files are the kernel's, not users'.
func virtual(dir *os.File) (string, error) {
	var st unix.Statfs_t
	if err := control(dir, func(fd int) error { return unix.Fstatfs(fd, &st) }); err != nil {
		return "", err
	}
	return virtualName(int64(st.Type)), nil
}

func virtualName(magic int64) string {
	switch magic {
	case unix.PROC_SUPER_MAGIC:
		return "proc"
	case unix.SYSFS_MAGIC:
		return "sysfs"
	case unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC:
		return "cgroup"
	case unix.DEVPTS_SUPER_MAGIC:
		return "devpts"
	case unix.DEBUGFS_MAGIC:
		return "debugfs"
	case unix.TRACEFS_MAGIC:
		return "tracefs"
	case unix.SECURITYFS_MAGIC:
		return "securityfs"
	case unix.SELINUX_MAGIC:
		return "selinuxfs"
	case unix.BPF_FS_MAGIC:
		return "bpf"
	case unix.EFIVARFS_MAGIC:
		return "efivarfs"
	case unix.PSTOREFS_MAGIC:
		return "pstore"
	}
	return ""
}
