-- One row per source file; the whole record is kept, compressed, so that pages and diagrams need no second store.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    pages INTEGER NOT NULL,
    record_sha256 TEXT NOT NULL,
    record BLOB NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);

CREATE TABLE sops (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    sop_id TEXT NOT NULL,
    title TEXT,
    instansi TEXT,
    instansi_folded TEXT NOT NULL,
    nomor_sop TEXT,
    nomor_missing TEXT,
    tanggal_pembuatan TEXT,
    tanggal_revisi TEXT,
    tanggal_efektif TEXT,
    tanggal_pengesahan TEXT,
    year INTEGER,
    disahkan_jabatan TEXT,
    disahkan_nama TEXT,
    disahkan_nip TEXT,
    nip_valid INTEGER,
    pages TEXT NOT NULL,
    flags TEXT NOT NULL,
    confidence REAL
);
CREATE INDEX sops_document ON sops (document_id);
CREATE INDEX sops_year ON sops (year);

CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    sop INTEGER NOT NULL REFERENCES sops (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    no TEXT NOT NULL,
    aktivitas TEXT,
    kelengkapan TEXT,
    waktu TEXT,
    output TEXT,
    keterangan TEXT,
    unit TEXT,
    minutes_min REAL,
    minutes_max REAL,
    days_min REAL,
    days_max REAL,
    waktu_confidence REAL,
    waktu_status TEXT,
    page INTEGER,
    bbox TEXT,
    line INTEGER,
    cells TEXT NOT NULL,
    flags TEXT NOT NULL
);
CREATE INDEX steps_sop ON steps (sop);

-- Every leaf of the record, also the missing ones: what is searched, cited with its place, and counted as unknown.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    sop INTEGER NOT NULL REFERENCES sops (id) ON DELETE CASCADE,
    step INTEGER REFERENCES steps (id) ON DELETE CASCADE,
    tier INTEGER NOT NULL,
    field TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    raw TEXT NOT NULL,
    missing TEXT,
    page INTEGER,
    bbox TEXT,
    line INTEGER,
    confidence REAL,
    status TEXT
);
CREATE INDEX passages_sop ON passages (sop);
CREATE INDEX passages_step ON passages (step);

CREATE TABLE actors (
    sop INTEGER NOT NULL REFERENCES sops (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    folded TEXT NOT NULL
);
CREATE INDEX actors_sop ON actors (sop);
CREATE INDEX actors_folded ON actors (folded);

CREATE TABLE step_actors (
    step INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
    actor TEXT NOT NULL,
    role TEXT,
    folded TEXT NOT NULL,
    symbol TEXT,
    confidence REAL,
    status TEXT
);
CREATE INDEX step_actors_step ON step_actors (step);
CREATE INDEX step_actors_folded ON step_actors (folded, step);

CREATE TABLE edges (
    sop INTEGER NOT NULL REFERENCES sops (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    label TEXT,
    confidence REAL
);
CREATE INDEX edges_sop ON edges (sop);

-- certainty: 'certain' as cited and read firmly; 'suspected' when the reading or the citation itself is in doubt.
CREATE TABLE regulations (
    sop INTEGER NOT NULL REFERENCES sops (id) ON DELETE CASCADE,
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    reg_id TEXT NOT NULL,
    folded TEXT NOT NULL,
    year INTEGER,
    certainty TEXT NOT NULL CHECK (certainty IN ('certain', 'suspected'))
);
CREATE INDEX regulations_sop ON regulations (sop);
CREATE INDEX regulations_passage ON regulations (passage);
CREATE INDEX regulations_folded ON regulations (folded);

-- rowid = sops.id; each tier twice: the words as printed (phrases, prefixes) and their stems.
CREATE VIRTUAL TABLE sop_fts USING fts5 (
    title, title_stems, steps, step_stems, lists, list_stems,
    tokenize = "unicode61 remove_diacritics 2"
);

-- Every word ever indexed, with its trigrams: words that were misread or mistyped are looked up here.
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, skeleton TEXT NOT NULL);
CREATE INDEX words_skeleton ON words (skeleton);
CREATE VIRTUAL TABLE word_grams USING fts5 (word, content = 'words', content_rowid = 'id', tokenize = 'trigram');
