//go:build unix

package checkpoint

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// helpers are what the test binary does when it is started again with helperEnv set: a process that can be killed,
// limited or put into another name space.
const helperEnv = "VAEBOOK_CHECKPOINT_HELPER"

var helpers = map[string]func(dir string) error{
	"save in a loop":    saveInALoop,
	"file size limit":   saveBeyondLimit,
	"folder of another": saveAsNobody,
	"nothing":           func(string) error { return nil },
}

func TestMain(m *testing.M) {
	if name := os.Getenv(helperEnv); name != "" {
		if err := helpers[name](os.Args[len(os.Args)-1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func helper(name, dir string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), helperEnv+"="+name)
	return cmd
}

const loopFloats = 50_000 // 200 KB a save

// saveInALoop goes on from the newest snapshot and says each step after it has been saved.
func saveInALoop(dir string) error {
	s, _, err := Load(dir, "vae")
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	for step := s.Step + 1; ; step++ {
		if err := Save(dir, sample(step, loopFloats)); err != nil {
			return err
		}
		fmt.Println(step)
	}
}

func TestKilledAtRandomMoments(t *testing.T) {
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(50, 0))
	var last int64 // the step that was acknowledged last, over all runs
	for kill := range 50 {
		cmd := helper("save in a loop", dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if !lines.Scan() {
			t.Fatalf("kill %d: the child saved nothing: %v", kill, cmd.Wait())
		}
		wait := time.Duration(rng.Int64N(int64(40 * time.Millisecond)))
		timer := time.AfterFunc(wait, func() { cmd.Process.Kill() })
		for more := true; more; more = lines.Scan() {
			step, err := strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				t.Fatalf("kill %d: the child says %q", kill, lines.Text())
			}
			last = max(last, step)
		}
		timer.Stop()
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("kill %d: the child ended by itself: %v", kill, err)
		}
		got, refused, err := Load(dir, "vae")
		if err != nil || len(refused) != 0 {
			t.Fatalf("kill %d: %v, refused %v", kill, err, refused)
		}
		if got.Step < last || got.Step > last+1 {
			t.Fatalf("kill %d: step %d loaded, step %d was acknowledged", kill, got.Step, last)
		}
		if !reflect.DeepEqual(got, sample(got.Step, loopFloats)) {
			t.Fatalf("kill %d: step %d is not what was saved", kill, got.Step)
		}
	}
	mustSave(t, dir, sample(last+2, 1)) // clears what the killed ones left
	for _, name := range names(t, dir) {
		if !nameForm.MatchString(name) {
			t.Errorf("left over: %s", name)
		}
	}
}

func TestStaleTempIsCleared(t *testing.T) {
	dir := t.TempDir()
	dead := helper("nothing", dir) // any process that has ended
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	stale := fmt.Sprintf(".%s.%d-1.tmp", fileName("vae", 9, 9), dead.Process.Pid)
	mine := fmt.Sprintf(".%s.%d-1.tmp", fileName("vae", 9, 9), os.Getpid())
	for _, name := range []string{stale, mine} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustSave(t, dir, sample(1, 4))
	want := []string{mine, fileName("vae", 1, 1)} // a living process may still be writing
	if got := names(t, dir); !reflect.DeepEqual(got, want) {
		t.Errorf("folder holds %v, want %v", got, want)
	}
}

// expectRefusal checks that a save fails with the given cause, says the path and a hint, and leaves the last good one.
func expectRefusal(dir string, cause error, hint string) error {
	before, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	err = Save(dir, sample(2, 100_000))
	if !errors.Is(err, cause) {
		return fmt.Errorf("save gave %v, want %v", err, cause)
	}
	for _, part := range []string{filepath.Join(dir, fileName("vae", 2, 2)), hint, fileName("vae", 1, 1) + " is untouched"} {
		if !strings.Contains(err.Error(), part) {
			return fmt.Errorf("message %q lacks %q", err, part)
		}
	}
	after, err := os.ReadDir(dir)
	if err != nil || len(after) != len(before) {
		return fmt.Errorf("folder held %v, now %v (%v)", before, after, err)
	}
	s, refused, err := Load(dir, "vae")
	if err != nil || len(refused) != 0 || !reflect.DeepEqual(s, sample(1, 100)) {
		return fmt.Errorf("the last good one is lost: step %d, %v, %v", s.Step, refused, err)
	}
	return nil
}

func saveBeyondLimit(dir string) error {
	if err := Save(dir, sample(1, 100)); err != nil {
		return err
	}
	limit := syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return expectRefusal(dir, syscall.EFBIG, "ulimit -f")
}

func saveAsNobody(dir string) error {
	if err := Save(dir, sample(1, 100)); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		return err
	}
	if os.Getuid() == 0 { // root may write anywhere
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	return expectRefusal(dir, os.ErrPermission, "change its permissions")
}

func runHelper(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestFileSizeLimit(t *testing.T) { runHelper(t, helper("file size limit", t.TempDir())) }

func TestFolderOfAnother(t *testing.T) {
	dir := t.TempDir()
	for d := dir; d != filepath.Clean(os.TempDir()) && d != filepath.Dir(d); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil { // so that another user can reach it
			t.Fatal(err)
		}
	}
	runHelper(t, helper("folder of another", dir))
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestFolderUnderAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{path, filepath.Join(path, "sub")} {
		err := Save(dir, sample(1, 4))
		if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "is a file") {
			t.Errorf("save into %s: %v", dir, err)
		}
	}
	err := WriteFile(filepath.Join(t.TempDir(), "no", "x.vbk"), sample(1, 4))
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "create it") {
		t.Errorf("folder missing: %v", err)
	}
}
