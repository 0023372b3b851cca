"""Questions about steps: who does them, how long they take, what they need and make."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import lru_cache
from itertools import groupby
from typing import Any

from corpus.answers import (
    DOUBTFUL,
    PLACE_COLUMNS,
    STEPS,
    SURE,
    UNKNOWN,
    Answer,
    Value,
    cells_of_sops,
    certainty,
    joined,
    number_range,
    place,
    sops_named,
    sops_with_words,
)
from corpus.conditions import actor_names
from corpus.database import Database, marks
from corpus.labels import LABELS
from corpus.query import expand_names
from corpus.rows import PROBABLE
from corpus.store import Corpus
from corpus.words import VOCAB, split_words, stem


@lru_cache(maxsize=1)
def posts() -> dict[str, list[str]]:
    """Applicants and approval words (vocab/posts.json)."""
    data = json.loads((VOCAB / "posts.json").read_text(encoding="utf-8"))
    return {name: list(data[name]) for name in ("applicants", "approval_stems")}


def steps_of_actor(corpus: Corpus, pelaksana: str) -> Answer:
    """Which steps does this post do. Steps whose text names it as the doer are told apart from drawn symbols."""
    names = actor_names(corpus.connection, pelaksana)
    test = f"a.folded IN ({marks(names)})"
    drawn = corpus.connection.execute(
        f"SELECT steps.*, a.actor, a.status FROM ({STEPS}) steps JOIN step_actors a ON a.step = steps.id"
        f" WHERE {test} ORDER BY file, steps.id",
        names,
    ).fetchall()
    rows = [(row["aktivitas"], row["actor"], certainty(row["status"]), *place(row)) for row in drawn]
    silent = _steps_without_actor(corpus.connection)
    doer = _doer_pattern(pelaksana)
    named = [row for row in silent if doer.search(" ".join(split_words(row["aktivitas"] or "")))]
    rows += [(row["aktivitas"], None, "disebut dalam kalimat", *place(row)) for row in named]
    unknown = len(silent) - len(named)
    note = (
        f"{unknown} langkah lain tidak diketahui pelaksananya; di antaranya mungkin ada yang dimaksud."
        if unknown
        else ""
    )
    return Answer(("Aktivitas", "Pelaksana", "Kepastian", *PLACE_COLUMNS), tuple(rows), note, unknown)


def _steps_without_actor(database: Database) -> list[Any]:
    return database.execute(
        f"{STEPS} WHERE NOT EXISTS (SELECT 1 FROM step_actors a WHERE a.sop = t.sop AND a.step = t.id)"
        " ORDER BY d.file, t.id"
    ).fetchall()


def _doer_pattern(post: str) -> re.Pattern[str]:
    """A sentence that begins with the post, or says "oleh" before it; "kepada Camat" is a recipient."""
    names = "|".join(re.escape(name) for name in expand_names(" ".join(split_words(post))) if name) or r"(?!)"
    return re.compile(rf"^(?:{names})\b|\boleh (?:{names})\b")


def long_steps(corpus: Corpus, hari: float, termasuk: bool) -> Answer:
    """Steps that take longer than so many days (or at least so many). Doubtful readings are listed as such."""
    sign = ">=" if termasuk else ">"
    found = corpus.connection.execute(
        f"{STEPS} WHERE t.longest {sign} ? AND t.longest > 0"
        " ORDER BY CASE WHEN t.waktu_status IN ('review', 'probable') THEN 1 ELSE 0 END, d.file, t.id",
        (hari,),
    ).fetchall()
    rows = tuple((row["aktivitas"], row["waktu"], certainty(row["waktu_status"]), *place(row)) for row in found)
    (silent,) = corpus.connection.execute("SELECT count(*) FROM steps WHERE longest IS NULL").fetchone()
    note = f"{silent} langkah tidak menyebut waktu yang dapat dibandingkan." if silent else ""
    return Answer(("Aktivitas", "Waktu", "Kepastian", *PLACE_COLUMNS), rows, note, silent)


def standard_time(corpus: Corpus, sop: str) -> Answer:
    """The total time of each SOP. Minutes and days are apart.

    Sure readings are added, and once more together with the probable ones; the doubtful are counted and named.
    """
    columns = (
        *("Langkah dihitung", "Menit", "Hari", "Langkah dengan waktu mungkin", "Menit bila benar", "Hari bila benar"),
        *("Tanpa waktu", "Waktu meragukan", "Langkah dengan waktu meragukan"),
    )
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in sops_named(corpus.connection, sop):
        steps = corpus.connection.execute("SELECT * FROM steps WHERE sop = ? ORDER BY ordinal", (row["id"],)).fetchall()
        by_certainty = defaultdict[str, list[Any]](list)
        for step in steps:
            by_certainty[_time_certainty(step)].append(step)
        sure, likely, doubted = (by_certainty[name] for name in (SURE, PROBABLE, DOUBTFUL))
        totals = [_total(sure, "minutes"), _total(sure, "days")]
        if_right = [_total([*sure, *likely], scale) if likely else None for scale in ("minutes", "days")]
        counts = len(by_certainty[UNKNOWN]), len(doubted)
        rows.append((len(sure), *totals, _numbers(likely), *if_right, *counts, _numbers(doubted), *place(row)))
        unknown += len(steps) - len(sure)
    note = (
        "Menit/jam dan hari dijumlah terpisah; langkah yang diulang karena 'Tidak' dihitung sekali."
        " 'Bila benar': termasuk waktu yang bacaannya belum pasti tetapi masuk akal."
    )
    return Answer((*columns, *PLACE_COLUMNS), tuple(rows), note, unknown)


def _time_certainty(step: Any) -> str:
    """SURE, PROBABLE, DOUBTFUL (also where something stands that could not be read), UNKNOWN where nothing stands."""
    told = step["minutes_max"] is not None or step["days_max"] is not None
    if step["waktu_status"] == "review":
        return DOUBTFUL
    return UNKNOWN if not told else PROBABLE if step["waktu_status"] == PROBABLE else SURE


def _numbers(steps: list[Any]) -> str | None:
    return joined([step["no"] for step in steps])


def _total(steps: list[Any], scale: str) -> str | None:
    told = [step for step in steps if step[f"{scale}_max"] is not None]
    low, high = (sum(step[f"{scale}_{end}"] for step in told) for end in ("min", "max"))
    return number_range(low, high) if told else None


_SENT_BACK = re.compile(r"\b(?:bila|jika|jikalau|apabila|kalau)\b.*\b(?:dikembali\w*|kembali)\b")
"""A sentence that decides: if something is wrong, it goes back."""


def control_points(corpus: Corpus, sop: str) -> Answer:
    """Is there a decision (a symbol, or Ya and Tidak in the row of a text dump) before the first approval.

    Unknown where neither was read at all.
    """
    rows: list[tuple[Value, ...]] = []
    for row in sops_named(corpus.connection, sop):
        steps = corpus.connection.execute(
            "SELECT t.ordinal, t.no, t.aktivitas, max(CASE a.symbol WHEN 'decision' THEN 1 ELSE 0 END) AS decides,"
            " count(a.actor) AS known FROM steps t LEFT JOIN step_actors a ON a.sop = t.sop AND a.step = t.id"
            " WHERE t.sop = ? GROUP BY t.id, t.ordinal, t.no, t.aktivitas ORDER BY t.ordinal",
            (row["id"],),
        ).fetchall()
        told = [step["no"] for step in steps if _SENT_BACK.search(" ".join(split_words(step["aktivitas"] or "")))]
        named = {no for no, target, _ in json.loads(row["edges"]) if target is None}
        decisions = [step for step in steps if step["decides"] or step["no"] in named]
        approvals = _approvals(steps)
        marked = (_numbers(part) for part in (decisions, approvals))
        rows.append((_verdict(steps, decisions, approvals), *marked, joined(told), *place(row)))
    unknown = sum(row[0] == UNKNOWN for row in rows)
    note = f"{unknown} SOP tanpa simbol yang terbaca." if unknown else ""
    columns = ("Kendali sebelum pengesahan", "Langkah keputusan", "Langkah pengesahan", "Keputusan dalam kalimat")
    return Answer((*columns, *PLACE_COLUMNS), tuple(rows), note, unknown)


def _approvals(steps: list[Any]) -> list[Any]:
    approving = set(posts()["approval_stems"])
    return [row for row in steps if approving & {stem(word) for word in split_words(row["aktivitas"] or "")}]


def _verdict(steps: list[Any], decisions: list[Any], approvals: list[Any]) -> str:
    if not decisions and not any(row["known"] for row in steps):
        return UNKNOWN
    if not approvals:
        return "tidak ada langkah pengesahan"
    before = [row for row in steps if row["ordinal"] <= approvals[0]["ordinal"]]
    if any(row in before for row in decisions):
        return "ada"
    return UNKNOWN if not all(row["known"] for row in before) else "tidak ada"


def requirements(corpus: Corpus, sop: str) -> Answer:
    """What an applicant must bring: kelengkapan of the applicant's steps."""
    applicants = [pattern for name in posts()["applicants"] for pattern in (f" {name} %", f"%| {name} %")]
    test = " OR ".join(["a.folded LIKE ?"] * len(applicants))
    keys = {row["id"] for row in sops_named(corpus.connection, sop)}
    found = corpus.connection.execute(
        f"SELECT DISTINCT steps.* FROM ({STEPS}) steps JOIN step_actors a ON a.step = steps.id"
        f" WHERE ({test}) AND steps.kelengkapan IS NOT NULL ORDER BY file, id",
        applicants,
    )
    rows = tuple((row["kelengkapan"], row["aktivitas"], *place(row)) for row in found if row["sop"] in keys)
    silent = sum(row["sop"] in keys for row in _steps_without_actor(corpus.connection))
    note = f"{silent} langkah tidak diketahui pelaksananya dan tidak ikut dibaca." if silent else ""
    return Answer(("Kelengkapan", "Aktivitas", *PLACE_COLUMNS), rows, note, silent)


def desks(corpus: Corpus, sop: str) -> Answer:
    """Through whose hands a file goes, in the order of the steps."""
    rows: list[tuple[Value, ...]] = []
    unknown = 0
    for row in sops_named(corpus.connection, sop):
        doers: dict[int, list[str]] = defaultdict(list)
        sql = "SELECT step, actor FROM step_actors WHERE sop = ?"
        for key, actor in corpus.connection.execute(sql, (row["id"],)):
            doers[key].append(actor)
        steps = corpus.connection.execute(f"{STEPS} WHERE t.sop = ? ORDER BY t.ordinal", (row["id"],)).fetchall()
        for turn, (who, run) in enumerate(groupby(steps, key=lambda step: " / ".join(doers.get(step["id"], ()))), 1):
            group = list(run)
            unknown += 0 if who else len(group)
            rows.append((turn, who or UNKNOWN, joined([step["no"] for step in group]), *place(group[0])))
    note = f"{unknown} langkah tidak diketahui pelaksananya." if unknown else ""
    return Answer(("Urutan", "Pelaksana", "Langkah-langkah", *PLACE_COLUMNS), tuple(rows), note, unknown)


def outputs(corpus: Corpus, sop: str) -> Answer:
    """Which record each step makes, and what the identity block says is to be kept."""
    keys = sorted(row["id"] for row in sops_named(corpus.connection, sop))
    kinds = {"output": "output langkah", "pencatatan_pendataan": "pencatatan dan pendataan"}
    found = cells_of_sops(corpus.connection, keys, tuple(kinds))
    rows = tuple((cell.text, kinds[cell.field], cell.certainty, *cell.place) for cell in found)
    return Answer(("Rekaman", "Asal", "Kepastian", *PLACE_COLUMNS), rows)


def workload(corpus: Corpus, pelaksana: str, volume: float) -> Answer:
    """Time norms of a post over all SOPs, times a volume. Days and minutes apart; doubtful times not added."""
    names = actor_names(corpus.connection, pelaksana) if pelaksana else ()
    test = f"a.folded IN ({marks(names)})" if pelaksana else "TRUE"
    found = corpus.connection.execute(
        f"SELECT DISTINCT steps.*, coalesce(a.role, a.actor) AS post FROM ({STEPS}) steps"
        " JOIN step_actors a ON a.step = steps.id"
        f" WHERE {test} ORDER BY post, file, id",
        names,
    ).fetchall()
    by_post: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in found:
        by_post[(row["post"], row["sop"])].append(row)
    rows = tuple((post, *_norms(steps, volume), *place(steps[0])) for (post, _), steps in by_post.items())
    unknown = len(_steps_without_actor(corpus.connection))
    note = f"{unknown} langkah tidak diketahui pelaksananya dan tidak dihitung." if unknown else ""
    columns = ("Jabatan", "Jumlah langkah", "Menit x volume", "Hari x volume", "Langkah tanpa waktu pasti")
    return Answer((*columns, *PLACE_COLUMNS), rows, note, unknown)


def _norms(steps: list[Any], volume: float) -> tuple[Value, ...]:
    sure = [step for step in steps if _time_certainty(step) == SURE]
    scaled = []
    for scale in ("minutes", "days"):
        told = [s for s in sure if s[f"{scale}_max"] is not None]
        low, high = (sum(s[f"{scale}_{end}"] for s in told) * volume for end in ("min", "max"))
        scaled.append(number_range(low, high) if told else None)
    return (len(steps), *scaled, len(steps) - len(sure))


@lru_cache(maxsize=1)
def _application_words() -> tuple[frozenset[str], frozenset[str]]:
    data = json.loads((VOCAB / "applications.json").read_text(encoding="utf-8"))
    weak = {word.casefold() for word in data["not_alone"]}
    return frozenset(word.casefold() for word in data["words"]) - weak, frozenset(data["not_alone"])


_ADDRESS_PARTS = ("http", "https", "www", "go.id", "ac.id", "co.id", "com", "org", "id")
"""Words that an address falls apart into; ``id`` stands alone in ``contoh.id``."""

_TOKEN = re.compile(r"[\w-]+")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:go\.id|ac\.id|co\.id|com|org|id)\b", re.IGNORECASE
)


def application_named(text: str) -> str | None:
    """The first word or address that names an information system. Names that are also plain words count in capitals.

    >>> [application_named(text) for text in ("Unggah pada https://contoh.go.id", "melapor", "SP4N LAPOR")]
    ['https://contoh.go.id', None, 'LAPOR']
    """
    if address := _ADDRESS.search(text):
        return address[0]
    strong, weak = _application_words()
    return next((token for token in _TOKEN.findall(text) if token.casefold() in strong or token in weak), None)


def applications(corpus: Corpus) -> Answer:
    """Which steps and lists name an application, a web address or an online service."""
    fields = ("aktivitas", "kelengkapan", "output", "keterangan", "peralatan_perlengkapan", "pencatatan_pendataan")
    strong, weak = _application_words()
    forms = [tuple(split_words(word)) for word in (*sorted(strong | weak), *_ADDRESS_PARTS)]
    sops = sops_with_words(corpus.connection, [[form for form in forms if form]])
    rows = [
        (name, cell.text, LABELS[cell.field], cell.certainty, *cell.place)
        for cell in cells_of_sops(corpus.connection, sops, fields)
        if (name := application_named(cell.text))
    ]
    return Answer(("Sebutan", "Teks", "Bagian", "Kepastian", *PLACE_COLUMNS), tuple(rows))
