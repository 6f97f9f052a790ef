package checkpoint

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

func init() {
	helpers["full disk"] = saveOnFullDisk
	helpers["disk gone read-only"] = saveOnReadOnlyDisk
}

// ownMounts lets the helper mount what it likes without touching the machine: it gets its own name space, and where
// we are not root, its own users too.
func ownMounts(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
}

// errNoMounts: this machine lets us mount nothing, so the test cannot be made.
var errNoMounts = errors.New("may not mount here")

// smallDisk mounts 256 KiB of memory as a disk on dir, with one good snapshot on it.
func smallDisk(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_PRIVATE|syscall.MS_REC, ""); err != nil {
		return errNoMounts
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		return errNoMounts
	}
	return Save(dir, sample(1, 100))
}

func saveOnFullDisk(dir string) error {
	if err := smallDisk(dir); err != nil {
		return err
	}
	return expectRefusal(dir, syscall.ENOSPC, "free some space")
}

func saveOnReadOnlyDisk(dir string) error {
	if err := smallDisk(dir); err != nil {
		return err
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return err
	}
	return expectRefusal(dir, syscall.EROFS, "mounted read-only")
}

func runMounted(t *testing.T, name string) {
	cmd := helper(name, t.TempDir())
	ownMounts(cmd)
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || string(out) == errNoMounts.Error()+"\n" {
		t.Skip("this machine allows no mounts of one's own")
	}
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestFullDisk(t *testing.T)         { runMounted(t, "full disk") }
func TestDiskGoneReadOnly(t *testing.T) { runMounted(t, "disk gone read-only") }
