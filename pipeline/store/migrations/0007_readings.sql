-- What counting needs of each current text that a model has read or failed on,
-- in the order of places (see migration 0005), so that counting reads pages one
-- after another instead of three tables at random. Dates arrive in no order, so
-- readings are kept as sorted runs: one for each transaction, or several merged.
-- places are the lowest and the highest place of each page of the run, eight
-- bytes each in big-endian order; reading.go says what a page holds.
CREATE TABLE reading_run (
  key     INTEGER PRIMARY KEY,
  model   INTEGER NOT NULL REFERENCES model(key),
  entries INTEGER NOT NULL,
  places  BLOB NOT NULL
) STRICT;

-- key is the run's times 16,777,216 and the place in it.
CREATE TABLE reading_page (
  key  INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

-- Sixteen segments merged at once made one transaction in 256 write all words
-- anew, which took seconds. Now every transaction merges a little, in proportion
-- to what it writes, and only where a level holds 64 segments.
INSERT INTO search (search, rank) VALUES ('automerge', 64);
INSERT INTO search (search, rank) VALUES ('crisismerge', 512);
