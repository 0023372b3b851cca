"""What fields are called where people read of them."""

from __future__ import annotations

LABELS = {
    "instansi": "Instansi",
    "nomor_sop": "Nomor SOP",
    "nama_sop": "Nama SOP",
    "tanggal_pembuatan": "Tanggal pembuatan",
    "tanggal_revisi": "Tanggal revisi",
    "tanggal_efektif": "Tanggal efektif",
    "tanggal_pengesahan": "Tanggal pengesahan",
    "disahkan_oleh.jabatan": "Disahkan oleh",
    "disahkan_oleh.nama": "Nama pengesah",
    "disahkan_oleh.nip": "NIP pengesah",
    "dasar_hukum": "Dasar hukum",
    "kualifikasi_pelaksana": "Kualifikasi pelaksana",
    "keterkaitan": "Keterkaitan",
    "peralatan_perlengkapan": "Peralatan/perlengkapan",
    "peringatan": "Peringatan",
    "pencatatan_pendataan": "Pencatatan dan pendataan",
    "aktivitas": "Aktivitas",
    "pelaksana": "Pelaksana",
    "kelengkapan": "Kelengkapan",
    "waktu": "Waktu",
    "output": "Output",
    "keterangan": "Keterangan",
}

UNTITLED = "(tanpa judul)"
"""Shown where no title was read."""
