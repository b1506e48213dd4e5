-- What people say of verbatims, and how those came to be asked about.

-- A drawn sample. population and digest say what it was drawn from: with the
-- seed they prove that a random sample is random. from_at and to_at bound
-- posted_at; empty names and NULL do not narrow.
CREATE TABLE audit_draw (
  key        INTEGER PRIMARY KEY,
  sample     TEXT NOT NULL CHECK (sample IN ('random', 'unsure')),
  seed       INTEGER NOT NULL,
  model      TEXT NOT NULL,
  source     TEXT NOT NULL,
  product    TEXT NOT NULL,
  from_at    INTEGER,
  to_at      INTEGER,
  population INTEGER NOT NULL,
  digest     TEXT NOT NULL,
  at         INTEGER NOT NULL
) STRICT;

-- The drawn texts in the order of drawing: an edit afterwards is another text.
CREATE TABLE audit_item (
  draw     INTEGER NOT NULL REFERENCES audit_draw(key) ON DELETE CASCADE,
  place    INTEGER NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision(key) ON DELETE CASCADE,
  PRIMARY KEY (draw, place),
  UNIQUE (draw, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_item_revision ON audit_item(revision);

-- Labels are kept as words: people's work must outlive any taxonomy's numbers.
-- mentions is a list of [start, end, polarity, class, theme].
CREATE TABLE audit (
  revision INTEGER PRIMARY KEY REFERENCES revision(key) ON DELETE CASCADE,
  cause    TEXT NOT NULL CHECK (cause IN ('product', 'marketing', 'service', 'none')),
  mentions TEXT NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

CREATE VIEW audits AS
SELECT v.id, r.content, r.key = v.revision AS current, a.cause, a.mentions,
       strftime('%Y-%m-%dT%H:%M:%SZ', a.at, 'unixepoch') AS at,
       (SELECT min(d.sample) FROM audit_item i JOIN audit_draw d ON d.key = i.draw WHERE i.revision = a.revision) AS sample
FROM audit a
JOIN revision r ON r.key = a.revision
JOIN verbatim v ON v.key = r.verbatim;
