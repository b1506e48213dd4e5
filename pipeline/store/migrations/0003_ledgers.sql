-- What is gone upstream, what the company claims, what was sent, and what must
-- not come back.

-- Seconds do not part two readings that begin in one.
ALTER TABLE fetch ADD COLUMN milli INTEGER NOT NULL DEFAULT 0;

-- gone is when a whole reading of the source missed the verbatim; cluster is
-- the key of the first of its copies, 0 where it has none.
ALTER TABLE verbatim ADD COLUMN gone INTEGER;
ALTER TABLE verbatim ADD COLUMN cluster INTEGER NOT NULL DEFAULT 0;
CREATE INDEX verbatim_cluster ON verbatim(cluster) WHERE cluster != 0;

-- Counts of a source's verbatims, kept with every change: a small import must
-- not walk a million rows to learn what it has.
CREATE TABLE tally (
  source    INTEGER PRIMARY KEY REFERENCES source(key),
  verbatims INTEGER NOT NULL,
  authors   INTEGER NOT NULL,
  dates     INTEGER NOT NULL,
  ratings   INTEGER NOT NULL,
  gone      INTEGER NOT NULL
) STRICT;
INSERT INTO tally
SELECT source, count(*), count(author), count(posted_at), sum(rating > 0), 0 FROM verbatim GROUP BY source;

-- The name coverage is the view's.
ALTER TABLE coverage RENAME TO run_coverage;
ALTER TABLE run_coverage ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_coverage ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_coverage ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
-- skipped is a JSON object: reason to number.
ALTER TABLE run_coverage ADD COLUMN skipped TEXT NOT NULL DEFAULT '{}';

CREATE TABLE claim (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  source     INTEGER NOT NULL REFERENCES source(key),
  product    TEXT NOT NULL,
  url        TEXT NOT NULL,
  text       TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL
) STRICT;

-- One row per digest and recipient. recipient is a keyed hash of the address,
-- shown what a person may see of it. sent_at is NULL until the mail is known
-- to be handed over.
CREATE TABLE delivery (
  digest     TEXT NOT NULL,
  recipient  BLOB NOT NULL,
  shown      TEXT NOT NULL,
  message_id TEXT NOT NULL,
  first_try  INTEGER NOT NULL,
  sent_at    INTEGER,
  tries      INTEGER NOT NULL,
  error      TEXT NOT NULL,
  PRIMARY KEY (digest, recipient)
) STRICT, WITHOUT ROWID;

-- Keyed hashes of what was erased on request; see Store.Forget.
CREATE TABLE forgotten (
  key  INTEGER PRIMARY KEY,
  mark BLOB NOT NULL UNIQUE,
  at   INTEGER NOT NULL
) STRICT;

DROP VIEW verbatims;
CREATE VIEW verbatims AS
SELECT v.id, s.name AS source, p.name AS product,
       strftime('%Y-%m-%dT%H:%M:%SZ', v.posted_at, 'unixepoch') AS posted_at,
       nullif(r.rating, 0) AS rating, r.title, r.text, v.url, v.external_id,
       r.number AS revision,
       strftime('%Y-%m-%dT%H:%M:%SZ', f.at, 'unixepoch') AS collected_at,
       strftime('%Y-%m-%dT%H:%M:%SZ', v.gone, 'unixepoch') AS gone_at
FROM verbatim v
JOIN revision r ON r.key = v.revision
JOIN source s ON s.key = v.source
JOIN product p ON p.key = v.product
JOIN fetch f ON f.key = v.first_fetch;

CREATE VIEW copies AS
SELECT v.cluster, v.id, s.name AS source, v.url,
       strftime('%Y-%m-%dT%H:%M:%SZ', v.posted_at, 'unixepoch') AS posted_at
FROM verbatim v JOIN source s ON s.key = v.source
WHERE v.cluster != 0;

CREATE VIEW claims AS
SELECT c.id, s.name AS source, c.product, c.url, c.text,
       strftime('%Y-%m-%dT%H:%M:%SZ', c.first_seen, 'unixepoch') AS first_seen,
       strftime('%Y-%m-%dT%H:%M:%SZ', c.last_seen, 'unixepoch') AS last_seen
FROM claim c JOIN source s ON s.key = c.source;

CREATE VIEW runs AS
SELECT key AS run,
       strftime('%Y-%m-%dT%H:%M:%SZ', started, 'unixepoch') AS started,
       strftime('%Y-%m-%dT%H:%M:%SZ', finished, 'unixepoch') AS finished,
       nullif(outcome, '') AS outcome, summary
FROM run;

CREATE VIEW coverage AS
SELECT run, source, nullif(announced, -1) AS announced, pages, failed, blocked, unchanged, parsed,
       new, revised, known, rejected, forgotten, gone, skipped, capped,
       nullif(suspect, '') AS suspect, nullif(error, '') AS error
FROM run_coverage;
