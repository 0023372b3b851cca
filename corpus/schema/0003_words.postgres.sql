-- The words of each SOP; lexemes holds them with their positions, title words a second time with a "1" before them,
-- and the codes of the facets after a "#".
CREATE TABLE sop_words (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    title_extra TEXT NOT NULL,
    body TEXT NOT NULL,
    body_extra TEXT NOT NULL,
    lexemes TSVECTOR NOT NULL
);
CREATE INDEX sop_words_lexemes ON sop_words USING gin (lexemes);
