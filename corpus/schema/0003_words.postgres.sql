-- The words of each SOP; lexemes holds them with their positions, title words a second time with a "1" before them,
-- and the codes of the facets after a "#". Texts stand apart from their row, so that counting what the index found
-- passes through few pages.
CREATE TABLE sop_words (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    title_extra TEXT NOT NULL,
    body TEXT NOT NULL,
    body_extra TEXT NOT NULL,
    lexemes TSVECTOR NOT NULL
) WITH (toast_tuple_target = 128);
CREATE INDEX sop_words_lexemes ON sop_words USING gin (lexemes);
