"""Named repairs of what scanners, engines and converters do to text: each takes a text and gives it back repaired.

They never touch the author's own spelling. ``apply_fixes`` records what each of them changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from normalize.wordings import load_vocab
from normalize.words import is_known, known_words

LONGEST_SHOWN = 60
"""Letters of a text that are shown in a recorded change."""
TAG = re.compile(r"</?(?:p|br|ol|ul|li|b|i|u|em|strong|div|span|table|tr|td|th|sup|sub|h[1-6])\b[^<>]{0,200}>", re.I)
EMPHASIS = re.compile(r"(?<![\w*])\*\*(?=\S)|(?<=\S)\*\*(?![\w*])|^#{1,6} ", re.MULTILINE)
BADGE = re.compile(
    r"(?:dipindai|scanned)\s+(?:dengan|with|by)\s+cam\s?scanner|^\W{0,20}\w?\W{0,20}cam\s?scanner\W{0,20}$", re.I
)
BADGE_ADDRESS = re.compile(r"(?:https?://)?v\d\.camscanner\.com\S*", re.I)
LONE_SIGN = re.compile(r"[+~=_»«·•]")
CAPITALS_WITH_L = re.compile(r"\b(?=(?:l*[A-Z]){2})[A-Zl]+\b")
"""Two capitals at least; "Il" may be a number."""
EDGE_RULES = " \t\r\n|[]_¦"
"""Table lines read as letters."""
DIGIT_RUN = re.compile(r"[A-Za-z0-9|]+")
DIGITS = str.maketrans("OolI|", "00111")
LETTERS = str.maketrans("0156", "olsb")
MIXED_WORD = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z\d]{4,}")
UNIT_RN = re.compile(r"(?<=\d)(\s*)(jarn|rnenit|rninggu)\b", re.I)
ROMAN_PART = re.compile(r"(?<=/)[lI1|]{2,3}(?=/)")
CODE_PART = re.compile(r"(?<=/)(?:0[A-Z][A-Z0156]*|5[A-Z]{2,})(?=[/.]|$)")
CODE_GAP = re.compile(r"(?P<unit>/[A-Za-z]{1,6}\.) (?=\d{1,3}/)")
HAND_DIGITS = re.compile(r"(?<=/) ?\d(?: ?\d){1,4} ?(?=/)")
SLASH_AS_I = re.compile(r"(?<=\d )I(?P<code>[A-Z]{4,})")
CODE_BLANKS = re.compile(r"^\d{3}(?: \d{1,2}){2,4}(?= ?/)")
CODE_LETTERS = str.maketrans("0156", "OISG")
TIMES_SIGN = re.compile(r"(?<=\d)(?: ?× ?| x(?=\d)|(?<=\d)x )(?=\d)", re.I)
ABOUT_SIGN = re.compile(r"^[£&€¥§tf](?= ?\d)")
SPECK_BEFORE_UNIT = re.compile(r"(?<=\d)[.,'](?=[A-Za-z]{3})")
RANGE_WITHOUT_GAP = re.compile(r"(\d)(?=s(?:\.d\.?|/d) \d)", re.I)
UNTIL_SIGN = re.compile(r"(?<=\d )s ?[i1lI|!/]? ?(?:d|cl)(?= \d)")
LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def times_sign(text: str) -> str:
    """A letter x, with a space at both sides or at none, between the numbers of "1 x 24 jam": typists have no other.

    For text read from ink, where engines give a multiplication sign or lose one of the spaces.

    >>> times_sign("1 × 24 jam"), times_sign("1x 24 jam"), times_sign("2x24 jam")
    ('1 x 24 jam', '1 x 24 jam', '2x24 jam')
    """
    return TIMES_SIGN.sub(lambda found: "x" if found.group() == "×" else " x ", text)


def about_sign(text: str) -> str:
    """A sign that no time begins with is the ± that engines have no letter for.

    >>> about_sign("£ 10 menit"), about_sign("t 2 jam"), about_sign("tiap 2 jam")
    ('± 10 menit', '± 2 jam', 'tiap 2 jam')
    """
    return ABOUT_SIGN.sub("±", text)


def unit_gap(text: str) -> str:
    """A speck between a number and its unit is no mark.

    >>> unit_gap("2.minggu"), unit_gap("1.5 jam")
    ('2 minggu', '1.5 jam')
    """
    return SPECK_BEFORE_UNIT.sub(" ", text)


def range_gap(text: str) -> str:
    """A space before the "s.d." or "s/d" of a range where one follows it: engines lose the first of the two.

    >>> range_gap("1s.d. 3 hari"), range_gap("1 s.d. 3 hari"), range_gap("1s/d3 hari")
    ('1 s.d. 3 hari', '1 s.d. 3 hari', '1s/d3 hari')
    """
    return RANGE_WITHOUT_GAP.sub(r"\1 ", text)


def until_sign(text: str) -> str:
    """The "s/d" between two numbers, whose stroke was lost or read as a letter.

    >>> until_sign("20 sid 25 menit"), until_sign("5 s d 7 Menit"), until_sign("5 s.d. 7 Menit")
    ('20 s/d 25 menit', '5 s/d 7 Menit', '5 s.d. 7 Menit')
    """
    return UNTIL_SIGN.sub("s/d", text)


def collapse_spaces(text: str) -> str:
    """One space between words, none at the ends.

    >>> collapse_spaces("  Surat   masuk ")
    'Surat masuk'
    """
    return " ".join(text.split())


def drop_invisible(text: str) -> str:
    """No soft hyphens, zero-width or direction marks; ligatures as letters; composed accents.

    >>> drop_invisible("veri\u00adﬁkasi")
    'verifikasi'
    """
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text.translate(LIGATURES)))


def drop_markup(text: str) -> str:
    """No HTML tags or Markdown emphasis, as some engines write them.

    >>> drop_markup("<ol><li>**Surat** masuk</li>")
    'Surat masuk'
    """
    return EMPHASIS.sub("", TAG.sub(" ", text)).strip()


def drop_scanner_badge(text: str) -> str:
    """No "Dipindai dengan CamScanner" and no address of that program; other addresses stay.

    >>> drop_scanner_badge("Dipindai dengan CamScanner"), drop_scanner_badge("data.contoh.go.id")
    ('', 'data.contoh.go.id')
    """
    return BADGE_ADDRESS.sub("", BADGE.sub("", text)).strip()


def drop_edge_rules(text: str) -> str:
    """No table lines read as letters at the edges of a cell.

    >>> drop_edge_rules("| Surat masuk [")
    'Surat masuk'
    """
    return text.strip(EDGE_RULES)


def digits_in_numbers(text: str) -> str:
    """O, l, I and | inside runs that hold a digit become digits; words stay.

    >>> digits_in_numbers("l2 Maret 2O20 oleh IT")
    '12 Maret 2020 oleh IT'
    """
    return DIGIT_RUN.sub(lambda found: _as_digits(found.group()), text)


def _as_digits(run: str) -> str:
    digits = run.translate(DIGITS)
    return digits if digits.isdigit() and re.search(r"[0-9]", run) else run


def capital_i(text: str) -> str:
    """A small l among capitals is a capital I, which engines cannot tell apart.

    >>> capital_i("065/12/KCl/2024 Kel")
    '065/12/KCI/2024 Kel'
    """
    return CAPITALS_WITH_L.sub(lambda found: found.group().replace("l", "I"), text)


def month_in_letters(text: str) -> str:
    """A month of small and big letters and digits, as handwriting is read, in its usual spelling.

    >>> month_in_letters("28 AgU5tu5 2023"), month_in_letters("2 Mei 2023"), month_in_letters("U5 2023")
    ('28 Agustus 2023', '2 Mei 2023', 'U5 2023')
    """
    return MIXED_WORD.sub(lambda found: _months().get(found.group().translate(LETTERS).lower(), found.group()), text)


@cache
def _months() -> dict[str, str]:
    return {forms[0].lower(): forms[0] for forms in load_vocab("months")["months"].values()}


def lone_dash(text: str) -> str:
    """A lone sign where a date belongs is the dash of a date that was left out.

    >>> lone_dash("+"), lone_dash("3 Mei 2021")
    ('-', '3 Mei 2021')
    """
    return "-" if LONE_SIGN.fullmatch(text.strip()) else text


def unit_words(text: str) -> str:
    """ "rn" for "m" in a time unit behind a number.

    >>> unit_words("2 jarn")
    '2 jam'
    """
    return UNIT_RN.sub(lambda found: found.group(1) + _with_m(found.group(2)), text)


def _with_m(word: str) -> str:
    return word.replace("rn", "m").replace("RN", "M").replace("Rn", "M")


def roman_parts(text: str) -> str:
    """ "ll" between slashes of a document number is the Roman II.

    >>> roman_parts("026/SK/ll/2012")
    '026/SK/II/2012'
    """
    return ROMAN_PART.sub(lambda found: found.group() if found.group().isdigit() else "I" * len(found.group()), text)


def code_letters(text: str) -> str:
    """An office or class in a document number is letters; none begins with a nought.

    >>> code_letters("065/12/0R6/2024"), code_letters("W9-U2/7/0T.01.3/5/2023"), code_letters("12/5A/2024")
    ('065/12/ORG/2024', 'W9-U2/7/OT.01.3/5/2023', '12/5A/2024')
    """
    return CODE_PART.sub(lambda found: found.group().translate(CODE_LETTERS), text)


def lost_slashes(text: str) -> str:
    """The slash before an office's code that was read as its first letter, where no word begins so.

    >>> lost_slashes("000.8.3.3/ 256 ISETDA"), lost_slashes("065/ 12 INSPEKTORAT")
    ('000.8.3.3/ 256 /SETDA', '065/ 12 INSPEKTORAT')
    """

    def slash(found: re.Match[str]) -> str:
        word = is_known(found.group().lower(), known_words()) or "/" not in text[: found.start()]
        return found.group() if word else f"/{found['code']}"

    return SLASH_AS_I.sub(slash, text)


def code_points(text: str) -> str:
    """The points, where faint ones were lost, of the archive code that a number begins with (Permendagri 83/2022).

    >>> code_points("000 8 3 3/ 41 /KEC"), code_points("041 /KEC/2023")
    ('000.8.3.3/ 41 /KEC', '041 /KEC/2023')
    """
    return CODE_BLANKS.sub(lambda found: found.group().replace(" ", "."), text)


def hand_digits(text: str) -> str:
    """A running number between two slashes without gaps: by hand its digits stand apart.

    >>> hand_digits("000.8.3.3/ 2 41 /KEC"), hand_digits("12 Tahun 3/5")
    ('000.8.3.3/ 241 /KEC', '12 Tahun 3/5')
    """
    return HAND_DIGITS.sub(lambda found: re.sub(r"(?<=\d) (?=\d)", "", found.group()), text)


def code_gaps(text: str) -> str:
    """A unit and its number without the gap that print leaves behind a point, within a document number.

    >>> code_gaps("24/Un.03/UPT. 1/Kp.02/2021"), code_gaps("No. 1/ADM/2021"), code_gaps("2/ADM. /2021")
    ('24/Un.03/UPT.1/Kp.02/2021', 'No. 1/ADM/2021', '2/ADM. /2021')
    """
    return CODE_GAP.sub(r"\g<unit>", text)


Fix = Callable[[str], str]
FIXES: Final[Mapping[str, Fix]] = {
    fix.__name__: fix
    for fix in (
        drop_invisible,
        drop_markup,
        drop_scanner_badge,
        drop_edge_rules,
        digits_in_numbers,
        unit_words,
        times_sign,
        about_sign,
        unit_gap,
        range_gap,
        until_sign,
        roman_parts,
        code_letters,
        lost_slashes,
        code_points,
        code_gaps,
        hand_digits,
        collapse_spaces,
    )
}
"""Every fix by its name, in the order in which they are safe to run."""

TEXT_PLAN = (
    "drop_invisible",
    "drop_markup",
    "drop_scanner_badge",
    "collapse_spaces",
    "drop_edge_rules",
    "collapse_spaces",
)
"""For any cell."""
NUMBER_PLAN = (
    "drop_invisible",
    "collapse_spaces",
    "drop_edge_rules",
    "digits_in_numbers",
    "roman_parts",
    "code_letters",
    "lost_slashes",
    "code_points",
    "code_gaps",
    "hand_digits",
    "collapse_spaces",
)
"""For document numbers read from ink."""
TIME_PLAN = (
    "unit_gap",
    "unit_words",
    "times_sign",
    "about_sign",
    "range_gap",
    "until_sign",
)
"""For the Waktu column, read from ink, after ``TEXT_PLAN``."""


def apply_fixes(raw: str, plan: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The text after the fixes named in ``plan``, and what each changed ("2 jarn -> 2 jam: unit_words").

    Raises KeyError for a name that is no fix.

    >>> apply_fixes("2.jarn", TIME_PLAN)
    ('2 jam', ('2.jarn -> 2 jarn: unit_gap', '2 jarn -> 2 jam: unit_words'))
    """
    text, changes = raw, []
    for name in plan:
        fixed = FIXES[name](text)
        if fixed != text and name != "collapse_spaces":
            changes.append(f"{text[:LONGEST_SHOWN]} -> {fixed[:LONGEST_SHOWN]}: {name}")
        text = fixed
    return text, tuple(changes)
