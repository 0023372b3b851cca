"""The web pages, asked as a browser would."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from corpus.questions import QUESTIONS
from corpus.store import Corpus
from corpus.web import HOST, create_app
from corpus.web_parts import Archive
from tests.sop_records import leaf, record, small_archive, sop, step

NASTY = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("web") / "corpus.db"
    nasty = sop(NASTY, [step(1, NASTY, NASTY, output=leaf(NASTY, raw=NASTY))], {NASTY: None}, instansi=NASTY)
    nasty["flags"] = [NASTY]
    with Corpus(path) as corpus:
        corpus.upsert_all([*small_archive(), record(f"{NASTY}.pdf", nasty)])
    return TestClient(create_app(Archive(path)), base_url="http://127.0.0.1:8765")


def sop_at(file: str, page: str = "") -> str:
    return f"/sop{page}?berkas={file}&id=1"


def test_only_this_machine_may_ask(client: TestClient) -> None:
    assert HOST == "127.0.0.1"
    assert client.get("/", headers={"host": "arsip.example"}).status_code == 400
    assert client.post("/").status_code == 405


def test_search_page_shows_hits_facets_and_the_words(client: TestClient) -> None:
    page = client.get("/", params={"q": "disahkan"})
    assert page.status_code == 200
    assert "<mark>pengesahan</mark>" in page.text
    assert "/sop?berkas=kinerja%2Flakip.pdf&amp;id=1" in page.text
    assert "KECAMATAN WATU LUMUT</a> (1)" in page.text
    assert 'value="disahkan"' in page.text


def test_the_front_page_shows_the_whole_corpus(client: TestClient) -> None:
    page = client.get("/").text
    assert "5 SOP" in page
    assert "2019</a> (1)" in page
    assert 'href="/tanya/inventaris"' in page


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    Corpus(tmp_path / "corpus.db").close()
    page = TestClient(create_app(Archive(tmp_path / "corpus.db")), base_url="http://localhost").get("/").text
    assert "mutubaku ingest FOLDER" in page


def test_an_sop_without_a_title_is_called_so(tmp_path: Path) -> None:
    with Corpus(tmp_path / "corpus.db") as corpus:
        corpus.upsert_all([record("pindai.pdf", sop("", [step(1, "Mengagendakan surat", "Camat")]))])
    client = TestClient(create_app(Archive(tmp_path / "corpus.db")), base_url="http://localhost")
    assert "<h1>(tanpa judul)</h1>" in client.get(sop_at("pindai.pdf")).text
    assert "(tanpa judul)</a>" in client.get("/", params={"q": "surat"}).text


def test_a_year_that_is_none_finds_and_counts_nothing(client: TestClient) -> None:
    page = client.get("/", params={"q": "tahun:abc"}).text
    assert "0 SOP memuat semua kata" in page and "Tidak ada yang ditemukan" in page


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    assert "Tidak ada yang ditemukan" in client.get("/", params={"q": "zzzqqq"}).text


def test_a_facet_link_narrows_the_search(client: TestClient) -> None:
    page = client.get("/", params={"q": 'surat instansi:"KELURAHAN TELAGA ASRI"'}).text
    assert "kelurahan/sku.pdf" in page
    assert "surat/masuk.pdf" not in page


def test_sop_page_colours_doubtful_cells(client: TestClient) -> None:
    page = client.get(sop_at("kinerja/lakip.pdf")).text
    assert 'class="doubtful" title="keyakinan 41%; halaman 2">26 hari' in page
    assert 'class="unknown"' in page
    assert "/sop/alur.svg?berkas=kinerja%2Flakip.pdf&amp;id=1" in page


@pytest.mark.parametrize("item", small_archive(), ids=lambda item: str(item["source"]["file"]))
def test_every_sop_has_its_page_and_downloads(client: TestClient, item: dict[str, dict[str, str]]) -> None:
    file = item["source"]["file"]
    assert client.get(sop_at(file)).status_code == 200
    ElementTree.fromstring(client.get(sop_at(file, "/alur.svg")).text)
    ElementTree.fromstring(client.get(sop_at(file, "/alur.bpmn")).text)
    assert json.loads(client.get(sop_at(file, "/data.json")).text) == item
    csv = client.get(sop_at(file, "/langkah.csv"))
    assert csv.content.startswith(b'\xef\xbb\xbf"berkas"')
    assert csv.headers["content-disposition"].startswith("attachment")


def test_hostile_texts_stay_texts(client: TestClient) -> None:
    file = f"{NASTY}.pdf"
    pages = [client.get("/", params={"q": text}) for text in ("alert", NASTY, "onerror")]
    pages.append(client.get("/sop", params={"berkas": file, "id": "1"}))
    pages += [client.get(f"/tanya/{name}") for name in ("inventaris", "mutu-data", "rekaman", "jalur-berkas")]
    pages.append(client.get("/tanya/beban-kerja", params={"volume": "1", "pelaksana": NASTY}))
    for page in pages:
        assert page.status_code == 200
        assert "<script" not in page.text and "<img src=x" not in page.text
    named = client.get("/sop/data.json", params={"berkas": file, "id": "1"}).headers["content-disposition"]
    assert named == 'attachment; filename="script-alert-1-script-img-src-x-onerror-alert-2.json"'


@pytest.mark.parametrize(
    "address", ["/", "/tanya", sop_at("surat/masuk.pdf"), "/gaya.css", "/sop?berkas=x", "/tanya/x"]
)
def test_strict_headers_everywhere(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_need_no_script_and_no_inline_style(client: TestClient) -> None:
    for address in ("/", "/tanya", sop_at("surat/masuk.pdf")):
        page = client.get(address).text
        assert "<script" not in page and "style=" not in page and " onclick" not in page


def test_a_drawing_may_style_itself_and_do_nothing_else(client: TestClient) -> None:
    policy = client.get(sop_at("surat/masuk.pdf", "/alur.svg")).headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_a_page_and_a_csv(client: TestClient, name: str) -> None:
    given = {"peraturan": "PP 8/2006", "pelaksana": "camat"}
    assert client.get(f"/tanya/{name}", params=given).status_code == 200
    assert client.get(f"/tanya/{name}/jawaban.csv", params=given).content.startswith(b"\xef\xbb\xbf")
    assert f'action="/tanya/{name}"' in client.get("/tanya").text


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/sop", 404),
        ("/sop?berkas=../../etc/passwd&id=1", 404),
        ("/sop?berkas=surat/masuk.pdf&id=9", 404),
        ("/tanya/cuaca", 404),
        ("/tanya/dasar-hukum", 400),
        ("/tanya/langkah-lama?hari=lima", 400),
        ("/apa-saja", 404),
    ],
)
def test_wrong_addresses_get_a_page_that_helps(client: TestClient, address: str, code: int) -> None:
    page = client.get(address)
    assert page.status_code == code
    assert "Kembali ke pencarian" in page.text
    assert "Not Found" not in page.text


def test_errors_of_the_program_are_told_in_indonesian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Corpus(tmp_path / "corpus.db") as corpus:
        corpus.upsert_all(small_archive())
    monkeypatch.setattr("corpus.web.search", lambda *given, **more: 1 / 0)
    app = create_app(Archive(tmp_path / "corpus.db"))
    broken = TestClient(app, base_url="http://localhost", raise_server_exceptions=False).get("/?q=surat")
    assert broken.status_code == 500
    assert "Kesalahan dalam program" in broken.text and "division" not in broken.text


def test_a_corpus_that_went_away_is_said(tmp_path: Path) -> None:
    page = TestClient(create_app(Archive(tmp_path / "gone.db")), base_url="http://localhost").get("/")
    assert page.status_code == 503
    assert "mutubaku ingest" in page.text


SURAT_MASUK = "/sop?berkas=surat%2Fmasuk.pdf&amp;id=1"


def test_answers_and_hits_lead_to_the_page(client: TestClient) -> None:
    answer = client.get("/tanya/dasar-hukum", params={"peraturan": "PP 8/2006"}).text
    assert f'href="{SURAT_MASUK}#h1"' in answer
    found = client.get("/", params={"q": "disposisi"}).text
    assert f'href="{SURAT_MASUK}#h2"' in found
    nothing = client.get("/tanya/dasar-hukum", params={"peraturan": "PP 1/1901"}).text
    assert "Tidak ada yang ditemukan" in nothing and "<table" not in nothing
