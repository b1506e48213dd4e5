package deliver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// mode of every output: the digest is meant to be read by others.
const mode = 0o644

// File is one output of a set.
type File struct {
	Path string
	Data []byte
}

// WriteFile replaces the file at path by data with permission 0644, at once: a
// reader sees the old file or the new one, whole. A symbolic link is followed.
// The error is an *Error; after one the old file stands as it was, save where
// the folder could not be synced after the rename.
func WriteFile(path string, data []byte) error {
	return writeSet(osDisk{}, []File{{path, data}})
}

// WriteSet writes several files. All are on the disk under temporary names
// before the first is renamed, so that want of space or of permission leaves
// every old file as it was. The error is an *Error on the first that failed.
func WriteSet(files []File) error { return writeSet(osDisk{}, files) }

// staged is a file that stands complete under its temporary name.
type staged struct{ given, target, temp string }

func writeSet(d disk, files []File) error {
	var ready []staged
	discard := func() {
		for _, s := range ready {
			d.Remove(s.temp) // nothing more can be done; the first error is the one to tell
		}
	}
	for _, f := range files {
		s, err := stage(d, f)
		if err != nil {
			discard()
			return failure(f.Path, err)
		}
		ready = append(ready, s)
	}
	folders := map[string]string{}
	for len(ready) > 0 {
		s := ready[0]
		if err := d.Rename(s.temp, s.target); err != nil {
			discard()
			return failure(s.given, err)
		}
		ready = ready[1:]
		folders[filepath.Dir(s.target)] = s.given
	}
	for folder, given := range folders {
		sweep(folder)
		if err := d.SyncDir(folder); err != nil {
			return failure(given, err)
		}
	}
	return nil
}

// stage writes f under a temporary name beside its target, where a rename
// cannot cross file systems.
func stage(d disk, f File) (staged, error) {
	target, err := resolve(f.Path)
	if err != nil {
		return staged{}, err
	}
	t, err := d.CreateTemp(filepath.Dir(target), tempPattern())
	if err != nil {
		return staged{}, err
	}
	if err := fill(t, f.Data); err != nil {
		d.Remove(t.Name()) // as in discard
		return staged{}, err
	}
	return staged{f.Path, target, t.Name()}, nil
}

func fill(t file, data []byte) error {
	if _, err := t.Write(data); err != nil {
		t.Close() // it goes; the first error is the one to tell
		return err
	}
	return finish(t)
}

// finish puts what was written on the disk and closes the file.
func finish(t file) error {
	err := t.Chmod(mode)
	if err == nil {
		err = t.Sync()
	}
	if closed := t.Close(); err == nil {
		err = closed
	}
	return err
}

// resolve follows links and refuses what a rename must not replace: a folder,
// or a device such as /dev/null.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errNotRegular
	}
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errNotRegular
	}
	return target, nil
}
