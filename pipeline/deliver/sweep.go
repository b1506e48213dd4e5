package deliver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// tempPattern names a temporary file after the process that writes it.
func tempPattern() string { return fmt.Sprintf(".gripe-%d-*.tmp", os.Getpid()) }

// sweep removes from a folder the temporary files of processes that are gone:
// one that was killed between writing and renaming could not. What cannot be
// told or removed is left; it harms no reader.
func sweep(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, temp := strings.CutPrefix(e.Name(), ".gripe-")
		owner, rest, _ := strings.Cut(rest, "-")
		pid, err := strconv.Atoi(owner)
		if temp && err == nil && pid > 0 && strings.HasSuffix(rest, ".tmp") && e.Type().IsRegular() && gone(pid) {
			os.Remove(filepath.Join(folder, e.Name())) // see above
		}
	}
}

// gone tells whether there is surely no process pid.
func gone(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release()
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
