-- Everything but documents is made from the records, so a corpus of an older schema loses its tables and is filled again.
DROP TABLE IF EXISTS regulations;
DROP TABLE IF EXISTS edges;
DROP TABLE IF EXISTS step_actors;
DROP TABLE IF EXISTS actors;
DROP TABLE IF EXISTS passages;
DROP TABLE IF EXISTS steps;
DROP TABLE IF EXISTS sops;
DROP TABLE IF EXISTS sop_fts;
DROP TABLE IF EXISTS word_grams;
DROP TABLE IF EXISTS words;
DROP TABLE IF EXISTS items;
DROP TABLE IF EXISTS facet_values;
DROP TABLE IF EXISTS sop_codes;
DROP TABLE IF EXISTS sop_words;

-- edges: [[from, to or null, label], ...]; actors: [[printed name, role], ...]; gaps: fields without a value; codes: facets.
CREATE TABLE sops (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL,
    sop_id {text} NOT NULL,
    title {text},
    instansi {text},
    instansi_folded {text} NOT NULL,
    nomor_sop {text},
    nomor_missing {text},
    tanggal_pembuatan {text},
    tanggal_revisi {text},
    tanggal_efektif {text},
    tanggal_pengesahan {text},
    year INTEGER,
    disahkan_jabatan {text},
    disahkan_nama {text},
    disahkan_nip {text},
    nip_valid INTEGER,
    pages {text} NOT NULL,
    flags {text} NOT NULL,
    confidence {real},
    edges {text} NOT NULL,
    actors {text} NOT NULL,
    gaps {text} NOT NULL,
    doubtful INTEGER NOT NULL
);
CREATE INDEX sops_document ON sops (document_id);

-- cells: {"aktivitas": [page, box or null, line or null], ...}; doubts: fields that wait for review;
-- longest: the upper end of the time in calendar days, for comparing only; waktu_status: of the reading, 'probable' where it
-- is in doubt but makes a likely time.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    sop INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    no {text} NOT NULL,
    aktivitas {text},
    kelengkapan {text},
    waktu {text},
    output {text},
    keterangan {text},
    unit {text},
    minutes_min {real},
    minutes_max {real},
    days_min {real},
    days_max {real},
    longest {real},
    waktu_status {text},
    page INTEGER,
    bbox {text},
    line INTEGER,
    cells {text} NOT NULL,
    doubts {text} NOT NULL,
    flags {text} NOT NULL
);
CREATE INDEX steps_sop ON steps (sop);
CREATE INDEX steps_longest ON steps (longest);

CREATE TABLE step_actors (
    step INTEGER NOT NULL,
    sop INTEGER NOT NULL,
    actor {text} NOT NULL,
    role {text},
    folded {text} NOT NULL,
    symbol {text},
    confidence {real},
    status {text}
);
CREATE INDEX step_actors_step ON step_actors (sop, step);
CREATE INDEX step_actors_folded ON step_actors (folded);

-- The identity block's number, dates and lists, also the missing ones: cited with their place, counted as unknown.
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    sop INTEGER NOT NULL,
    field {text} NOT NULL,
    ordinal INTEGER NOT NULL,
    text {text} NOT NULL,
    missing {text},
    page INTEGER,
    bbox {text},
    line INTEGER,
    confidence {real},
    status {text}
);
CREATE INDEX items_sop ON items (sop);
CREATE INDEX items_field ON items (field);

-- certainty: 'certain' as cited and read firmly; 'suspected' when the reading or the citation itself is in doubt.
CREATE TABLE regulations (
    sop INTEGER NOT NULL,
    item INTEGER NOT NULL,
    reg_id {text} NOT NULL,
    folded {text} NOT NULL,
    year INTEGER,
    certainty {text} NOT NULL CHECK (certainty IN ('certain', 'suspected'))
);
CREATE INDEX regulations_sop ON regulations (sop);
CREATE INDEX regulations_item ON regulations (item);
CREATE INDEX regulations_id ON regulations (reg_id);

-- Regulations named outside the legal basis; sop is NULL where the page belongs to no SOP or to several.
CREATE TABLE mentions (
    document INTEGER NOT NULL,
    sop INTEGER,
    reg_id {text} NOT NULL,
    folded {text} NOT NULL,
    text {text} NOT NULL,
    part {text} NOT NULL,
    page INTEGER,
    bbox {text},
    line INTEGER
);
CREATE INDEX mentions_document ON mentions (document);
CREATE INDEX mentions_id ON mentions (reg_id);

-- What SOPs are counted and filtered by. The kind is the code modulo 16, so that codes alone can be counted by kind.
CREATE TABLE facet_values (
    code INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    value {text} NOT NULL,
    folded {text} NOT NULL,
    UNIQUE (folded, kind)
);

-- The codes of each SOP as little-endian 32-bit numbers.
CREATE TABLE sop_codes (id INTEGER PRIMARY KEY, codes {blob} NOT NULL);

-- Every word ever indexed, and which words hold a trigram (of their skeleton): misread words are looked up here.
CREATE TABLE words (id INTEGER PRIMARY KEY, word {text} NOT NULL UNIQUE);
CREATE TABLE word_grams (gram {text} NOT NULL, first_id INTEGER NOT NULL, ids {blob} NOT NULL, PRIMARY KEY (gram, first_id));
