"""The signatory of a bundle: one block says what a signature hides in another."""

from __future__ import annotations

from normalize.bundle_signatory import OTHER_NIP, SAME_PERSON, agree_signatories
from normalize.confidence import TEXT_LAYER
from normalize.identity import Identity
from normalize.identity_found import Found
from normalize.identity_signatory import signatory_leaves
from table_extract.table import Line, PagePlace

HEAD = "CAMAT SUKAMAJU"
NUMBER = "NIP. 19700101 199503 1 001"


def block(page: int, name: str, nip: str, head: str = HEAD, *, other: str = "", engine: str = "ppocr") -> Identity:
    """An identity block whose signatory was read so; ``other`` is what a second engine read of the name."""
    seconds = {name: other} if other else {}
    places = [PagePlace(page, (0.6, 0.2 + 0.05 * at, 0.9, 0.24 + 0.05 * at)) for at in range(3)]
    lines = [
        Line(text, 0.9, place, readings=_readings(text, engine, seconds))
        for text, place in zip((head, name, nip), places, strict=True)
    ]
    return Identity(
        **signatory_leaves([Found("disahkan_oleh", 1.0, lines=lines, places=[line.place for line in lines])])
    )


def _readings(text: str, engine: str, seconds: dict[str, str]) -> tuple[tuple[str, str, float], ...]:
    return ((engine, text, 0.9), *((("tesseract", seconds[text], 0.4),) if text in seconds else ()))


def names(blocks: list[Identity]) -> list[str | None]:
    return [one.nama.text if one.nama else None for one in blocks]


def test_what_a_pen_hides_in_one_block_is_taken_from_the_others() -> None:
    found = agree_signatories(
        [
            block(1, "BUDI SANTOSO, S.H., M.Si", NUMBER),
            block(3, "BUD ANTOSO S.H., M.Si", "NIP. 1970 101 199503 1 001", "CAMAT SUKAMAIU"),
            block(5, "BUDI SANTOSO, S.H., M.Si", NUMBER),
        ]
    )
    assert names(found) == ["BUDI SANTOSO, S.H., M.Si"] * 3
    nip, position, name = found[1].nip, found[1].jabatan, found[1].nama
    assert nip and nip.value == "197001011995031001" and nip.raw == "NIP. 1970 101 199503 1 001"
    assert position and position.text == HEAD
    assert name and SAME_PERSON in name.changes[-1] and name.where == PagePlace(3, (0.6, 0.25, 0.9, 0.29))


def test_a_comma_that_engines_saw_in_two_blocks_is_put_back() -> None:
    blocks = [block(at, "BUDI SANTOSO S.H.", NUMBER, other="BUDl SAMTOSO, S.H.") for at in (1, 3)]
    assert names(agree_signatories(blocks)) == ["BUDI SANTOSO, S.H."] * 2
    assert names(agree_signatories([blocks[0], block(3, "BUDI SANTOSO S.H.", NUMBER)])) == ["BUDI SANTOSO S.H."] * 2


def test_another_person_stays_another_person() -> None:
    blocks = [
        block(1, "BUDI SANTOSO, S.H.", NUMBER),
        block(3, "BUDI SANTOSO, S.H.", NUMBER),
        block(5, "RINI AYU, S.IP", "NIP. 19810203 200604 2 0O", "SEKRETARIS CAMAT"),
    ]
    found = agree_signatories(blocks)
    assert names(found)[2] == "RINI AYU, S.IP"
    assert found[2].nip == blocks[2].nip and found[2].jabatan == blocks[2].jabatan


def test_a_number_that_is_whole_but_differs_waits_for_a_person() -> None:
    blocks = [block(at, "BUDI SANTOSO, S.H.", NUMBER) for at in (1, 3)]
    odd = agree_signatories([*blocks, block(5, "BUDI SANTOSO, S.H.", "NIP. 19700101 199503 1 007")])[2].nip
    assert odd and odd.value == "197001011995031007" and odd.status == "review" and OTHER_NIP in odd.reasons


def test_a_text_layer_is_left_as_it_is() -> None:
    blocks = [block(at, "BUDI SANTOSO, S.H.", NUMBER, engine=TEXT_LAYER) for at in (1, 3)]
    odd = block(5, "BUDI SANTOS0, S.H.", NUMBER, engine=TEXT_LAYER)
    assert names(agree_signatories([*blocks, odd]))[2] == "BUDI SANTOS0, S.H."


def test_a_block_shared_by_several_tables_has_one_vote() -> None:
    one = block(1, "BUDI SANTO, S.H.", NUMBER)
    found = agree_signatories([one, one, block(3, "BUDI SANTOSO, S.H.", NUMBER)])
    assert names(found) == ["BUDI SANTO, S.H.", "BUDI SANTO, S.H.", "BUDI SANTOSO, S.H."]


def test_one_position_and_nearly_one_name_are_one_person() -> None:
    blocks = [
        block(1, "BUDI SANTOSO, S.H.", "NIP. 1970 1995 1"),
        block(3, "BUDI SANTOSO, S.H.", "NIP. 19700101 1995"),
        block(5, "BU SANTOS, S.H.", ""),
        block(7, "BUDI SANTOSA, S.H.", "NIP. 19660909 199001 1 003", "KEPALA DINAS PASAR"),
    ]
    found = agree_signatories(blocks)
    assert names(found) == [*["BUDI SANTOSO, S.H."] * 3, "BUDI SANTOSA, S.H."]
    assert [one.nip for one in found] == [one.nip for one in blocks]


def test_what_two_pages_say_alike_need_not_be_reviewed() -> None:
    alike = agree_signatories([block(at, "BUDI SANTOSO, S.H.", NUMBER) for at in (1, 3)])
    hidden = agree_signatories([block(at, "BUDI SANTOSO S.H.", NUMBER) for at in (1, 3)])
    doubts = [one.nama.evidence.overprinted for one in (*alike, *hidden) if one.nama]
    assert doubts[:2] == [0.0, 0.0] and min(doubts[2:]) > 0
