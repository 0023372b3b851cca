"""What people need to ask, answered on the five example dumps as the list of needs says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.answers import Answer, Value
from corpus.questions import ask
from corpus.store import Corpus
from pipeline.document import Rejected, digitize
from pipeline.settings import Settings

FOLDER = Path(os.environ.get("MUTUBAKU_EXAMPLES", Path(__file__).parents[2] / "shared"))
SEEDS, NEEDS = sorted((FOLDER / "seeds").glob("*.txt")), FOLDER / "domain" / "needs.json"

pytestmark = pytest.mark.skipif(not (SEEDS and NEEDS.is_file()), reason=f"no example dumps in {FOLDER}")


@pytest.fixture(scope="module")
def corpus() -> Iterator[Corpus]:
    with Corpus(":memory:") as filled:
        for path in SEEDS:
            result = digitize(path, Settings())
            assert not isinstance(result, Rejected)
            filled.upsert(result.record | {"source": {**result.record["source"], "file": path.name[:3]}})
        yield filled


@pytest.fixture(scope="module")
def needs() -> dict[str, Any]:
    questions = json.loads(NEEDS.read_text("utf-8"))["questions"]
    return {question["id"]: question.get("answer_on_seeds") for question in questions}


def by_file(answer: Answer, *columns: str) -> dict[Value, list[tuple[Value, ...]]]:
    """The named columns of each row, by source file."""
    found: dict[Value, list[tuple[Value, ...]]] = {}
    for row in answer.rows:
        cells = dict(zip(answer.columns, row, strict=True))
        found.setdefault(cells["Sumber"], []).append(tuple(cells[name] for name in columns))
    return found


@pytest.mark.parametrize(
    ("need", "regulation"), [("Q01", "PP 8/2006"), ("Q02", "PermenPAN-RB 53/2014"), ("Q03", "Perpres 29/2014")]
)
def test_who_cites(corpus: Corpus, needs: dict[str, Any], need: str, regulation: str) -> None:
    cited = by_file(ask(corpus, "dasar-hukum", peraturan=regulation), "Kepastian")
    assert sorted(str(file) for file, rows in cited.items() if ("pasti",) in rows) == needs[need]["certain"]
    assert sorted(str(file) for file, rows in cited.items() if ("diduga",) in rows) == needs[need].get("suspected", [])
    named = sorted(str(file) for file, rows in cited.items() if ("hanya disebut",) in rows)
    assert named == needs[need].get("narrative", [])


def test_where_a_regulation_is_only_mentioned(corpus: Corpus, needs: dict[str, Any]) -> None:
    found = by_file(ask(corpus, "dasar-hukum", peraturan="PP 8/2008"), "Kepastian")
    assert sorted(map(str, found)) == needs["Q05"]["narrative_mentioned"]
    assert {kind for rows in found.values() for kind in rows} == {("hanya disebut",)}


def test_who_rests_on_a_replaced_regulation(corpus: Corpus, needs: dict[str, Any]) -> None:
    assert sorted(map(str, by_file(ask(corpus, "dasar-hukum-diganti")))) == needs["Q04"]["certain"]


def test_steps_of_the_camat(corpus: Corpus, needs: dict[str, Any]) -> None:
    answer = ask(corpus, "langkah-pelaksana", pelaksana="Camat")
    steps = by_file(answer, "Langkah")
    assert {file: [int(str(no)) for (no,) in steps.get(file, [])] for file in needs["Q06"]} == needs["Q06"]
    assert answer.unknown > 0


def test_long_steps(corpus: Corpus, needs: dict[str, Any]) -> None:
    for need, inclusive in (("Q07", "tidak"), ("Q08", "ya")):
        found = by_file(ask(corpus, "langkah-lama", hari=5, termasuk=inclusive), "Langkah", "Kepastian")
        sure = {file: [int(str(no)) for no, kind in found.get(file, []) if kind == "pasti"] for file in needs[need]}
        assert sure == needs[need]
    assert found["003"] == [("5", "perlu diperiksa"), ("10", "perlu diperiksa")]


def test_total_time(corpus: Corpus, needs: dict[str, Any]) -> None:
    times = by_file(ask(corpus, "waktu-standar"), "Menit", "Hari", "Tanpa waktu")
    for file in ("000", "001", "002", "004"):
        wanted = needs["Q09"][file]
        minutes, days, missing = times[file][0]
        assert (int(str(minutes)), int(str(days or 0))) == (
            wanted["minutes_sum_of_minute_and_hour_steps"],
            wanted["days_sum_of_day_steps"],
        )
        assert missing == wanted["steps_without_time"]


def test_total_time_of_a_poor_dump(corpus: Corpus, needs: dict[str, Any]) -> None:
    columns = ("Langkah dengan waktu mungkin", "Hari bila benar", "Langkah dengan waktu meragukan")
    ((likely, days, doubtful),) = by_file(ask(corpus, "waktu-standar"), *columns)["003"]
    wanted = needs["Q09"]["003"]
    assert [int(no) for no in str(likely).split("; ")] == wanted["steps_with_certain_or_probable_time"]
    assert days == f"{wanted['days_min_of_those']}-{wanted['days_max_of_those']}"
    assert [int(no) for no in str(doubtful).split("; ")] == wanted["steps_with_uncertain_time"]


def test_dates_and_numbers(corpus: Corpus, needs: dict[str, Any]) -> None:
    columns = {"Efektif": "tanggal_efektif", "Disahkan": "tanggal_pengesahan", "Revisi": "tanggal_revisi"}
    dates = by_file(ask(corpus, "inventaris"), *columns)
    for file, wanted in needs["Q10"].items():
        assert dates[file] == [tuple(wanted[name] for name in columns.values())]
    states = by_file(ask(corpus, "tanpa-nomor"), "Bagian", "Keadaan")
    numbers = {file: [state for part, state in rows if part == "nomor SOP"] for file, rows in states.items()}
    assert (
        sorted(str(file) for file, found in numbers.items() if "kosong pada dokumen" in found) == needs["Q11"]["blank"]
    )
    lost = [file for file, found in numbers.items() if "bagian tidak tertangkap" in found]
    assert lost == needs["Q11"]["not_captured"]
    assert not numbers.get("000")


def test_the_same_process_in_all_offices(corpus: Corpus, needs: dict[str, Any]) -> None:
    (numbers,) = {tuple(rows) for rows in by_file(ask(corpus, "pokok-sama"), "Kelompok").values()}
    assert numbers == ((1,),)
    assert sorted(map(str, by_file(ask(corpus, "pokok-sama")))) == sorted(needs["Q12"]["same_process"])


def test_citations_that_cannot_be_right(corpus: Corpus) -> None:
    reasons = by_file(ask(corpus, "dasar-hukum-janggal"), "Alasan")
    assert reasons["000"] == [("mungkin dimaksud PP 8/2006",)]
    assert reasons["001"] == [("lebih baru (2020) dari SOP (2019)",)]
    assert ("nomor atau tahun tidak lengkap",) in reasons["004"]


def test_signatories(corpus: Corpus, needs: dict[str, Any]) -> None:
    found = by_file(ask(corpus, "pengesah"), "NIP", "Susunan NIP")
    for file, wanted in needs["Q15"].items():
        ((nip, valid),) = found[file]
        assert str(nip).replace(" ", "") == wanted if wanted else nip is None
        assert valid == ("sah" if wanted else "tidak diketahui")


def test_linked_sops(corpus: Corpus, needs: dict[str, Any]) -> None:
    links = by_file(ask(corpus, "sop-terkait"), "Terkait", "Keadaan")
    assert [name for name, _ in links["003"]] == needs["Q19"]["003"]
    assert [name for name, _ in links["001"]] == needs["Q19"]["001"]
    assert [state for _, state in links["002"]] == ["SOP itu sendiri"]


def test_applications(corpus: Corpus, needs: dict[str, Any]) -> None:
    steps = by_file(ask(corpus, "aplikasi"), "Langkah")
    assert {int(str(no)) for (no,) in steps["003"]} == set(needs["Q20"]["003"])


def test_decisions_that_a_dump_tells(corpus: Corpus, needs: dict[str, Any]) -> None:
    columns = ("Langkah keputusan", "Keputusan dalam kalimat", "Kendali sebelum pengesahan")
    told = by_file(ask(corpus, "titik-kendali"), *columns)
    (((steps, sentences, verdict),),) = [told[file] for file in needs["Q14"]]
    assert [int(no) for no in str(steps).split("; ")] == needs["Q14"]["003"]
    assert (sentences, verdict) == ("5", "ada")
    assert {told[file][0][::2] for file in ("000", "001", "002", "004")} == {(None, "tidak diketahui")}


@pytest.mark.parametrize("name", ["persyaratan", "jalur-berkas", "beban-kerja"])
def test_what_only_symbols_tell_is_counted_as_unknown(corpus: Corpus, name: str) -> None:
    answer = ask(corpus, name)
    assert answer.unknown > 0 and "tidak diketahui pelaksananya" in answer.note


def test_records_that_steps_make(corpus: Corpus) -> None:
    assert {"000", "001", "002", "003", "004"} == set(by_file(ask(corpus, "rekaman")))


def test_posts_that_were_renamed(corpus: Corpus) -> None:
    assert set(by_file(ask(corpus, "jabatan-usang"))) == {"000", "004"}
