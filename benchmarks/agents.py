"""An agent cut off for a day: what it saw kept, and delivered afterwards: `python -m benchmarks agents`.

A hundred points, each asked every ten seconds: 864,000 results are put into the spool of an agent, those of
each ten seconds on disk before the next, while there is no service; then the service is there, on SQLite, and
all is delivered, recorded, and taken from the spool. As in a service that runs, samples are sorted meanwhile.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import msgspec

from benchmarks.row import Row, show
from benchmarks.service import PORT, Up, _memory, _processor_time
from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.tcp import Tcp

POINTS, EVERY = 100, 10
RESULTS = POINTS * 86_400 // EVERY
PROGRAMS = Path(__file__).parents[1] / "tests" / "service" / "programs"


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = f"http://127.0.0.1:{PORT}"
        environment = os.environ | {
            "UPHELD_DATA": f"{folder}/data",
            "UPHELD_LISTEN": f"127.0.0.1:{PORT}",
            "UPHELD_ADDRESS": address,
            "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{PROGRAMS}",
        }
        token = _prepared(environment, folder)
        said = folder / "agent"
        words = [address, str(token), "frankfurt", f"{folder}/spool", str(POINTS), str(EVERY), "1"]
        began = time.perf_counter()
        with said.open("w") as log:
            agent = subprocess.Popen(
                [sys.executable, str(PROGRAMS / "day_agent.py"), *words],
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            while not any(line.get("event") == "the day is over" for line in _lines(said)):
                if agent.poll() is not None:
                    raise SystemExit(said.read_text())
                time.sleep(0.1)
            spooled, of_spooling = time.perf_counter() - began, _processor_time(agent.pid)
            size = sum(each.stat().st_size for each in (folder / "spool").iterdir())
            rows = [
                Row(what="a day's results put into the spool", figure=RESULTS, unit="results"),
                Row(what="each on disk before the next, in all", figure=spooled, unit="s"),
                Row(what="processor time of that", figure=of_spooling, unit="s"),
                Row(what="the spool then", figure=size / 1e6, unit="MB"),
            ]
            with Up(environment, folder, examples=False) as service:
                began, before = time.perf_counter(), _processor_time(service.pid)
                while _waiting(folder) != 0:
                    time.sleep(0.1)
                took = time.perf_counter() - began
                rows += [
                    Row(what="delivered and recorded once the service is back", figure=took, unit="s"),
                    Row(
                        what="processor time of that: the agent",
                        figure=_processor_time(agent.pid) - of_spooling,
                        unit="s",
                    ),
                    Row(
                        what="processor time of that: the service",
                        figure=_processor_time(service.pid) - before,
                        unit="s",
                    ),
                    Row(what="memory of the agent (PSS)", figure=_memory(agent.pid), unit="MB"),
                ]
        finally:
            agent.terminate()
            agent.wait()
    show("An agent that was cut off for a day", rows)
    return rows


def _prepared(environment: dict[str, str], folder: Path) -> Path:
    """Define the points, and make a token for an agent."""
    (folder / "data").mkdir()
    subprocess.run(
        [sys.executable, "-m", "upheld", "migrate"], env=environment, check=True, capture_output=True
    )
    probes = [
        Probe(
            name=f"point-{number}",
            site=f"point-{number}",
            every=Micros(EVERY * SECOND),
            what=Tcp(host="192.0.2.1", port=9),
            locations=("frankfurt",),
        )
        for number in range(POINTS)
    ]
    program = [sys.executable, str(PROGRAMS / "probing.py")]
    defined = [*program, "define", "bench"]
    subprocess.run(defined, env=environment, input=msgspec.json.encode(probes), check=True)
    given = subprocess.run(
        [*program, "token", "bench", "frankfurt"], env=environment, capture_output=True, check=True
    )
    token = folder / "token"
    token.write_bytes(given.stdout)
    return token


def _waiting(folder: Path) -> int:
    """What the agent had not delivered when it was heard last; all of it until it was heard at all."""
    with closing(sqlite3.connect(folder / "data" / "upheld.sqlite3", timeout=20)) as records:
        row = records.execute("SELECT waiting FROM probe_agent WHERE token_id IS NOT NULL").fetchone()
    return RESULTS if row is None else int(row[0])


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")]


if __name__ == "__main__":
    main()
