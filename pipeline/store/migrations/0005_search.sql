-- Finding verbatims by their words and by what was read in them.

-- Current texts that some model has seen. rowid is the place: the second of
-- posted_at (0 where unknown) times 268,435,456 and verbatim.key, so that
-- descending places are the newest first.
CREATE VIRTUAL TABLE search USING fts5(title, text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
-- Segments are merged sixteen by sixteen and not before, which writes a text a
-- few times less; a transaction's words are kept in memory up to 16 MB.
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);

-- A row for each current text that a model has read or failed on, small enough
-- to look through a million. state is 1 where it was judged, 2 where it
-- complains, and 4 times the code of its cause. The masks say what mentions hold
-- that complain, that praise, that do neither: 1 for being there, 2 for a gap;
-- from bit 2 the classes (4), from 6 the stages (5), from 11 the signals (3),
-- from 14 the factors (6), from 20 the touchpoints (12), from 32 the themes.
CREATE TABLE facet (
  model   INTEGER NOT NULL,
  place   INTEGER NOT NULL,
  source  INTEGER NOT NULL,
  product INTEGER NOT NULL,
  state   INTEGER NOT NULL,
  complaining INTEGER NOT NULL,
  praising    INTEGER NOT NULL,
  neutral     INTEGER NOT NULL,
  PRIMARY KEY (model, place)
) STRICT, WITHOUT ROWID;
