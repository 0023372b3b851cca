"""Fuzzing of the archive: what is typed into it, addresses of its pages, and its file when it is damaged."""

from __future__ import annotations

import random
from pathlib import Path


def fuzz_query(data: bytes, place: Path) -> None:
    """What is typed into the search box, and the parameters of questions."""
    from corpus.facets import count_facets
    from corpus.questions import QUESTIONS, QuestionError, ask
    from corpus.search import search
    from corpus.store import Corpus

    text = data.decode("utf-8", "surrogateescape")  # with lone surrogates, as a command line gives them
    with Corpus(_archive(place), read_only=True) as corpus:
        search(corpus, text)
        count_facets(corpus, text)
        question = QUESTIONS[sorted(QUESTIONS)[len(data) % len(QUESTIONS)]]
        try:
            ask(corpus, question.name, **{parameter.name: text for parameter in question.parameters})
        except QuestionError:
            return


def fuzz_web(data: bytes, place: Path) -> None:
    """Addresses of the archive's pages: no answer of ours is an error of the program."""
    from starlette.testclient import TestClient

    from corpus.web import create_app
    from corpus.web_parts import Archive

    client = TestClient(create_app(Archive(_archive(place))), base_url="http://127.0.0.1:8765")
    address = data.decode("latin-1")
    if all(" " < letter < "\x7f" and letter != "#" for letter in address):
        assert client.get(f"/{address.lstrip('/')}").status_code < 500


def fuzz_corpus(data: bytes, place: Path) -> None:
    """An archive whose bytes were damaged: it opens, or says that it is damaged."""
    from corpus.database import CorpusLocked, CorpusUnreadable
    from corpus.questions import ask
    from corpus.search import search
    from corpus.store import Corpus

    path = place / "rusak.db"
    for left in place.glob("rusak.db*"):
        left.unlink()
    path.write_bytes(_damaged(_archive(place).read_bytes(), random.Random(data)))
    try:
        with Corpus(path) as corpus:
            search(corpus, "rapat")
            ask(corpus, "inventaris")
            list(corpus.records())
    except (CorpusUnreadable, CorpusLocked):
        return
    except (IndexError, TypeError):  # a number inside a row, which no database checks
        return


def _damaged(whole: bytes, dice: random.Random) -> bytes:
    """With some bytes changed, or the end lost."""
    if dice.random() < 0.1:
        return whole[: dice.randrange(len(whole))]
    changed = bytearray(whole)
    for _ in range(dice.choice((1, 10, 100, 1000))):
        changed[dice.randrange(len(whole))] = dice.randrange(256)
    return bytes(changed)


def _archive(place: Path) -> Path:
    """A small archive, made once."""
    from bench.corpus_records import invent_records
    from corpus.store import Corpus

    path = place / "corpus.db"
    if not path.exists():
        with Corpus(path) as corpus:
            corpus.upsert_all(one.record for one in invent_records(1, 12))
    return path
