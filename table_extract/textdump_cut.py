"""Lines of a step row, read across all its columns by an OCR without grid, cut back into the columns.

Every line runs left to right over aktivitas, kelengkapan, waktu, output and keterangan. The cut is a beam search: each
line is split at most four times, and a split is judged by what rulings left behind (``|``, ``[``, stray letters), by
capital letters where a cell begins, by word pairs seen elsewhere in the same dump, and by the rule that a cell's lines
follow one another without a gap. A duration fixes where waktu stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, pairwise
from statistics import median

from table_extract.textdump_labels import lift_labels

Text = tuple[str, ...]
Column = tuple[tuple[int, Text], ...]
"""The fragments of a cell, as (line index, words)."""
COLUMNS = ("aktivitas", "kelengkapan", "waktu", "output", "keterangan")
KELENGKAPAN, WAKTU, OUTPUT, KETERANGAN = 1, 2, 3, 4
BEAM = 12
"""Partial readings kept from line to line; more changed nothing on the dumps tried."""

MOST_WORDS = 60
"""A line of a step table on landscape paper has some 40 words at most."""

WEIGHTS = {
    "cut at nothing": -0.2,
    "cut at stray marks": 1.2,
    "cut at a ruling": 1.7,
    "keep over stray marks": -2.2,
    "keep over a ruling": -2.1,
    "cut before a capital": 0.6,
    "cut before a small letter": -1.5,
    "cut between small letter and capital": 0.6,
    "cut before a paper's name": 0.4,
    "keep before a paper's name": -1.3,
    "cut a known pair": -1.4,
    "keep a known pair": 0.4,
    "keep an unknown pair": -0.2,
    "cut after an open word or a full stop": -1.8,
    "phrase that stands alone elsewhere": 1.2,
    "activity goes on at the left edge": 0.2,
    "activity line had room left": -1.5,
    "output before kelengkapan": -1.0,
    "line left out of an activity": -3.6,
    "line left out of a cell": -1.2,
    "second duration": -3.0,
    "keterangan begins": -1.2,
    "carried keterangan goes on": -0.5,
    "cell begins with a capital": 1.0,
    "cell begins with a small letter": -1.6,
    "activity begins with a verb": 2.0,
    "activity begins below the number": -4.0,
    "cell begins with a paper's name": 0.8,
    "cell begins with another word": -0.2,
    "cell begins with a verb": -2.4,
    "goes on with a known pair": 1.6,
    "goes on with an unknown pair": 0.1,
    "goes on after an open word": 0.8,
    "goes on with a small letter": 0.3,
    "goes on with a capital": -0.4,
    "goes on with a paper's name": -2.0,
}
"""Worth of each sign, fitted on step tables of several offices printed as interleaved lines."""

ROOM_LEFT = 0.7
"""A line this short (share of the usual width) was not broken for want of room."""
TIME_WORD = re.compile(r"(ha[rs][itld1]|[ynb]ar[il]|jam|men[il1]t|bulan|minggu|detik)$", re.IGNORECASE)
LONE_TIME = re.compile(r"(hast|harl|har1|[ynb]ar[il])$", re.IGNORECASE)
"""Misreadings of hari that are no words of their own; the number before them was lost."""
FIGURE = re.compile(r"-?\d{1,3}|[lI]")
GLUED_TIME = re.compile(r"(?:\d{1,3}|[lI])(?:hari|jam|menit|bulan|minggu)$", re.IGNORECASE)
ACTIVITY_VERB = re.compile(r"(me[a-z]|pe[a-z]+an$|di[a-z])", re.IGNORECASE)
PAPERS = frozenset(
    ("format", "draft", "dokumen", "data", "laporan", "surat", "berkas", "disposisi", "sk", "buku", "lembar")
    + ("konsep", "nota", "undangan")
)
"""Words that kelengkapan and output begin with; the head nouns of official papers."""
HEADS = PAPERS - {"format", "data", "laporan", "sk"}
"""Of these the ones that hardly ever stand inside a cell with a capital."""
OPEN_WORDS = frozenset(
    ("dan", "yang", "data", "ke", "kepada", "dari", "di", "untuk", "serta", "atau", "dengan", "oleh", "sudah")
    + ("masing", "pada", "dalam")
)
"""After these a cell is not finished."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, and how firmly something (a ruling, stray marks) stood between it and the word before: 0, 1 or 2."""

    text: str
    gap: int
    time: bool = False
    """True for a duration, which can only stand in the waktu column."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the columns hold so far: per column its fragments as (line index, text)."""

    score: float
    columns: tuple[Column, ...] = field(default=((), (), (), (), ()))


def tokens_of(line: str) -> list[Token]:
    """Words of a line; what is not a word only widens the gap before the next one.

    >>> [(t.text, t.gap) for t in tokens_of("Draft Format Data | | 2 hari | Data")]
    [('Draft', 0), ('Format', 0), ('Data', 0), ('2 hari', 2), ('Data', 2)]
    """
    tokens: list[Token] = []
    gap = 0
    for piece in re.split(r"(\s+|[|\[\]]+)", lift_labels(line)[0]):
        word = piece.strip()
        if not word:
            gap = max(gap, 1 if len(piece) > 2 and tokens else 0)
        elif set(word) <= set("|[]"):
            gap = 2
        elif is_word(word):
            tokens.append(Token(word, gap))
            gap = 0
        else:
            gap = max(gap, 1)
    return _join_times(tokens)


def is_word(word: str) -> bool:
    """True for a number, a range, or letters that look like a word rather than like a misread line or symbol."""
    bare = word.strip(".,;:()'\"")
    if re.fullmatch(r"-?\d{1,3}", bare) or bare in {"l", "I"}:
        return True
    if bare.startswith("http"):
        return True
    if not re.fullmatch(r"[A-Za-z][A-Za-z/&-]*\d?", bare) and not GLUED_TIME.match(bare):
        return False
    acronym = bare.isupper() and len(bare) >= 3
    return acronym or (len(bare) >= 2 and bool(re.search(r"[aeiouAEIOU]", bare)))


def _join_times(tokens: Sequence[Token]) -> list[Token]:
    """Number and time word as one token (``2 -3 hari``); a lone number is dropped as noise."""
    joined: list[Token] = []
    run: list[Token] = []
    for token in tokens:
        if FIGURE.fullmatch(token.text):
            run.append(token)
            continue
        timed = TIME_WORD.match(token.text) if run or token.gap == 2 else LONE_TIME.match(token.text)
        if timed or GLUED_TIME.match(token.text):
            joined.append(Token(" ".join(word.text for word in [*run, token]), 2, time=True))
        else:
            joined.append(Token(token.text, max([token.gap, *(word.gap for word in run), int(bool(run))])))
        run = []
    return joined


@dataclass(frozen=True, slots=True)
class Habits:
    """What the dump says again and again, in lower case."""

    pairs: Mapping[Text, int]
    """Two words side by side without a gap."""
    phrases: Mapping[Text, int]
    """Two or more words that stand alone between gaps, durations and line ends: whole fragments of cells."""
    width: float = 0.0
    """Usual letters in a line of the activity column."""


def habits_of(lines: Sequence[Sequence[Token]], row_tops: Sequence[Sequence[Token]]) -> Habits:
    """Word pairs and lone phrases of all lines, counted; ``row_tops`` are the lines with step numbers."""
    pairs: Counter[Text] = Counter()
    phrases: Counter[Text] = Counter()
    for line in lines:
        for phrase in lone_phrases(line):
            phrases[phrase] += 1
            pairs.update(zip(phrase, phrase[1:], strict=False))
    widths = [len(" ".join(lone_phrases(top)[0])) for top in row_tops if lone_phrases(top)]
    return Habits(pairs, phrases, median(widths) if widths else 0.0)


def lone_phrases(line: Sequence[Token]) -> list[Text]:
    """The stretches of a line between gaps and durations, in lower case."""
    stretches: list[list[str]] = [[]]
    for token in line:
        if token.gap or token.time:
            stretches.append([])
        if not token.time:
            stretches[-1].append(token.text.lower())
        else:
            stretches.append([])
    return [tuple(words) for words in stretches if len(words) > 1]


@dataclass(frozen=True, slots=True)
class _Row:
    """What the judgement of one line needs to know, reckoned once for all its splits."""

    depth: int
    """Lines below the one with the step's number."""
    habits: Habits
    carried: Text
    lone: Mapping[Text, int]
    """The line's own lone phrases, counted."""
    whole: float
    """The score of the line without a cut."""
    gains: Sequence[float]
    """What a cut before each word adds to that."""


def cut_row(lines: Sequence[Sequence[Token]], habits: Habits, carried: Text = (), numbered: bool = True) -> Reading:
    """The best reading of one step row.

    ``carried`` is the last keterangan text of the row above (a merged cell goes on). A row that is not ``numbered``
    lost the head of its first line, so its activity may begin anywhere.
    """
    beam = [Reading(0.0)]
    for number, line in enumerate(lines):
        if line:
            row = _row_of(line, number if numbered else 0, habits, carried)
            grown = [_extend(reading, number, line, cuts, row) for reading in beam for cuts in splits(line)]
            beam = sorted(grown, key=lambda reading: -reading.score)[:BEAM]
    return beam[0]


def _row_of(line: Sequence[Token], depth: int, habits: Habits, carried: Text) -> _Row:
    kept = [0.0, *(_keep_here(a, b, habits.pairs) for a, b in pairwise(line))]
    cut = [0.0, *(_cut_here(a, b, habits.pairs) for a, b in pairwise(line))]
    gains = [there - here for there, here in zip(cut, kept, strict=True)]
    return _Row(depth, habits, carried, Counter(lone_phrases(line)), sum(kept), gains)


def splits(line: Sequence[Token]) -> Iterator[tuple[int, ...]]:
    """Every way to give the tokens to the five columns, as the five end positions; a duration must be waktu.

    A line longer than any row of a table is prose, and stays whole.
    """
    count = len(line)
    if count > MOST_WORDS:
        yield (count,) * len(COLUMNS)
        return
    times = [index for index, token in enumerate(line) if token.time]
    if times:
        at = times[0]
        for first in range(at + 1):
            for fourth in range(at + 1, count + 1):
                yield first, at, at + 1, fourth, count
        return
    for first, second, fourth in combinations_with_replacement(range(count + 1), 3):
        yield first, second, second, fourth, count


def _extend(reading: Reading, number: int, line: Sequence[Token], cuts: Sequence[int], row: _Row) -> Reading:
    score = reading.score + row.whole + sum(row.gains[cut] for cut in set(cuts) if cut < len(line))
    columns = list(reading.columns)
    for column, (start, end) in enumerate(zip((0, *cuts[:-1]), cuts, strict=True)):
        if start < end:
            words = tuple(token.text for token in line[start:end])
            low = tuple(word.lower() for word in words)
            alone = row.habits.phrases.get(low, 0) > row.lone.get(low, 0)
            score += WEIGHTS["phrase that stands alone elsewhere"] if alone else 0.0
            score += _place_score(reading.columns, column, number, words[0], row)
            columns[column] = (*columns[column], (number, words))
    return Reading(score, tuple(columns))


def _is_head(token: Token) -> bool:
    return token.text[0].isupper() and token.text.lower() in HEADS


def _known(before: Token, after: Token, pairs: Mapping[Text, int]) -> bool:
    return not _is_head(after) and pairs.get((before.text.lower(), after.text.lower()), 0) > 1


def _cut_here(before: Token, after: Token, pairs: Mapping[Text, int]) -> float:
    signs = [("cut at nothing", "cut at stray marks", "cut at a ruling")[after.gap]]
    signs.append("cut before a capital" if after.text[0].isupper() else "cut before a small letter")
    if after.text[0].isupper() and not before.text[0].isupper():
        signs.append("cut between small letter and capital")
    if _is_head(after):
        signs.append("cut before a paper's name")
    if _known(before, after, pairs):
        signs.append("cut a known pair")
    if before.text.endswith(".") or before.text.lower() in OPEN_WORDS:
        signs.append("cut after an open word or a full stop")
    return sum(WEIGHTS[sign] for sign in signs)


def _keep_here(before: Token, after: Token, pairs: Mapping[Text, int]) -> float:
    signs = ["keep a known pair" if _known(before, after, pairs) else "keep an unknown pair"]
    if after.gap:
        signs.append("keep over stray marks" if after.gap == 1 else "keep over a ruling")
    if _is_head(after):
        signs.append("keep before a paper's name")
    return sum(WEIGHTS[sign] for sign in signs)


def _place_score(columns: Sequence[Column], index: int, number: int, first: str, row: _Row) -> float:
    """How well a fragment that begins with ``first`` continues or begins a cell."""
    column = columns[index]
    if index == WAKTU:
        return 0.0 if not column else WEIGHTS["second duration"]
    if not column and index == KETERANGAN:
        carried = _goes_on(row.carried, first, row.habits.pairs) if row.carried else 0.0
        return WEIGHTS["carried keterangan goes on"] + carried if row.carried else WEIGHTS["keterangan begins"]
    if not column:
        jumped = index == OUTPUT and not columns[KELENGKAPAN]
        return _begins(index, row.depth, first) + (WEIGHTS["output before kelengkapan"] if jumped else 0.0)
    last_line, last = column[-1]
    skipped = min(number - last_line - 1, 3)
    left_out = WEIGHTS["line left out of an activity" if index == 0 else "line left out of a cell"] * skipped
    return _goes_on(last, first, row.habits.pairs) + left_out + (_at_left(last, first, row) if index == 0 else 0.0)


def _at_left(last: Text, first: str, row: _Row) -> float:
    """An activity goes on at the left edge, unless its last line still had room for the next word: then it was over."""
    room = len(" ".join([*last, first])) <= ROOM_LEFT * row.habits.width
    return WEIGHTS["activity goes on at the left edge"] + (WEIGHTS["activity line had room left"] if room else 0.0)


def _begins(index: int, depth: int, first: str) -> float:
    verb = bool(ACTIVITY_VERB.match(first))
    signs = ["cell begins with a capital" if first[0].isupper() else "cell begins with a small letter"]
    if index == 0:
        signs += ["activity begins with a verb"] if verb else []
        signs += ["activity begins below the number"] if depth else []
    else:
        paper = first.lower() in PAPERS
        signs.append("cell begins with a paper's name" if paper else "cell begins with another word")
        signs += ["cell begins with a verb"] if first.lower().startswith("me") else []
    return sum(WEIGHTS[sign] for sign in signs)


def _goes_on(last: Text, first: str, pairs: Mapping[Text, int]) -> float:
    known = pairs.get((last[-1].lower(), first.lower()), 0)
    signs = ["goes on with a known pair" if known else "goes on with an unknown pair"]
    signs.append("goes on with a small letter" if first[0].islower() else "goes on with a capital")
    if last[-1].lower() in OPEN_WORDS or last[-1].endswith((",", "-")):
        signs.append("goes on after an open word")
    if first[0].isupper() and first.lower() in PAPERS - {"data", "laporan"}:
        signs.append("goes on with a paper's name")
    return sum(WEIGHTS[sign] for sign in signs)
