"""The invented SOPs of samples/. Offices, people and numbers exist nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["start", "end", "process", "decision"]


@dataclass(frozen=True, slots=True)
class SampleStep:
    """A row of the step table; ``actor`` counts the actor columns from 0."""

    text: str
    actor: int
    kind: Kind
    needs: str
    time: str
    output: str
    note: str = ""
    no_to: int | None = None
    """For a decision: the row (from 0) that Tidak leads back to."""


@dataclass(frozen=True, slots=True)
class SampleSop:
    """One SOP. ``facts`` are the rows right of the letterhead, ``boxes`` the pairs of lists below it."""

    office: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    boxes: tuple[tuple[str, tuple[str, ...]], ...]
    actors: tuple[str, ...]
    steps: tuple[SampleStep, ...]


DOMISILI = SampleSop(
    office=("PEMERINTAH KOTA NUSABAKTI", "KECAMATAN SEKAR MELATI", "KELURAHAN CEMARA INDAH"),
    facts=(
        ("Nomor SOP", "065/12/KCI/2024"),
        ("Tanggal Pembuatan", "8 Januari 2024"),
        ("Tanggal Revisi", "-"),
        ("Tanggal Efektif", "1 Februari 2024"),
        ("Disahkan oleh", "LURAH CEMARA INDAH\n\n\nRATNA WULANSARI, S.Sos\nNIP. 19810317 200604 2 011"),
        ("Nama SOP", "Pelayanan Surat Keterangan Domisili Usaha"),
    ),
    boxes=(
        (
            "Dasar Hukum",
            (
                "1. Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
                "2. Peraturan Pemerintah Nomor 17 Tahun 2018 tentang Kecamatan",
                "3. Peraturan Wali Kota Nusabakti Nomor 31 Tahun 2022 tentang Tugas dan Fungsi Kelurahan",
            ),
        ),
        (
            "Kualifikasi Pelaksana",
            ("1. Memahami tata naskah dinas", "2. Mampu mengoperasikan komputer", "3. Pendidikan minimal SMA"),
        ),
        ("Keterkaitan", ("1. SOP Pengelolaan Surat Masuk",)),
        ("Peralatan/Perlengkapan", ("1. Komputer dan printer", "2. Buku register", "3. Alat tulis kantor")),
        ("Peringatan", ("Apabila berkas tidak lengkap, permohonan dikembalikan kepada pemohon.",)),
        ("Pencatatan dan Pendataan", ("Buku register surat keterangan",)),
    ),
    actors=("Pemohon", "Petugas Loket", "Kasi Pelayanan", "Lurah"),
    steps=(
        SampleStep("Menyerahkan berkas permohonan ke loket", 0, "start", "Surat pengantar RT/RW, fotokopi KTP",
                   "5 menit", "Berkas permohonan"),
        SampleStep("Memeriksa kelengkapan berkas permohonan", 1, "decision", "Berkas permohonan", "10 menit",
                   "Berkas lengkap", "Berkas tidak lengkap dikembalikan", no_to=0),
        SampleStep("Mengetik konsep surat keterangan dan mencatat dalam register", 1, "process",
                   "Berkas lengkap, buku register", "15 menit", "Konsep surat"),
        SampleStep("Meneliti dan memaraf konsep surat", 2, "process", "Konsep surat", "10 menit", "Konsep diparaf"),
        SampleStep("Menandatangani surat keterangan", 3, "process", "Konsep diparaf", "1 jam",
                   "Surat keterangan ditandatangani", "Atau pejabat yang ditunjuk"),
        SampleStep("Memberi nomor dan stempel, lalu mengarsipkan salinan", 1, "process", "Surat keterangan, stempel",
                   "5 menit", "Surat bernomor, arsip"),
        SampleStep("Menerima surat keterangan", 0, "end", "Surat bernomor", "5 menit", "Surat diterima", "-"),
    ),
)  # fmt: skip

PINJAM_ARSIP = SampleSop(
    office=("PEMERINTAH KABUPATEN TIRTAMAYA", "DINAS PERPUSTAKAAN DAN KEARSIPAN"),
    facts=(
        ("Nomor SOP", "045.2/07/DPK-TM"),
        ("Tanggal Pembuatan", "14 Maret 2022"),
        ("Tanggal Revisi", "6 Juni 2023"),
        ("Tanggal Efektif", "3 Juli 2023"),
        ("Disahkan oleh", "KEPALA DINAS\n\n\nBAGAS PRAWIRANEGARA, S.H., M.Si.\nNIP. 19721105 199803 1 004"),
        ("Nama SOP", "Peminjaman Arsip Inaktif"),
    ),
    boxes=(
        ("Dasar Hukum", ("1. Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan",
                         "2. Peraturan Pemerintah Nomor 28 Tahun 2012 tentang Pelaksanaan UU Nomor 43 Tahun 2009")),
        ("Kualifikasi Pelaksana", ("1. Arsiparis", "2. Memahami daftar arsip inaktif")),
        ("Keterkaitan", ("1. SOP Penyimpanan Arsip", "2. SOP Pemindahan Arsip")),
        ("Peralatan/Perlengkapan", ("1. Daftar arsip inaktif", "2. Formulir peminjaman", "3. Komputer")),
        ("Peringatan", ("Arsip yang terlambat dikembalikan dicatat dan ditagih.",)),
        ("Pencatatan dan Pendataan", ("Buku peminjaman arsip",)),
    ),
    actors=("Peminjam", "Arsiparis", "Kepala Bidang"),
    steps=(
        SampleStep("Mengisi formulir peminjaman arsip", 0, "start", "Formulir peminjaman", "5 menit",
                   "Formulir terisi"),
        SampleStep("Memeriksa formulir dan hak akses peminjam", 1, "process", "Formulir terisi", "10 menit",
                   "Formulir diperiksa"),
        SampleStep("Menyetujui peminjaman arsip", 2, "decision", "Formulir diperiksa", "15 menit", "Persetujuan",
                   "Arsip tertutup memerlukan izin Kepala Dinas", no_to=0),
        SampleStep("Mengambil arsip dari ruang simpan", 1, "process", "Persetujuan, daftar arsip", "30 menit", "Arsip"),
        SampleStep("Mencatat peminjaman dan menyerahkan arsip", 1, "process", "Arsip, buku peminjaman", "10 menit",
                   "Catatan peminjaman"),
        SampleStep("Menerima arsip dan menandatangani bukti pinjam", 0, "end", "Catatan peminjaman", "5 menit",
                   "Bukti pinjam", "Paling lama 5 hari"),
    ),
)  # fmt: skip

RAPAT_DUMP = """\
PEMERINTAH KABUPATEN TIRTAMAYA
KECAMATAN LEMBAH PINANG

Nomor SOP\t130/04/LP/2023
Tanggal Pembuatan\t9 Mei 2023
Tanggal Revisi\t-
Tanggal Efektif\t22 Mei 2023
Disahkan oleh\tCAMAT LEMBAH PINANG
SOP Penyelenggaraan Rapat Koordinasi\tDANAR WICAKSONO, S.STP\tNIP 19790822 199912 1 003

Dasar Hukum:

1. Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah
2. Peraturan Bupati Tirtamaya Nomor 19 Tahun 2021 tentang Tata Naskah Dinas

Kualifikasi Pelaksana:

1. Memahami tata naskah dinas
2. Mampu mengoperasikan komputer

Keterkaitan:

1. SOP Pengelolaan Surat Keluar

Peralatan/Perlengkapan:

1. Ruang rapat
2. Komputer dan proyektor

Peringatan:

Apabila undangan terlambat, peserta rapat tidak lengkap.

Pencatatan dan Pendataan:

Notulen dan daftar hadir

No\tAktivitas\tPelaksana\t\t\tMutu Baku\t\t\tKeterangan
\t\tPelaksana Umum\tKasi Pemerintahan\tCamat\tKelengkapan\tWaktu\tOutput\t
1\tMenugaskan penyiapan rapat koordinasi\t\t\t\tDisposisi\t10 menit\tDisposisi\t
2\tMenyusun konsep undangan dan bahan rapat\t\t\t\tDisposisi\t2 jam\tKonsep undangan\t
3\tMeneliti dan memaraf konsep undangan\t\t\t\tKonsep undangan\t30 menit\tKonsep diparaf\t
4\tMenandatangani undangan\t\t\t\tKonsep diparaf\t15 menit\tUndangan\tAtau Sekretaris Kecamatan
5\tMengirim undangan kepada peserta\t\t\t\tUndangan\t1 hari\tBukti kirim\t
6\tMemimpin rapat koordinasi\t\t\t\tBahan rapat\t3 jam\tHasil rapat\t
7\tMenyusun notulen dan mengarsipkan\t\t\t\tHasil rapat\t1 hari\tNotulen, daftar hadir\t-
"""

UNDANGAN = """\
PEMERINTAH KABUPATEN TIRTAMAYA
KECAMATAN LEMBAH PINANG

Nomor     : 005/118/LP/2024
Perihal   : Undangan kerja bakti

Yth. warga Kecamatan Lembah Pinang

Mengharap kehadiran Saudara pada kerja bakti hari Minggu, 14 April 2024, pukul 07.00, di lapangan kecamatan.
Harap membawa peralatan masing-masing. Atas perhatian Saudara kami ucapkan terima kasih.
"""
