-- Near copies of a text. sketch sums up a revision's text; it is listed in the
-- index unless an equal sketch of a current text is.
CREATE TABLE sketch (
  revision INTEGER PRIMARY KEY REFERENCES revision(key) ON DELETE CASCADE,
  verbatim INTEGER NOT NULL,
  listed   INTEGER NOT NULL,
  body     BLOB NOT NULL
) STRICT;

-- The index from keys of sketches to revisions, as sorted runs: keys are hashes,
-- and one row each would touch a page of the file each. A run holds the entries
-- of one transaction, or those of several runs merged. Its pages hold entries of
-- eight bytes, key and revision in big-endian order, ascending; fences are the
-- first keys of its pages, filter a Bloom filter of all keys.
CREATE TABLE copy_run (
  key     INTEGER PRIMARY KEY,
  level   INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  fences  BLOB NOT NULL,
  filter  BLOB NOT NULL
) STRICT;

-- key is the run's times 16,777,216 and the place in it.
CREATE TABLE copy_page (
  key  INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;
