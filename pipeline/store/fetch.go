package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gripe/pipeline/opinion"
)

func (s *Store) saveFetch(to *landing, f *opinion.Fetch) (int64, error) {
	_, err := s.write.exec(`INSERT INTO fetch (source, url, at, milli, status, bytes, hash, etag, last_modified, tries, error)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
		to.source, clean(f.URL), to.at, to.milli, int64(f.Status), f.Bytes, clean(f.Hash), clean(f.ETag),
		clean(f.LastModified), int64(f.Tries), clean(f.Error))
	if err != nil {
		return 0, err
	}
	return s.write.number(`SELECT max(key) FROM fetch`)
}

// LastFetch is the newest fetch of a URL for a source that brought an answer,
// so that the next can ask whether anything changed; ok is false where there
// was none.
func (s *Store) LastFetch(ctx context.Context, source, url string) (f opinion.Fetch, ok bool, err error) {
	var at, milli int64
	err = s.read.QueryRowContext(ctx, `SELECT url, at, milli, status, bytes, hash, etag, last_modified, tries, error FROM fetch
		WHERE source = (SELECT key FROM source WHERE name = ?1) AND url = ?2 AND error = '' ORDER BY key DESC LIMIT 1`, source, url).
		Scan(&f.URL, &at, &milli, &f.Status, &f.Bytes, &f.Hash, &f.ETag, &f.LastModified, &f.Tries, &f.Error)
	if errors.Is(err, sql.ErrNoRows) {
		return opinion.Fetch{}, false, nil
	}
	f.At = time.Unix(at, milli*1e6).UTC()
	return f, err == nil, s.explain("find the last fetch", err)
}
