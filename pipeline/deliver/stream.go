package deliver

import (
	"io"
	"path/filepath"
)

// StreamFile is WriteFile for what is too large to hold: write is given the
// file to fill. Where write fails, the old file stands as it was and its error
// is given back as it is; any other error is an *Error.
func StreamFile(path string, write func(io.Writer) error) error {
	return streamFile(osDisk{}, path, write)
}

func streamFile(d disk, path string, write func(io.Writer) error) error {
	target, err := resolve(path)
	if err != nil {
		return failure(path, err)
	}
	folder := filepath.Dir(target)
	t, err := d.CreateTemp(folder, tempPattern())
	if err != nil {
		return failure(path, err)
	}
	w := watched{Writer: t}
	if err = write(&w); err == nil {
		err = finish(t)
		w.failed = err
	} else {
		t.Close() // it goes; the first error is the one to tell
	}
	if err == nil {
		err = d.Rename(t.Name(), target)
		w.failed = err
	}
	if err != nil {
		d.Remove(t.Name()) // as in writeSet
		if w.failed != nil {
			return failure(path, w.failed)
		}
		return err
	}
	sweep(folder)
	if err := d.SyncDir(folder); err != nil {
		return failure(path, err)
	}
	return nil
}

// watched remembers the file's own fault, to tell it from that of the filler.
type watched struct {
	io.Writer
	failed error
}

func (t *watched) Write(b []byte) (int, error) {
	n, err := t.Writer.Write(b)
	if err != nil {
		t.failed = err
	}
	return n, err
}
