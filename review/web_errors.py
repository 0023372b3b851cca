"""What an error page says: our own words; what the web library says of its own accord is English."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException


def status_and_words(error: Exception, absent: str, broken: str) -> tuple[int, str]:
    """The HTTP status of an error and what to tell: its own sentence, else that a page is ``absent``, or the program
    ``broken``.

    >>> status_and_words(HTTPException(404), "Tidak ada.", "Rusak."), status_and_words(KeyError("x"), "", "Rusak.")
    ((404, 'Tidak ada.'), (500, 'Rusak.'))
    >>> status_and_words(HTTPException(413, "Terlalu panjang."), "Tidak ada.", "Rusak.")
    (413, 'Terlalu panjang.')
    """
    if not isinstance(error, HTTPException):
        return 500, broken
    ours = error.detail != HTTPStatus(error.status_code).phrase
    return error.status_code, error.detail if ours else absent
