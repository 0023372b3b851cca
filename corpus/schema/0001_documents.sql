-- One row per source file; the whole record is kept, compressed: pages, diagrams and every other table come from it.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    file {text} NOT NULL UNIQUE,
    sha256 {text} NOT NULL,
    kind {text} NOT NULL,
    pages INTEGER NOT NULL,
    record_sha256 {text} NOT NULL,
    record {blob} NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
