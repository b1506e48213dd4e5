package store

import (
	"context"
	"database/sql/driver"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration brings a schema from version-1 to version.
type migration struct {
	version int
	name    string
	script  string
}

// migrations are the embedded ones in order. Their numbers must run from 1
// without a gap; the number is the schema version, kept in user_version.
func migrations() ([]migration, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("store: list migrations: %w", err)
	}
	var out []migration
	for i, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		n, err := strconv.Atoi(number)
		if err != nil || n != i+1 {
			return nil, fmt.Errorf("store: migration %s should have number %04d", e.Name(), i+1)
		}
		script, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("store: read migration %s: %w", e.Name(), err)
		}
		out = append(out, migration{version: n, name: e.Name(), script: string(script)})
	}
	return out, nil
}

// fills are what a migration does that SQL cannot say.
var fills = map[int]func(*writer) error{5: fillSearch, 7: fillReadings}

func newestVersion() (int, error) {
	m, err := migrations()
	return len(m), err
}

// migrate runs what is missing, each migration in a transaction of its own
// that also moves the version: a crash leaves one version or the other. The
// version is read inside the transaction, for another process may have just
// done the same.
func (w *writer) migrate(ctx context.Context, path string) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	version, err := w.version()
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.version <= version {
			continue
		}
		err := w.transact(ctx, func() error {
			now, err := w.version()
			if err != nil {
				return err
			}
			if now > len(all) {
				return faultf(ErrNewer, "store: %s was written by a newer gripe (schema %d, this one knows %d): use that version", path, now, len(all))
			}
			if now >= m.version {
				return nil
			}
			if err := w.run(m.script); err != nil {
				return fmt.Errorf("migration %s: %w", m.name, err)
			}
			if fill := fills[m.version]; fill != nil {
				if err := fill(w); err != nil {
					return fmt.Errorf("migration %s: %w", m.name, err)
				}
			}
			return w.run(fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", m.version, applicationID))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) version() (int, error) {
	var v int64
	err := w.query("PRAGMA user_version", func(row []driver.Value) error {
		v = row[0].(int64)
		return nil
	})
	return int(v), err
}
