"""A place where a service runs: its folder, its database, and the processes a test started there."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg

PROGRAMS = Path(__file__).parent / "programs"
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
SECONDS = 300
"""So long something may take on a busy machine; how fast things are is not tested."""


class Place:
    """Where a service of a test runs."""

    def __init__(self, data: Path, database: str | None, source: Path = SOURCE) -> None:
        self.data = data
        self.database = database
        self.source = source
        self.processes: list[subprocess.Popen[str]] = []

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a process there."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("UPHELD_")}
        given.pop("DATABASE_URL", None)
        own = {"UPHELD_DATA": str(self.data), "PYTHONPATH": f"{self.source}:{PROGRAMS}"}
        return given | own | ({"DATABASE_URL": self.database} if self.database else {}) | more

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Start a program of the tests, or `upheld` with what follows; its lines go to a file."""
        asked = (
            [str(PROGRAMS / words[0]), *words[1:]] if words[0].endswith(".py") else ["-m", "upheld", *words]
        )
        log = self.log(len(self.processes)).open("w")
        process = subprocess.Popen(
            [sys.executable, *asked], env=self.variables(**more), stdout=log, stderr=log, text=True
        )
        log.close()
        self.processes.append(process)
        return process

    def log(self, number: int) -> Path:
        """Where the lines of a process go."""
        return self.data.parent / f"process-{number}.log"

    def lines(self) -> list[dict[str, object]]:
        """Every line of JSON that any process has written."""
        written = [line for n in range(len(self.processes)) for line in self.log(n).read_text().splitlines()]
        return [json.loads(line) for line in written if line.startswith("{")]

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program or command to its end."""
        asked = (
            [str(PROGRAMS / words[0]), *words[1:]] if words[0].endswith(".py") else ["-m", "upheld", *words]
        )
        return subprocess.run(
            [sys.executable, *asked],
            env=self.variables(**more),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query of the records answers."""
        if self.database is None:
            with closing(sqlite3.connect(self.data / "upheld.sqlite3", timeout=20)) as records:
                return list(records.execute(query))
        with psycopg.connect(self.database) as server:
            return server.execute(query.encode()).fetchall()

    def rows_changed(self, statement: str) -> None:
        """Change rows behind everybody's back."""
        if self.database is None:
            with closing(sqlite3.connect(self.data / "upheld.sqlite3", timeout=20)) as records, records:
                records.execute(statement)
        else:
            with psycopg.connect(self.database) as server:
                server.execute(statement.encode())

    def count(self, table: str) -> int:
        """How many rows a table has."""
        (row,) = self.rows(f"SELECT count(*) FROM {table}")
        return int(str(row[0]))

    def work(self) -> list[str]:
        """Every piece of work: kind, key, state, attempts."""
        asked = self.rows("SELECT kind, key, state, attempts FROM work ORDER BY kind, id")
        return [" ".join(str(cell) for cell in row) for row in asked]

    def effects(self) -> list[str]:
        """The subjects of all entries of the ledger."""
        return [str(row[0]) for row in self.rows("SELECT subject FROM ledger_entry ORDER BY subject")]

    def end(self) -> None:
        """End every process that was started here."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


class Server:
    """A PostgreSQL server of one test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(ROOT / "tools" / "with-postgresql"), "sh", "-c", 'echo "$DATABASE_URL"; cat'],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self._place = dict(parse_qsl(urlsplit(self.url).query))["host"]

    def control(self, what: str, *how: str) -> None:
        """Stop or start it; options of `pg_ctl` say how."""
        ran = ["bash", f"{self._place}/control", what, *how]
        subprocess.run(ran, check=True, timeout=300, stdout=subprocess.DEVNULL)

    def end(self) -> None:
        """Throw it away."""
        self._process.communicate(timeout=300)


def until(true: Callable[[], object], seconds: float = SECONDS) -> float:
    """Wait until something is so; tell for how long."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come to be so"
        time.sleep(0.05)
    return time.monotonic() - began


def fill(ballast: Path) -> None:
    """Take all the room there is."""
    with ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096) == 4096:
            pass
