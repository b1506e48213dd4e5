-- Indexes by date without the ID, a third of the size: dates of an import are in
-- no order, so each verbatim touches a page of each. Equal seconds are put in
-- the order of IDs by the reader.
DROP INDEX verbatim_posted;
DROP INDEX verbatim_source_posted;
CREATE INDEX verbatim_posted ON verbatim(posted_at);
CREATE INDEX verbatim_source_posted ON verbatim(source, posted_at);
