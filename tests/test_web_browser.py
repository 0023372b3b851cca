"""The archive in a real browser: cells and their places on the scan light each other."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from bench.run_outputs import SAMPLES
from corpus.static_site import write_site
from corpus.web import create_app
from corpus.web_parts import Archive
from pipeline.files import OutputFolder
from pipeline.ingest import run
from pipeline.settings import Settings
from tests.browser import Page, browser, open_browser
from tests.sop_records import small_archive

pytestmark = pytest.mark.skipif(browser() is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served archive of one scan."""
    out = OutputFolder(tmp_path_factory.mktemp("out"))
    run([SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf"], Settings(), out, lambda *_: None)
    app = create_app(Archive(out.corpus, out.pages))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(address: str, tmp_path: Path) -> Iterator[Page]:
    with open_browser() as opened:
        opened.size(1400, 1000)
        opened.open(f"{address}/?q=domisili")
        yield opened


def follow(page: Page, selector: str) -> None:
    """Clicks a link and waits for the page it leads to."""
    page.run(f"document.querySelector({selector!r}).click()")
    page.wait("document.readyState === 'complete' && document.querySelectorAll('[data-box]').length > 40")


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.run(
        f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}});"
        " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    return float(box[0]), float(box[1])


def point_at(page: Page, selector: str) -> None:
    x, y = middle(page, selector)
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)


def test_search_leads_to_the_scan(page: Page) -> None:
    follow(page, "h2 a")
    page.wait(
        "[...document.images].every(image => image.complete && image.naturalWidth > 0 || image.loading == 'lazy')"
    )
    assert "Domisili Usaha" in page.text()


def test_a_cell_and_its_place_light_each_other(page: Page) -> None:
    follow(page, "h2 a")
    cell = page.run("document.querySelector('.steps [data-box]').id")
    box = page.run("document.querySelector('.steps [data-box]').dataset.box")
    point_at(page, f"#{cell}")
    page.wait(f"document.getElementById('{box}').classList.contains('lit')")
    point_at(page, "h1")
    page.wait(f"!document.getElementById('{box}').classList.contains('lit')")
    point_at(page, f"#{box}")
    page.wait(f"document.getElementById('{cell}').classList.contains('lit')")


def test_a_click_on_the_scan_leads_to_the_cell(page: Page) -> None:
    follow(page, "h2 a")
    cell = page.run("document.querySelector('.steps [data-box]').id")
    x, y = middle(page, f"#{page.run(f'document.getElementById({cell!r}).dataset.box')}")
    for kind in ("mousePressed", "mouseReleased"):
        page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    page.wait(f"location.hash === '#{cell}'")


def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    follow(page, "h2 a")
    page.size(390, 844, phone=True)
    page.wait("document.documentElement.scrollWidth <= 391")


def test_the_published_list_says_when_no_sop_holds_the_words(page: Page, tmp_path: Path) -> None:
    write_site(small_archive(), tmp_path)
    page.open((tmp_path / "index.html").as_uri())
    page.run("document.querySelector('#saring input').focus()")
    page.type("telaga")
    shown = "[...document.querySelectorAll('li')].filter(item => item.offsetParent).length"
    assert page.run(shown) == 1 and "Tidak ada SOP" not in page.text()
    page.type(" xyz")
    assert page.run(shown) == 0 and "Tidak ada SOP yang memuat semua kata itu" in page.text()
