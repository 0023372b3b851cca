"""What lowers the confidence of a value although its line was read surely."""

from __future__ import annotations

from dataclasses import replace

from normalize.assemble import sheets_to_record
from normalize.confidence import Evidence
from normalize.confidence_model import weigh
from normalize.lone_words import doubt_lone_words
from normalize.record import Source
from normalize.step_leaves import is_lone_figure
from table_extract.table import Line, PagePlace
from tests.drawn_tables import HEADER, body, sheet, table

SOURCE = Source("pindaian.pdf", "0" * 64, "scan", 1)


def scanned(text: str, *engines: str) -> Line:
    place = PagePlace(1, (0.1, 0.1, 0.2, 0.12))
    return Line(text, 0.97, place, (10.0, 10.0, 90.0, 20.0), tuple((name, text, 0.97) for name in engines or ("one",)))


def doubted(*lines: Line) -> list[bool]:
    found = doubt_lone_words([sheet([], lines)])[0].lines
    return [line.confidence < 0.6 for line in found]


def test_unknown_word_of_one_engine_is_doubted() -> None:
    assert doubted(scanned("Konsep surat diparaf"), scanned("Konsep surat dip")) == [False, True]


def test_an_unknown_word_inside_a_line_of_a_clear_page_is_the_authors() -> None:
    odd, first = scanned("Surat dan lembar diposisi"), scanned("diposisi surat dan lembar")
    unsure = replace(scanned("Berkas lengkap"), confidence=0.7)
    assert doubted(odd) == [False] and doubted(first) == [True]
    assert doubted(odd, unsure) == [True, False]


def test_two_engines_a_usual_word_and_a_text_layer_vouch_for_a_word() -> None:
    assert doubted(scanned("zzqx masuk", "one", "two")) == [False]
    assert doubted(*[scanned("zzqx masuk")] * 3) == [False] * 3
    assert doubted(scanned("zzqx", "text layer"), scanned("zzqx")) == [False, False]


def test_document_of_another_field_keeps_its_words_but_not_their_pieces() -> None:
    field = [scanned(f"surat {word} dan berkas") for word in ("kolonoskopi", "endodontik", "ortopedik")] * 2
    assert doubted(*field, *[scanned("surat masuk")] * 20, scanned("berkas noskop")) == [False] * 26 + [True]


def test_lone_one_or_four_of_one_engine_waits() -> None:
    assert is_lone_figure(scanned("4")) and not is_lone_figure(scanned("4", "one", "two"))
    assert not is_lone_figure(scanned("4 hari")) and not is_lone_figure(scanned("5"))


def test_piece_of_an_actor_name_waits() -> None:
    header = [row[:] for row in HEADER]
    header[1][3] = "an"
    record = sheets_to_record([sheet([table([*header, *body(("1", "Menerima", "", "", ""))])])], SOURCE)
    names = record["sops"][0]["actors"]
    assert [actor["name"]["status"] for actor in names] == ["auto", "review", "auto"]


def test_blank_cell_of_a_scan_is_less_sure_than_one_of_a_drawn_table() -> None:
    drawn, scan = (weigh("blank", Evidence(blank=1.0, scanned=scanned))[0] for scanned in (0.0, 1.0))
    assert drawn > scan > 0.98
