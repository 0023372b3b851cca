"""The questions people ask an archive of SOPs, by name: ``ask(corpus, "langkah-pelaksana", pelaksana="camat")``."""

from __future__ import annotations

from datetime import date

from corpus import questions_archive as archive
from corpus import questions_flow as flow
from corpus import questions_law as law
from corpus import questions_steps as steps
from corpus.answers import Answer, Parameter, Question
from corpus.store import Corpus

_SOP = Parameter("sop", "kata-kata dari judul, nomor atau nama berkas SOP; kosong berarti semua", default="")
_POST = Parameter("pelaksana", "nama jabatan, boleh singkatan, misalnya camat atau kasubbag")


class QuestionError(ValueError):
    """An unknown question, or a parameter that is missing or cannot be understood; the message says what to do."""


QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            "dasar-hukum",
            "SOP mana yang mencantumkan, diduga mencantumkan, atau hanya menyebut suatu peraturan?",
            law.citing,
            (Parameter("peraturan", "misalnya 'PP 8/2006' atau 'PermenPAN-RB 53/2014'"),),
        ),
        Question("dasar-hukum-diganti", "SOP mana yang memakai peraturan yang sudah diganti?", law.replaced),
        Question(
            "dasar-hukum-janggal",
            "Dasar hukum mana yang lebih baru dari SOP-nya, keliru, atau tidak lengkap?",
            law.suspicious,
        ),
        Question("langkah-pelaksana", "Langkah apa saja yang dilakukan suatu jabatan?", steps.steps_of_actor, (_POST,)),
        Question(
            "langkah-lama",
            "Langkah mana yang lebih lama dari sekian hari?",
            steps.long_steps,
            (
                Parameter("hari", "batas dalam hari kalender", "number", "5"),
                Parameter("termasuk", "ya: tepat sekian hari juga termasuk", "yes_no", "tidak"),
            ),
        ),
        Question("waktu-standar", "Berapa lama waktu standar suatu layanan?", steps.standard_time, (_SOP,)),
        Question("titik-kendali", "Apakah ada keputusan Ya/Tidak sebelum pengesahan?", steps.control_points, (_SOP,)),
        Question("persyaratan", "Syarat apa yang harus dibawa pemohon?", steps.requirements, (_SOP,)),
        Question("jalur-berkas", "Lewat siapa saja berkas berjalan?", steps.desks, (_SOP,)),
        Question(
            "serah-terima",
            "Siapa menerima apa dari siapa?",
            flow.hand_overs,
            (Parameter("pelaksana", "nama jabatan di salah satu ujung; kosong berarti semua", default=""), _SOP),
        ),
        Question("rantai-terpanjang", "Rangkaian langkah mana yang terpanjang?", flow.longest_chains, (_SOP,)),
        Question("putaran", "Langkah mana yang mengembalikan berkas?", flow.loops, (_SOP,)),
        Question("rekaman", "Rekaman apa yang dihasilkan tiap langkah?", steps.outputs, (_SOP,)),
        Question("aplikasi", "Bagian SOP mana yang menyebut aplikasi atau alamat web?", steps.applications),
        Question(
            "beban-kerja",
            "Berapa norma waktu tiap jabatan (dikalikan volume)?",
            steps.workload,
            (
                Parameter("pelaksana", "nama jabatan; kosong berarti semua", default=""),
                Parameter("volume", "berapa kali layanan dilakukan", "number", "1"),
            ),
        ),
        Question("inventaris", "Daftar inventaris SOP.", archive.inventory),
        Question(
            "lewat-reviu",
            "SOP mana yang melewati masa reviu?",
            archive.past_review,
            (
                Parameter("tahun", "masa reviu dalam tahun", "number", "2"),
                Parameter("tanggal", "dihitung sampai tanggal ini (YYYY-MM-DD); kosong berarti hari ini", "date", ""),
            ),
        ),
        Question("tanpa-nomor", "SOP mana yang belum bernomor atau tanpa tanggal efektif?", archive.unnumbered),
        Question("pengesah", "Siapa yang mengesahkan, dan apakah susunan NIP-nya sah?", archive.signatories),
        Question("sop-terkait", "SOP terkait mana yang disebut, dan apakah ada dalam arsip?", archive.linked_sops),
        Question("jabatan-usang", "Jabatan apa dalam SOP yang namanya sudah berubah?", archive.outdated_posts),
        Question(
            "sop-sejenis",
            "SOP mana yang menggambarkan prosedur yang sama?",
            archive.twins,
            (Parameter("kemiripan", "batas kemiripan 0 sampai 1", "number", "0.6"),),
        ),
        Question(
            "pokok-sama",
            "SOP mana yang membahas pokok yang sama?",
            archive.same_subject,
            (Parameter("kemiripan", "batas kemiripan kata pokok 0 sampai 1", "number", "0.6"),),
        ),
        Question(
            "bandingkan",
            "Apa beda dua prosedur, langkah demi langkah?",
            flow.comparison,
            (
                Parameter("pertama", "kata-kata dari judul, nomor atau nama berkas SOP pertama", default=""),
                Parameter("kedua", "kata-kata dari judul, nomor atau nama berkas SOP kedua", default=""),
            ),
        ),
        Question(
            "mutu-data", "Bagian mana yang kosong, tanpa waktu, atau perlu diperiksa, per SOP?", archive.reading_quality
        ),
    )
}


def ask(corpus: Corpus, name: str, **params: str | float | bool | date) -> Answer:
    """Answer a question of QUESTIONS. Parameters may come as text, as from a command line. Raises QuestionError."""
    question = QUESTIONS.get(name)
    if question is None:
        raise QuestionError(f"Tidak ada pertanyaan {name!r}. Yang ada: {', '.join(QUESTIONS)}.")
    known = {parameter.name for parameter in question.parameters}
    if extra := sorted(set(params) - known):
        raise QuestionError(
            f"Pertanyaan {name!r} tidak mengenal {', '.join(extra)}; yang dikenal: {', '.join(sorted(known))}."
        )
    values = {parameter.name: _value(parameter, params.get(parameter.name)) for parameter in question.parameters}
    return question.run(corpus, **values)


def _value(parameter: Parameter, given: object) -> str | float | bool | date:
    raw = parameter.default if given is None else given
    if raw is None:
        raise QuestionError(f"Sebutkan {parameter.name}: {parameter.description}.")
    text = str(raw).strip()
    try:
        match parameter.kind:
            case "number":
                return float(text.replace(",", "."))
            case "date":
                return date.fromisoformat(text) if text else date.today()
            case "yes_no":
                return {"ya": True, "y": True, "true": True, "tidak": False, "t": False, "false": False}[text.lower()]
            case "text":
                return text
    except (ValueError, KeyError) as error:
        raise QuestionError(f"{parameter.name} = {text!r} tidak dimengerti: {parameter.description}.") from error
