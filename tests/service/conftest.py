"""Real processes on real databases: each test has a data folder and a database of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from places import Place, Server

URL = os.environ.get("DATABASE_URL")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Place:
    """A database in its newest form, without records, made once for all workers of the run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    data, name = shared / "template", f"template_{testrun_uid}"
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = Place(data, URL and _address(name))
        if not data.exists():
            if URL:
                _made(name)
            place.data.mkdir()
            ran = [sys.executable, "-m", "upheld", "migrate"]
            subprocess.run(ran, env=place.variables(), check=True, timeout=120)
    return place


@pytest.fixture
def place(template: Place, tmp_path: Path) -> Iterator[Place]:
    """A data folder and database that no other test uses."""
    data = tmp_path / "data"
    data.mkdir()
    if template.database is None:
        shutil.copy(template.data / "upheld.sqlite3", data)
        place = Place(data, None)
    else:
        name = f"test_{os.getpid()}_{abs(hash(str(tmp_path)))}"
        place = Place(data, _made(name, urlsplit(template.database).path.lstrip("/")))
    yield place
    place.end()
    _dropped(place)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Makes places with a folder of their own and an empty database, as on a machine that is new."""
    places: list[Place] = []

    def made() -> Place:
        number = len(places)
        name = f"fresh_{os.getpid()}_{abs(hash(str(tmp_path)))}_{number}"
        places.append(Place(tmp_path / f"fresh-{number}" / "data", URL and _made(name)))
        places[-1].data.parent.mkdir()
        return places[-1]

    yield made
    for place in places:
        place.end()
        _dropped(place)


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL server that a test may stop."""
    if URL is None:
        pytest.skip("this run is on SQLite")
    server = Server()
    yield server
    server.end()


def _made(name: str, template: str = "template0") -> str:
    assert URL is not None
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return _address(name)


def _address(name: str) -> str:
    assert URL is not None
    scheme, rest = URL.split("://", 1)
    host, _, query = rest.partition("?")
    return f"{scheme}://{host.split('/')[0]}/{name}?{query}"


def _dropped(place: Place) -> None:
    if place.database is not None and URL is not None:
        name = urlsplit(place.database).path.lstrip("/")
        with psycopg.connect(URL, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
