"""CPU seconds by stage of the chain. Nothing is measured unless someone asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import process_time

_spent: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


@contextmanager
def stopwatch() -> Iterator[dict[str, float]]:
    """Seconds by stage of what runs inside, filled as it runs; other threads are not seen."""
    spent: dict[str, float] = {}
    token = _spent.set(spent)
    try:
        yield spent
    finally:
        _spent.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Adds what the block takes to its stage, without the stages inside it."""
    spent = _spent.get()
    if spent is None:
        yield
        return
    before, begun = sum(spent.values()), process_time()
    try:
        yield
    finally:
        inside = sum(spent.values()) - before
        spent[name] = spent.get(name, 0.0) + process_time() - begun - inside
