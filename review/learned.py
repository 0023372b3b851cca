"""What people's decisions teach: repeated corrections to suggest, and wordings of headings to know from now on.

``learned.json`` shows it all for people to read, and remembers what was revoked; the rest is made from the ledger anew.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from review.leaves import ARROWS, HEADING, PERFORMERS, column_kind
from review.ledger import Decision, Ledger

SCHEMA = "mutubaku.learned/1"
LEAST_TIMES = 2
"""Cells with the same reading in which the same correction was made before it is suggested."""

Kind = Literal["koreksi", "judul"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """``koreksi``: where ``column`` reads ``reading``, suggest ``text``. ``judul``: the heading ``reading`` names the
    column ``text``."""

    kind: Kind
    column: str
    reading: str
    text: str
    count: int
    """Cells in which people decided so."""
    last: str
    """When they did so last, ISO 8601."""
    revoked: bool = False

    @property
    def ident(self) -> str:
        """A short name that stays as long as the lesson says the same."""
        said = "\x1f".join((self.kind, self.column, self.reading, self.text))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Learned:
    """All lessons, revoked ones included."""

    lessons: tuple[Lesson, ...] = ()

    def suggestion(self, column: str, reading: str) -> Lesson | None:
        """The correction to suggest for a reading in a column, if one was learned."""
        kind, text = column_kind(column), tidy(reading)
        held = (lesson for lesson in self.lessons if lesson.kind == "koreksi" and not lesson.revoked)
        return next((lesson for lesson in held if (lesson.column, lesson.reading) == (kind, text)), None)

    def headings(self) -> dict[str, str]:
        """Wordings of headings that people have confirmed, with the column each names."""
        held = (lesson for lesson in self.lessons if lesson.kind == "judul" and not lesson.revoked)
        return {lesson.reading: lesson.text for lesson in held}


def tidy(text: str) -> str:
    """A reading as it is compared: white space says nothing."""
    return " ".join(text.split())


def ledger_to_lessons(ledger: Ledger, least: int = LEAST_TIMES) -> tuple[Lesson, ...]:
    """What the standing decisions teach. A reading that people found right as often as wrong teaches nothing."""
    outcomes: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in ledger.current().values():
        if decision.settles and decision.column not in (PERFORMERS, ARROWS) and tidy(decision.reading):
            outcomes[column_kind(decision.column), tidy(decision.reading)].append(decision)
    corrections = (lesson for key in outcomes for lesson in _lesson(*key, outcomes[key], least))
    return (*_heading_lessons(ledger.current().values()), *corrections)


def _lesson(column: str, reading: str, decided: list[Decision], least: int) -> Iterator[Lesson]:
    if column.startswith(HEADING):
        return
    counts = Counter(tidy(decision.text) for decision in decided)
    (text, count), *others = counts.most_common(2)
    if text and text != reading and count >= least and not (others and others[0][1] == count):
        last = max(decision.when for decision in decided if tidy(decision.text) == text)
        yield Lesson("koreksi", column, reading, text, count, last)


def _heading_lessons(decisions: Iterable[Decision]) -> Iterator[Lesson]:
    """One person's word for what a heading names suffices; of two that differ the later holds."""
    latest: dict[str, list[Decision]] = defaultdict(list)
    for decision in sorted(decisions, key=lambda one: one.when):
        if decision.column.startswith(HEADING) and decision.settles and decision.text:
            latest[tidy(decision.column.removeprefix(HEADING))].append(decision)
    for heading, said in latest.items():
        agreed = [decision for decision in said if decision.text == said[-1].text]
        yield Lesson("judul", HEADING.strip(": "), heading, said[-1].text, len(agreed), said[-1].when)


def learn(ledger: Ledger, path: Path) -> Learned:
    """The lessons of a ledger. What is revoked in the file at ``path`` stays so, also while nothing teaches it."""
    revoked = {lesson.ident: lesson for lesson in read_learned(path).lessons if lesson.revoked}
    made = [replace(lesson, revoked=lesson.ident in revoked) for lesson in ledger_to_lessons(ledger)]
    gone = [lesson for ident, lesson in revoked.items() if all(ident != one.ident for one in made)]
    return Learned((*made, *gone))


def read_learned(path: Path) -> Learned:
    """The file as it was last written; nothing where there is none that can be read."""
    try:
        rows = json.loads(path.read_text("utf-8"))["lessons"]
        return Learned(tuple(_row_to_lesson(row) for row in rows))
    except (OSError, ValueError, KeyError, TypeError):
        return Learned()


def _row_to_lesson(row: Mapping[str, object]) -> Lesson:
    kind: Kind = "judul" if row["kind"] == "judul" else "koreksi"
    column, reading, text, last = (str(row[name]) for name in ("column", "reading", "text", "last"))
    return Lesson(kind, column, reading, text, int(str(row["count"])), last, bool(row["revoked"]))


def write_learned(path: Path, learned: Learned) -> None:
    """Writes the file whole or not at all."""
    rows = [{"id": lesson.ident} | asdict(lesson) for lesson in learned.lessons]
    temporary = path.with_name(path.name + ".part")
    text = json.dumps({"schema": SCHEMA, "lessons": rows}, ensure_ascii=False, indent=1)
    temporary.write_text(text + "\n", "utf-8", errors="replace")
    temporary.replace(path)


def revoke(learned: Learned, ident: str, *, revoked: bool = True) -> Learned | None:
    """The same with one lesson revoked (or taken up again); None where there is no such lesson."""
    if all(lesson.ident != ident for lesson in learned.lessons):
        return None
    return Learned(
        tuple(replace(lesson, revoked=revoked) if lesson.ident == ident else lesson for lesson in learned.lessons)
    )
