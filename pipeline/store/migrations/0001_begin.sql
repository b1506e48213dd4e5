-- Times are seconds since 1970 in UTC. Keys are internal; verbatim.id is the
-- name that the world sees.

CREATE TABLE source (
  key  INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE product (
  key  INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Prints of the keys that hashed authors, newest last: two hashes compare only
-- when made with one key. The keys themselves are never in here.
CREATE TABLE author_key (
  print TEXT PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fetch (
  key           INTEGER PRIMARY KEY,
  source        INTEGER NOT NULL REFERENCES source(key),
  url           TEXT NOT NULL,
  at            INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  bytes         INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  tries         INTEGER NOT NULL,
  error         TEXT NOT NULL,
  new           INTEGER NOT NULL DEFAULT 0,
  revised       INTEGER NOT NULL DEFAULT 0,
  known         INTEGER NOT NULL DEFAULT 0,
  rejected      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX fetch_source_url ON fetch(source, url, key);

-- One row per distinct reject; a rerun that meets it again counts it.
CREATE TABLE reject (
  key         INTEGER PRIMARY KEY,
  source      INTEGER NOT NULL REFERENCES source(key),
  digest      BLOB NOT NULL,
  place       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  raw         TEXT NOT NULL,
  first_fetch INTEGER NOT NULL REFERENCES fetch(key),
  last_fetch  INTEGER NOT NULL REFERENCES fetch(key),
  times       INTEGER NOT NULL DEFAULT 1,
  UNIQUE (source, digest)
) STRICT;

-- rating repeats the current revision's, so that counting reads no texts.
CREATE TABLE verbatim (
  key         INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
  source      INTEGER NOT NULL REFERENCES source(key),
  product     INTEGER NOT NULL REFERENCES product(key),
  posted_at   INTEGER,
  rating      REAL NOT NULL,
  revision    INTEGER NOT NULL,
  author      BLOB,
  first_fetch INTEGER NOT NULL REFERENCES fetch(key),
  last_fetch  INTEGER NOT NULL REFERENCES fetch(key),
  external_id TEXT NOT NULL,
  url         TEXT NOT NULL
) STRICT;
CREATE INDEX verbatim_posted ON verbatim(posted_at, id);
CREATE INDEX verbatim_source_posted ON verbatim(source, posted_at, id);

-- AUTOINCREMENT: model.mark relies on a key never being used twice.
CREATE TABLE revision (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  verbatim   INTEGER NOT NULL REFERENCES verbatim(key) ON DELETE CASCADE,
  number     INTEGER NOT NULL,
  content    TEXT NOT NULL,
  fetch      INTEGER NOT NULL REFERENCES fetch(key),
  rating     REAL NOT NULL,
  rating_raw TEXT NOT NULL,
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  UNIQUE (verbatim, number)
) STRICT;

CREATE TABLE taxonomy (
  key     INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  since   INTEGER NOT NULL
) STRICT;

-- What the small numbers of a taxonomy mean. Codes of kinds that a mention
-- holds several of (touchpoint, factor, signal) are bits: 1 << code.
CREATE TABLE label (
  taxonomy INTEGER NOT NULL REFERENCES taxonomy(key),
  kind     TEXT NOT NULL,
  code     INTEGER NOT NULL,
  name     TEXT NOT NULL,
  PRIMARY KEY (taxonomy, kind, code)
) STRICT, WITHOUT ROWID;

-- No current revision with a key up to mark waits for the model.
CREATE TABLE model (
  key        INTEGER PRIMARY KEY,
  version    TEXT NOT NULL UNIQUE,
  taxonomy   INTEGER NOT NULL REFERENCES taxonomy(key),
  mark       INTEGER NOT NULL DEFAULT 0,
  first_used INTEGER NOT NULL,
  last_used  INTEGER NOT NULL
) STRICT;

-- Probabilities are millionths. mentions is a list of lists of fourteen whole
-- numbers: start, end, polarity, p_complaint, class, p_product, p_marketing,
-- p_service, theme, stage, gap, touchpoints, factors, signals. One row holds
-- all that counting needs; see the view mentions for it spelt out.
CREATE TABLE annotation (
  model       INTEGER NOT NULL REFERENCES model(key),
  revision    INTEGER NOT NULL REFERENCES revision(key) ON DELETE CASCADE,
  language    TEXT NOT NULL,
  complaint   INTEGER NOT NULL,
  cause       INTEGER NOT NULL,
  p_product   INTEGER NOT NULL,
  p_marketing INTEGER NOT NULL,
  p_service   INTEGER NOT NULL,
  p_none      INTEGER NOT NULL,
  mentions_service INTEGER NOT NULL,
  narrow_service   INTEGER NOT NULL,
  mentions    TEXT NOT NULL,
  PRIMARY KEY (model, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_revision ON annotation(revision);

-- What only quoting and search need: aspects is a list per mention of terms,
-- entities a list of [start, end, text, label].
CREATE TABLE detail (
  model    INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  aspects  TEXT NOT NULL,
  entities TEXT NOT NULL,
  PRIMARY KEY (model, revision),
  FOREIGN KEY (model, revision) REFERENCES annotation(model, revision) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Verbatims that a model could not annotate: kept, counted, not tried again
-- with the same model.
CREATE TABLE quarantine (
  model    INTEGER NOT NULL REFERENCES model(key),
  revision INTEGER NOT NULL REFERENCES revision(key) ON DELETE CASCADE,
  reason   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (model, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_revision ON quarantine(revision);

-- finished is NULL while a run lasts, and for ever where it was cut off.
CREATE TABLE run (
  key      INTEGER PRIMARY KEY,
  started  INTEGER NOT NULL,
  finished INTEGER,
  outcome  TEXT NOT NULL DEFAULT '',
  summary  TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE coverage (
  run       INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  source    TEXT NOT NULL,
  announced INTEGER NOT NULL,
  pages     INTEGER NOT NULL,
  failed    INTEGER NOT NULL,
  blocked   INTEGER NOT NULL,
  parsed    INTEGER NOT NULL,
  new       INTEGER NOT NULL,
  revised   INTEGER NOT NULL,
  known     INTEGER NOT NULL,
  rejected  INTEGER NOT NULL,
  capped    INTEGER NOT NULL,
  suspect   TEXT NOT NULL,
  error     TEXT NOT NULL,
  PRIMARY KEY (run, source)
) STRICT, WITHOUT ROWID;

CREATE VIEW verbatims AS
SELECT v.id, s.name AS source, p.name AS product,
       strftime('%Y-%m-%dT%H:%M:%SZ', v.posted_at, 'unixepoch') AS posted_at,
       nullif(r.rating, 0) AS rating, r.title, r.text, v.url, v.external_id,
       r.number AS revision,
       strftime('%Y-%m-%dT%H:%M:%SZ', f.at, 'unixepoch') AS collected_at
FROM verbatim v
JOIN revision r ON r.key = v.revision
JOIN source s ON s.key = v.source
JOIN product p ON p.key = v.product
JOIN fetch f ON f.key = v.first_fetch;

CREATE VIEW annotations AS
SELECT v.id, m.version AS model, r.number AS revision, r.key = v.revision AS current,
       a.language, a.complaint, c.name AS cause,
       a.p_product / 1e6 AS p_product, a.p_marketing / 1e6 AS p_marketing,
       a.p_service / 1e6 AS p_service, a.p_none / 1e6 AS p_none,
       a.mentions_service, a.narrow_service,
       json_array_length(a.mentions) AS mentions
FROM annotation a
JOIN model m ON m.key = a.model
JOIN revision r ON r.key = a.revision
JOIN verbatim v ON v.key = r.verbatim
JOIN label c ON c.taxonomy = m.taxonomy AND c.kind = 'class' AND c.code = a.cause;

-- Offsets count bytes, so the sentence is cut from the bytes.
CREATE VIEW mentions AS
SELECT v.id, d.version AS model, r.key = v.revision AS current, j.key AS mention,
       CAST(substr(CAST(r.text AS BLOB), (j.value ->> 0) + 1, (j.value ->> 1) - (j.value ->> 0)) AS TEXT) AS text,
       j.value ->> 0 AS start, j.value ->> 1 AS end,
       po.name AS polarity, (j.value ->> 3) / 1e6 AS p_complaint,
       cl.name AS class, (j.value ->> 5) / 1e6 AS p_product,
       (j.value ->> 6) / 1e6 AS p_marketing, (j.value ->> 7) / 1e6 AS p_service,
       th.name AS theme, st.name AS stage, j.value ->> 10 AS gap,
       (SELECT group_concat(l.name) FROM label l WHERE l.taxonomy = d.taxonomy
         AND l.kind = 'touchpoint' AND (j.value ->> 11) & (1 << l.code)) AS touchpoints,
       (SELECT group_concat(l.name) FROM label l WHERE l.taxonomy = d.taxonomy
         AND l.kind = 'factor' AND (j.value ->> 12) & (1 << l.code)) AS factors,
       (SELECT group_concat(l.name) FROM label l WHERE l.taxonomy = d.taxonomy
         AND l.kind = 'signal' AND (j.value ->> 13) & (1 << l.code)) AS signals,
       t.aspects -> j.key AS aspects
FROM annotation a
JOIN model d ON d.key = a.model
JOIN revision r ON r.key = a.revision
JOIN verbatim v ON v.key = r.verbatim
LEFT JOIN detail t ON t.model = a.model AND t.revision = a.revision
JOIN json_each(a.mentions) j
JOIN label po ON po.taxonomy = d.taxonomy AND po.kind = 'polarity' AND po.code = j.value ->> 2
JOIN label cl ON cl.taxonomy = d.taxonomy AND cl.kind = 'class' AND cl.code = j.value ->> 4
JOIN label th ON th.taxonomy = d.taxonomy AND th.kind = 'theme' AND th.code = j.value ->> 8
JOIN label st ON st.taxonomy = d.taxonomy AND st.kind = 'stage' AND st.code = j.value ->> 9;

CREATE VIEW entities AS
SELECT v.id, m.version AS model, r.key = v.revision AS current,
       j.value ->> 0 AS start, j.value ->> 1 AS end, j.value ->> 2 AS text, j.value ->> 3 AS label
FROM detail t
JOIN model m ON m.key = t.model
JOIN revision r ON r.key = t.revision
JOIN verbatim v ON v.key = r.verbatim
JOIN json_each(t.entities) j;
