"""A web application on a port of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from pipeline.errors import NoAccess


def serve_app(app: ASGIApp, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serves an application; ``ready`` is called once the port is ours. Raises NoAccess where it is taken."""
    with _listening(host, port) as place:
        ready()
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([place])


def address_of(host: str, port: int) -> str:
    """What to open in a browser.

    >>> address_of("127.0.0.1", 8766), address_of("fe80::7", 8766)
    ('http://127.0.0.1:8766/', 'http://[fe80::7]:8766/')
    """
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the port. Raises NoAccess where it is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    place = socket.socket(family)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
        place.listen()
    except OSError as error:
        place.close()
        raise NoAccess(
            f"{host}:{port} tidak dapat dipakai ({error.strerror}). Pilih yang lain dengan --port."
        ) from error
    return place
