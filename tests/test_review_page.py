"""The review page, asked as a browser would: what it shows, whom it refuses, and what it writes down."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient

from review.desk import Desk
from review.leaves import ReviewCell, review_cells
from review.ledger import append_decisions, read_ledger
from review.page_view import form_to_correction
from review.shelf import DeskFiles, token_of
from review.web import create_app
from tests.review_run import NOMOR, WAKTU, decision, make_run, record_of, step
from tests.sop_record import SHA256, doubtful, sop_record

BASE = "http://127.0.0.1:8766"
NASTY = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>'
PERFORMERS, ARROWS = "aktivitas@p2:100,400:pelaksana", "aktivitas@p2:100,300:panah"


def files_of(run: Path) -> DeskFiles:
    return DeskFiles(
        run / "records", run / "corrections.csv", run / "pages", run / "review" / "crops", run / "learned.json"
    )


def page_pictures(run: Path) -> None:
    folder = run / "pages" / SHA256[:12]
    folder.mkdir(parents=True)
    for page in (1, 2):
        cv2.imwrite(str(folder / f"{page}.jpg"), np.full((1000, 800), 255, np.uint8))


def visit(run: Path, who: str = "Sari", **more: Any) -> TestClient:
    return TestClient(create_app(Desk(files_of(run)), who, **more), base_url=BASE)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = make_run(tmp_path)
    page_pictures(folder)
    return folder


def cell_of(run: Path, cell_id: str) -> ReviewCell:
    return next(cell for cell in review_cells(record_of(run)) if cell.cell_id == cell_id)


def address_of(run: Path, cell_id: str) -> str:
    return f"/sel/{token_of(cell_of(run, cell_id))}"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def send(client: TestClient, address: str, shown: str, **fields: object) -> Any:
    """Sends a decision as the form on a page that was shown would."""
    data = {"kunci": hidden(shown, "kunci"), "dasar": hidden(shown, "dasar")} | fields
    return client.post(address, data=data, follow_redirects=True)


def decided(run: Path, cell_id: str) -> tuple[str, str, str]:
    entry = read_ledger(run / "corrections.csv").current()[SHA256, cell_id]
    return entry.verdict, entry.correction, entry.who


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_page_goes_from_the_worst_cell_on(run: Path) -> None:
    client = visit(run)
    client.get("/lanjut")
    seen = []
    page = client.get("/lanjut")
    for _ in range(6):
        seen.append(float(re.search(r"keyakinan (\d+) %", page.text)[1]))  # type: ignore[index]
        token = page.url.path.removeprefix("/sel/")
        page = client.get("/lanjut", params={"dari": token})
    assert seen == sorted(seen) and len(seen) == 6
    assert client.get("/lanjut", params={"dari": token, "arah": "mundur"}).url.path != f"/sel/{token}"


def test_a_cell_is_shown_on_its_page_with_what_was_read_and_why(run: Path) -> None:
    page = visit(run).get(address_of(run, WAKTU)).text
    assert "1O Menit" in page and "dua mesin baca berbeda" in page and "langkah 2" in page
    assert page.count(f'href="/halaman/{SHA256[:12]}/2.jpg"') >= 2
    mark = re.findall(r'<rect class="cell" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', page)[0]
    x, y, width, height = map(float, mark)
    assert x < 560 and y < 300 and x + width > 640 and y + height > 340, "around the letters, not over them"
    assert width < 100 and height < 60


def test_symbols_and_arrows_are_shown_under_the_names_of_their_columns(run: Path) -> None:
    client = visit(run)
    performers = client.get(address_of(run, "aktivitas@p2:100,500:pelaksana")).text
    assert '<rect class="symbol"' in performers and '<text x="240.0"' in performers and 'class="seam"' in performers
    assert performers.count('name="simbol"') == 4
    arrows = client.get(address_of(run, ARROWS)).text
    assert arrows.count('name="tujuan"') == 4 and '<option value="3" selected>' in arrows


def test_without_a_picture_of_the_page_the_crop_or_a_word_is_shown(run: Path) -> None:
    for picture in (run / "pages").rglob("*.jpg"):
        picture.unlink()
    client = visit(run)
    assert "Gambar halaman tidak tersedia" in client.get(address_of(run, WAKTU)).text
    page = visit(run).get("/halaman/" + SHA256[:12] + "/2.jpg")
    assert page.status_code == 404


def test_a_cell_found_nowhere_is_shown_beside_the_pages_to_search(run: Path) -> None:
    page = visit(run).get(address_of(run, "tanggal_pengesahan")).text
    assert "Letaknya di kertas tidak diketahui" in page and "Gambar halaman tidak tersedia" not in page
    for number in (1, 2):
        assert f'href="/halaman/{SHA256[:12]}/{number}.jpg" target="_blank" rel="noopener">halaman {number}</a>' in page
    assert 'viewBox="0 0 800 1000"' in page and '<rect class="cell"' not in page


def test_every_field_has_a_name_for_those_who_do_not_see_it(run: Path) -> None:
    for cell_id in (WAKTU, ARROWS, PERFORMERS):
        page = visit(run).get(address_of(run, cell_id)).text
        fields = re.findall(r'<(?:textarea|select name="(?:label|tujuan|koreksi)")[^>]*>', page)
        assert all('aria-label="' in field for field in fields), cell_id
    assert 'aria-label="Waktu"' in visit(run).get(address_of(run, WAKTU)).text


def test_whoever_has_no_name_yet_is_asked_for_it(run: Path) -> None:
    page = visit(run, who="").get("/lanjut").text
    assert "Tulis nama Anda dahulu" in page and "autofocus" in page
    assert "Tulis nama Anda dahulu" not in visit(run).get("/").text


def test_errors_are_told_in_the_language_of_the_page(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visit(run)
    assert "Not Found" not in client.get("/tidak-ada").text and "Halaman ini tidak ada." in client.get("/sel").text
    assert client.get("/batal").status_code == 405 and "Halaman ini tidak ada." in client.get("/batal").text
    monkeypatch.setattr(Desk, "progress", lambda desk: 1 / 0)
    app = create_app(Desk(files_of(run)), "Sari")
    broken = TestClient(app, base_url=BASE, raise_server_exceptions=False).get("/")
    assert broken.status_code == 500 and "Kesalahan dalam program" in broken.text and "division" not in broken.text


def test_undo_on_the_last_page_stays_with_the_file(run: Path) -> None:
    client = visit(run)
    shown = client.get(address_of(run, WAKTU)).text
    send(client, address_of(run, WAKTU), shown, keputusan="benar")
    page = client.get("/lanjut", params={"berkas": "lain.pdf"}).text
    assert hidden(page, "berkas") == "lain.pdf"
    back = client.post("/batal", data={"kunci": hidden(page, "kunci"), "berkas": "lain.pdf"}, follow_redirects=True)
    assert back.url.params["berkas"] == "lain.pdf"


def test_a_cell_of_a_text_dump_is_shown_among_its_lines(tmp_path: Path) -> None:
    record = sop_record()
    record["source"]["kind"] = "text"
    step(record, 1)["waktu"]["where"] = {"line": 3, "column": 2}
    run = make_run(tmp_path, record)
    dump = tmp_path / "dump.txt"
    dump.write_text("satu\ndua\n2\t<b>1O Menit\nempat\nlima\nenam", "utf-8")
    files = replace(files_of(run), originals={record["source"]["file"]: dump})
    client = TestClient(create_app(Desk(files), "Sari"), base_url=BASE)
    page = client.get(address_of(run, WAKTU)).text
    assert '<span class="here">3  2\t&lt;b&gt;1O Menit' in page and "5  lima" in page and "6  enam" not in page
    dump.unlink()
    assert "baris 3" in client.get(address_of(run, WAKTU)).text


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    record = sop_record()
    record["source"]["file"] = f"{NASTY}.pdf"
    step(record, 1)["waktu"].update(text=NASTY, raw=NASTY, other=NASTY + "!", reasons=[NASTY])
    step(record, 2)["aktivitas"]["text"] = NASTY
    record["sops"][0]["actors"][0]["name"]["text"] = NASTY
    run = make_run(tmp_path, record)
    append_decisions(run / "corrections.csv", [decision(NOMOR, "koreksi", NASTY, who=NASTY, note=NASTY)])
    client = visit(run, NASTY)
    for address in ["/", *(f"/sel/{token_of(cell)}" for cell in review_cells(record))]:
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text and "<img src=x" not in page.text


def test_strict_headers_and_no_inline_code(run: Path) -> None:
    client = visit(run)
    for address in ("/", address_of(run, WAKTU), address_of(run, ARROWS), "/sel/nothing", "/tinjau.js", "/tinjau.css"):
        page = client.get(address)
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert " onclick" not in page.text and "style=" not in page.text and "<script>" not in page.text


def test_pages_speak_english_when_asked(run: Path) -> None:
    page = visit(run, lang="en").get(address_of(run, WAKTU)).text
    assert '<html lang="en">' in page and "Put aside" in page


# --- who may ask ------------------------------------------------------------------------------------------------------


def test_only_this_machine_may_ask(run: Path) -> None:
    assert visit(run).get("/", headers={"host": "arsip.example"}).status_code == 400


def test_forms_of_other_sites_are_refused(run: Path) -> None:
    client = visit(run)
    shown = client.get(address_of(run, WAKTU)).text
    forged = {"dasar": hidden(shown, "dasar"), "keputusan": "benar", "kunci": "guess"}
    assert client.post(address_of(run, WAKTU), data=forged).status_code == 403
    assert client.post("/batal").status_code == 403
    assert not (run / "corrections.csv").exists()


def test_another_address_needs_the_key(run: Path) -> None:
    app = create_app(Desk(files_of(run)), "Sari", key="s3cret")
    client = TestClient(app, base_url="http://192.0.2.7:8766")
    for address in ("/", address_of(run, WAKTU), f"/halaman/{SHA256[:12]}/2.jpg", "/?kunci=guess"):
        assert client.get(address).status_code == 403
    assert client.get("/?kunci=s3cret").status_code == 200
    assert client.get(address_of(run, WAKTU)).status_code == 200


@pytest.mark.parametrize("name", ["../../records/a.json", "..%2F..%2Frecords%2Fa.json", "a.json", ""])
def test_only_pictures_are_served(run: Path, name: str) -> None:
    client = visit(run)
    assert client.get(f"/potongan/{name}").status_code == 404
    assert client.get(f"/halaman/{name}/1.jpg").status_code == 404


def test_an_endless_form_is_refused(run: Path) -> None:
    assert visit(run).post(address_of(run, WAKTU), content=b"x" * 300_000).status_code == 413


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_on_the_disk_and_the_next_cell_is_shown(run: Path) -> None:
    client = visit(run)
    address = address_of(run, WAKTU)
    after = send(client, address, client.get(address).text, keputusan="koreksi", koreksi="10 Menit", catatan="jelas")
    assert decided(run, WAKTU) == ("koreksi", "10 Menit", "Sari")
    assert after.url.path not in (address, "/")
    assert "1 / 6" in after.text
    shown = client.get(address).text
    assert "Sudah diputuskan oleh Sari" in shown and "10 Menit" in shown


def test_what_is_no_correction_is_refused_with_a_reason(run: Path) -> None:
    client = visit(run)
    address = address_of(run, NOMOR)
    after = send(client, address, client.get(address).text, keputusan="koreksi", koreksi="1,97208E+17")
    assert after.url.path == address and "notasi ilmiah" in after.text
    assert not read_ledger(run / "corrections.csv").entries


def test_two_people_do_not_overwrite_each_other(run: Path) -> None:
    """Each with a server of their own over the same folder."""
    sari, budi = visit(run, "Sari"), visit(run, "Budi")
    address = address_of(run, WAKTU)
    seen_by_both = sari.get(address).text, budi.get(address).text
    send(sari, address, seen_by_both[0], keputusan="koreksi", koreksi="10 Menit")
    after = send(budi, address, seen_by_both[1], keputusan="koreksi", koreksi="70 Menit")
    assert after.url.path == address
    assert "sudah diputuskan oleh Sari" in after.text and "10 Menit" in after.text
    assert decided(run, WAKTU) == ("koreksi", "10 Menit", "Sari")
    send(budi, address, after.text, keputusan="koreksi", koreksi="15 Menit")
    assert decided(run, WAKTU) == ("koreksi", "15 Menit", "Budi")


def test_two_people_get_different_cells(run: Path) -> None:
    client = visit(run, "")
    shown = []
    for name in ("Sari", "Budi"):
        client.cookies.clear()
        client.post("/nama", data={"kunci": hidden(client.get("/").text, "kunci"), "nama": name})
        shown.append(client.get("/lanjut").url.path)
    assert shown[0] != shown[1] and all(path.startswith("/sel/") for path in shown)


def test_nobody_decides_without_a_name(run: Path) -> None:
    assert visit(run, "").get(address_of(run, WAKTU)).url.path == "/"


def test_undo_takes_ones_own_last_decision_back_and_shows_it(run: Path) -> None:
    client = visit(run)
    address = address_of(run, WAKTU)
    after = send(client, address, client.get(address).text, keputusan="benar")
    append_decisions(run / "corrections.csv", [decision(NOMOR, "benar", reading="065/O7/Trantib", who="Budi")])
    back = client.post("/batal", data={"kunci": hidden(after.text, "kunci")})
    assert back.url.path == address and "Dibatalkan: 1 keputusan" in back.text
    assert decided(run, WAKTU)[0] == "batal" and decided(run, NOMOR)[0] == "benar"


def test_one_decision_for_all_that_read_the_same(tmp_path: Path) -> None:
    record = sop_record()
    for index in range(3):
        step(record, index)["output"] = doubtful("Surat lzin", "output", (2, 0.8, 0.2 + 0.1 * index), 0.4)
    run = make_run(tmp_path, record)
    client = visit(run)
    address = address_of(run, "output@p2:800,200")
    shown = client.get(address).text
    assert "juga untuk 2 sel lain" in shown
    send(client, address, shown, keputusan="koreksi", koreksi="Surat izin", semua="1")
    assert [decided(run, f"output@p2:800,{y}")[1] for y in (200, 300, 400)] == ["Surat izin"] * 3
    client.post("/batal", data={"kunci": hidden(shown, "kunci")})
    assert [decided(run, f"output@p2:800,{y}")[0] for y in (200, 300, 400)] == ["batal"] * 3


def test_symbols_and_arrows_are_chosen(run: Path) -> None:
    client = visit(run)
    address = address_of(run, PERFORMERS)
    fields = {"pelaku": ["Pemohon", "Camat", ""], "simbol": ["", "keputusan", ""]}
    send(client, address, client.get(address).text, keputusan="koreksi", **fields)
    assert decided(run, PERFORMERS)[:2] == ("koreksi", "Camat: keputusan")
    address = address_of(run, ARROWS)
    fields = {"label": ["Ya", "Tidak", ""], "tujuan": ["3", "4", ""]}
    send(client, address, client.get(address).text, keputusan="koreksi", **fields)
    assert decided(run, ARROWS)[:2] == ("koreksi", "Ya: 3; Tidak: 4")
    texts = {cell.cell_id: cell.text for cell in Desk(files_of(run)).cells()}
    assert texts[ARROWS] == "Ya: 3; Tidak: 4"


def test_no_symbol_at_all_is_an_answer(run: Path) -> None:
    client = visit(run)
    address = address_of(run, "aktivitas@p2:100,500:pelaksana")
    send(client, address, client.get(address).text, keputusan="koreksi", pelaku=["Camat"], simbol=[""])
    assert decided(run, "aktivitas@p2:100,500:pelaksana")[0] == "kosong"


def test_page_and_sheet_can_be_mixed_and_records_follow(run: Path) -> None:
    client = visit(run)
    append_decisions(run / "corrections.csv", [decision(NOMOR, "koreksi", "065/07/Trantib", reading="065/O7/Trantib")])
    page = client.get(address_of(run, NOMOR)).text
    assert "065/07/Trantib" in page and "Sudah diputuskan" in page
    changed = record_of(run)
    step(changed, 1)["waktu"]["text"] = "70 Menit"
    (run / "records" / "a.json").write_text(json.dumps(changed) + " ", "utf-8")
    fresh = visit(run).get(address_of(run, WAKTU)).text
    assert "70 Menit" in fresh


def test_a_decision_on_a_reading_that_changed_meanwhile_is_refused(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.shelf.LOOK_AGAIN_SECONDS", 0.0)
    client = visit(run)
    address = address_of(run, WAKTU)
    shown = client.get(address).text
    changed = record_of(run)
    step(changed, 1)["waktu"]["text"] = "70 Menit"
    (run / "records" / "a.json").write_text(json.dumps(changed) + " ", "utf-8")
    after = send(client, address, shown, keputusan="benar")
    assert "bacaan sel ini sudah berubah" in after.text and "70 Menit" in after.text


def test_when_all_is_decided_the_page_says_so(run: Path) -> None:
    client = visit(run)
    page = client.get("/lanjut")
    for _ in range(6):
        verdict = "kosong" if "(kosong)" in page.text else "benar"
        page = send(client, page.url.path, page.text, keputusan=verdict)
    assert "Semua sel sudah diputuskan" in page.text
    assert len(read_ledger(run / "corrections.csv").entries) == 6


def test_refreshing_is_left_to_the_program(run: Path) -> None:
    done: list[bool] = []
    client = visit(run, refresh=lambda: done.append(True))
    client.post("/selesai", data={"kunci": hidden(client.get("/").text, "kunci")})
    assert done == [True]


def test_forms_become_the_notation_of_the_sheet() -> None:
    assert form_to_correction("teks", {"koreksi": [" a\r\nb "]}) == "a\nb"
    assert form_to_correction("panah", {"label": ["", "Ya"], "tujuan": ["4", ""]}) == "4"
    assert form_to_correction("judul", {"koreksi": ["waktu"]}) == "waktu"
