"""Evidence weighed into a probability: a small fitted model for each kind of value, read from a data file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from normalize.confidence import Evidence

MODEL_FILE = "confidence_weights.json"
SILENT_TARGET = 0.005
"""The share of wrong values among those nobody looks at that an archive can live with; the default of the setting."""
NOTEWORTHY = 0.7
"""A doubt that costs at least so many units of log-odds is told to the reviewer."""
MOST_REASONS = 3
SUREST = 0.9999
"""No value is surer: the figures rest on some ten thousand values."""
OVERLAP_BELOW, OVERLAP = 0.5, 0.65
"""Log-odds below the first count this share: where many doubts meet they tell the same thing twice (cross-fitted)."""
NAME_SPOILS = 0.4
"""How far a wrong column name makes its symbols wrong: most differ by a letter and are recognized (made sets)."""

REASONS = {
    "header_doubt": "judul kolom atau label kurang jelas",
    "inherited_header": "judul kolom dari halaman sebelumnya",
    "place_doubt": "letak isian kurang pasti",
    "grid_doubt": "garis tabel kurang jelas",
    "row_doubt": "nomor langkah di sekitar baris ini tidak cocok",
    "continued": "sambungan dari halaman atau baris sebelumnya",
    "unparsed": "nilai tidak dapat ditafsirkan",
    "out_of_sequence": "nomor langkah tidak berurutan",
    "unread_ink": "ada tinta yang tidak terbaca",
    "overprinted": "mungkin tertutup cap, tanda tangan, atau paraf",
    "lone_figure": "angka tunggal dibaca satu mesin",
    "odd_name": "nama pelaksana tampak terpotong",
    "required": "isian wajib tidak terbaca",
    "merged": "sel dianggap menyatu dengan langkah di atasnya",
    "absent": "label tidak ditemukan",
    "line_doubt": "mesin baca kurang yakin",
    "engine_doubt": "mesin baca kurang yakin",
    "stained": "ada cap atau coretan di atas tulisannya",
    "disagree": "dua mesin baca berbeda hasil",
    "digits_differ": "angka berbeda antara dua mesin baca",
    "spaces_differ": "spasi berbeda antara dua mesin baca",
    "blank": "sel kosong",
    "marks_differ": "tanda baca berbeda antara dua mesin baca",
    "case_differ": "huruf besar berbeda antara dua mesin baca",
    "words_differ": "kata berbeda antara dua mesin baca",
    "words_settled": "kata berbeda antara dua mesin baca",
    "strange_names": "ada kata yang tidak dikenal",
    "torn": "ada kata yang terpotong",
    "stop_changed": "titik atau koma diganti",
    "mixed_stops": "pemisah daftar tidak sama dengan sel lain di kolomnya",
    "beside_cut": "kalimat sel di atas atau di bawahnya terpotong",
    "disputed_alone": "dua mesin baca berbeda hasil",
    "short": "teks sangat pendek",
    "long": "teks panjang",
    "figures": "angka hasil pindaian",
    "unknown_words": "ada kata yang tidak dikenal",
    "odd_marks": "ada huruf atau tanda yang janggal",
    "seldom_blank": "isian ini biasanya tidak kosong",
    "only_figures": "hanya angka di tempat kata-kata",
    "odd_field": "isinya tidak seperti isian ini",
    "joined": "mungkin dua isian menyatu",
    "one_engine": "dibaca satu mesin saja",
    "weak_alone": "dibaca satu mesin saja dan kurang yakin",
    "glued": "angka dan kata menempel",
    "list_stops": "tanda koma, titik dua, atau titik koma mudah tertukar",
    "unseen_colon": "tanda koma, titik dua, atau titik koma mudah tertukar",
    "unseen_marks": "tanda baca hasil pindaian kurang jelas",
    "lost_marks": "mungkin ada tanda baca yang tidak terbaca",
    "unseen_points": "tanda baca hasil pindaian kurang jelas",
    "near_twin": "sel lain hampir sama tetapi tidak persis",
    "odd_mark": "simbol mulai atau selesai di tengah alur",
    "plain_end": "langkah pertama atau terakhir tanpa simbol mulai atau selesai",
    "odd_exits": "jumlah panah keluar tidak sesuai simbolnya",
    "crowded": "beberapa simbol dalam satu langkah",
    "crowded_poor": "beberapa simbol dalam satu langkah",
    "usual_mark": "bentuk simbol kurang jelas",
    "edge_doubt": "garis panah kurang jelas",
    "hint_doubt": "garis panah kurang jelas",
    "stops": "tanda baca hasil pindaian",
    "cut": "teks tampak terpotong",
    "label_inside": "teks memuat judul kotak lain",
    "is_heading": "tampak seperti judul kolom atau label panah",
    "number_inside": "teks memuat nomor baris lain",
    "line_gap": "jarak baris janggal: mungkin dua sel menyatu",
    "changed": "teks diperbaiki",
    "open_repairs": "mungkin ada salah baca",
    "page_doubt": "halaman buram atau pudar",
    "coarse": "resolusi pindaian rendah",
    "page_noise": "halaman ini sulit dibaca",
    "page_disagree": "mesin baca sering berbeda di halaman ini",
    "row_noise": "susunan baris ini meragukan",
    "lost_numbers": "ada nomor langkah yang hilang atau ganda",
    "number_gap": "nomor langkah sebelum atau sesudahnya hilang",
    "unlike_column": "berbeda dari isi kolom ini pada langkah lain",
    "longer": "jauh lebih panjang daripada sel lain di kolomnya",
    "name_doubt": "nama atau simbol pelaksana meragukan",
    "backward": "panah kembali ke langkah sebelumnya",
    "leap": "panah melompati langkah",
    "plain_leap": "panah tanpa label melompati atau kembali ke langkah lain",
    "usual_next": "garis panah tidak terlihat utuh",
    "box_doubt": "bentuk simbol kurang jelas",
    "poor_box": "bentuk simbol kurang jelas",
    "unlabelled": "panah keputusan tanpa label",
}
"""What a doubt is called for people. Objections and made-out words have reasons of their own; ink is no reason."""


@dataclass(frozen=True, slots=True)
class KindModel:
    """Log-odds = ``bias`` minus the weighted doubts."""

    bias: float
    weights: Mapping[str, float]

    def score(self, doubts: Mapping[str, float]) -> float:
        """Log-odds of being right."""
        return self.bias - sum(self.weights.get(name, 0.0) * doubt for name, doubt in doubts.items())


@dataclass(frozen=True, slots=True)
class Model:
    """``knots``: doubts that count in pieces, each full at a value of its own. ``thresholds``: silent share -> least
    confidence that may stand unread."""

    kinds: Mapping[str, KindModel]
    knots: Mapping[str, tuple[float, ...]]
    thresholds: tuple[tuple[float, float], ...]
    provenance: Mapping[str, Any]

    def threshold(self, target: float = SILENT_TARGET) -> float:
        """The confidence from which values may stand unread for a share of silent errors; the next stricter one."""
        fitting = [least for silent, least in self.thresholds if silent <= target]
        return fitting[-1] if fitting else 1.0


def pieces(doubts: Mapping[str, float], knots: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Doubts as the model takes them: ``line_doubt`` 0.05 with knots .1 and .5 is two features, 0.5 and 0.1."""
    found: dict[str, float] = {}
    for name, doubt in doubts.items():
        for knot in knots.get(name, (1.0,)):
            found[f"{name}<{knot:g}" if name in knots else name] = min(1.0, doubt / knot)
    return found


def probability_of(log_odds: float) -> float:
    """The probability that log-odds stand for.

    >>> 0.0 < probability_of(-3.0) < probability_of(0.5) < probability_of(0.6) < 1.0
    True
    """
    softened = log_odds if log_odds > OVERLAP_BELOW else OVERLAP_BELOW + OVERLAP * (log_odds - OVERLAP_BELOW)
    return min(SUREST, 1.0 / (1.0 + exp(-softened)))


def weigh(kind: str, evidence: Evidence) -> tuple[float, tuple[str, ...]]:
    """Probability 0..1 that a value of this kind is exactly right, and the Indonesian reasons for its doubts."""
    model = load_model()
    one = model.kinds[kind]
    doubts = pieces(evidence.to_json(), model.knots)
    probability = probability_of(one.score(doubts))
    costs: dict[str, float] = {}
    for name, doubt in doubts.items():
        whole = name.partition("<")[0]
        costs[whole] = costs.get(whole, 0.0) + one.weights.get(name, 0.0) * doubt
    told = sorted(
        (name for name, cost in costs.items() if cost >= NOTEWORTHY and name in REASONS), key=costs.__getitem__
    )
    return probability, tuple(dict.fromkeys(REASONS[name] for name in reversed(told[-MOST_REASONS:])))


@cache
def load_model() -> Model:
    """The fitted model."""
    return model_from(json.loads((files("normalize") / MODEL_FILE).read_text(encoding="utf-8")))


def model_from(data: Mapping[str, Any]) -> Model:
    """A model from its data file."""
    kinds = {name: KindModel(one["bias"], one["weights"]) for name, one in data["kinds"].items()}
    thresholds = tuple(sorted((silent, least) for silent, least in data["thresholds"]))
    knots = {name: tuple(values) for name, values in data["knots"].items()}
    return Model(kinds, knots, thresholds, data["provenance"])
