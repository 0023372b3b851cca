"""Empty corpora to test on: in SQLite, and in a PostgreSQL of our own that lives as long as the test run."""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from corpus.store import Corpus

BACKENDS = ("sqlite", "postgres")

_SCHEMAS = itertools.count(1)


def open_corpus(backend: str) -> Corpus:
    """A new, empty corpus. Skips the test where PostgreSQL is not installed."""
    return Corpus(":memory:" if backend == "sqlite" else new_address())


def new_address() -> str:
    """The address of an empty schema on our own server."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    server, name = _server(), f"test_{next(_SCHEMAS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}?options=-csearch_path%3D{name}"


def _programs() -> Path | None:
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = [home for home in homes if (home / "initdb").exists() and int(home.parent.name) >= 15]
    return found[0] if found else None


@cache
def _server() -> str:
    """Starts a server on a free loopback port, with its data in a temporary folder."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL 15 or newer is not installed: apt-get install postgresql")
    if os.geteuid() == 0 and not (shutil.which("runuser") and _is_user("postgres")):
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres to run it as")
    folder, port = Path(tempfile.mkdtemp(prefix="mutubaku-pg-")), _free_port()
    data = folder / "data"
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    run = [
        *as_user,
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "tester",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    ]
    subprocess.run([*run, "--no-sync"], check=True, capture_output=True, cwd=folder)
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data)]
    start = [*control, "-w", "-l", str(folder / "log"), "-o", settings, "start"]
    subprocess.run(start, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return f"postgresql://tester@127.0.0.1:{port}/postgres"


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
