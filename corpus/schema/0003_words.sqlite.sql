-- The words of each SOP and the index over them; the signs that stand between cells are words of their own to the index,
-- so that no phrase runs from one cell into the next.
CREATE TABLE sop_words (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    title_extra TEXT NOT NULL,
    body TEXT NOT NULL,
    body_extra TEXT NOT NULL,
    codes TEXT NOT NULL
);
CREATE VIRTUAL TABLE sop_fts USING fts5 (
    title, title_extra, body, body_extra, codes,
    content = 'sop_words', content_rowid = 'id', columnsize = 0, tokenize = "unicode61 remove_diacritics 0 tokenchars '|/#'"
);
