"""Keeps texts from being run as formulas by a spreadsheet, reversibly.

A cell that begins with ``= + - @`` TAB CR or LF can be executed or split on opening (OWASP, CSV injection). Such texts
get a leading apostrophe. Texts that already begin with apostrophes before such a character get one more, so that
taking one off always gives the text back. A lone ``-`` means "none" in a SOP and stays as it is.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> guard("=SUM(A1)"), guard("-"), guard("10 menit")
    ("'=SUM(A1)", '-', '10 menit')
    """
    return f"'{text}" if text != "-" and _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded.

    >>> unguard("'=SUM(A1)"), unguard("-"), unguard("'Aisyiyah")
    ('=SUM(A1)', '-', "'Aisyiyah")
    """
    return text[1:] if _GUARDED.match(text) else text
