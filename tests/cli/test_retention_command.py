"""`upheld retention` and `upheld erase` on a real store, as somebody new to them would use them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
from test_customers_command import TEXT, run

from upheld.chrono.instant import DAY, parse_instant
from upheld.evidence.observation import State
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room

EXAMPLE = Path(__file__).parents[2] / "examples" / "upheld" / "agreement.yaml"
FIRST = parse_instant("2024-03-01T00:00:00Z")


def fill(data: Path) -> None:
    """Samples of three days of long ago, a file each."""
    folder = data / "telemetry" / "hosting"
    folder.mkdir(parents=True, exist_ok=True)
    seen = Samples(
        series=np.zeros(3, dtype=np.int32),
        at=np.array([FIRST + number * DAY for number in range(3)], dtype=np.int64),
        state=np.full(3, State.UP, dtype=np.int8),
        response=np.full(3, NO_VALUE, dtype=np.int32),
    )
    with Intake(folder, Room(floor=0)) as intake:
        intake.append([SeriesName("probe", "web")], seen, "a")
    Compactor(folder=folder).round(whole=True)


def trail(data: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data / "upheld.sqlite3") as store:
        return store.execute("select actor, action, subject from trail_step order by id").fetchall()


def answer(data: Path, words: str, *command: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "upheld", *command],
        env=variables | {"UPHELD_DATA": str(data)},
        input=words,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_evidence_is_kept_held_and_erased(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "crm.csv"
    data.mkdir()
    file.write_text(TEXT)
    assert "no service in" in run(data, "retention", "show").stderr
    assert run(data, "migrate").returncode == 0
    assert "`upheld enrol`" in run(data, "retention", "show").stdout
    assert run(data, "enrol", str(EXAMPLE), "--slug", "hosting").returncode == 0
    assert run(data, "customers", str(file), "--into", "hosting", "--apply").returncode == 0
    fill(data)
    assert "kept for ever; 0 files of 0 rows would go" in run(data, "retention", "show").stdout
    kept = run(data, "retention", "keep", "hosting", "30")
    assert kept.stdout == (
        "samples of hosting are kept for 30 days\n3 samples in 3 files go at the next 03:00 UTC; "
        "`upheld retention show` says what stays and why\n"
    )
    assert "'x' is no number of days" in run(data, "retention", "keep", "hosting", "x").stderr
    held = (
        "retention",
        "hold",
        "hosting",
        "--from",
        "2024-03-02",
        "--until",
        "2024-03-03",
        "--why",
        "dispute 7",
    )
    assert "there is no customer 'Exampel'" in run(data, *held, "--customer", "Exampel").stderr
    assert "`upheld retention lift 1` lifts it" in run(data, *held).stdout
    shown = run(data, "retention", "show").stdout
    assert "1 files of 1 rows would go" in shown
    assert "2024-03-01 stays: legal hold 1 of everybody" in shown
    assert "hold 1: everybody, 2024-03-02T00:00:00Z to 2024-03-03T00:00:00Z" in shown
    erase = ("erase", "Example Ltd", "--from", "hosting", "--why", "asked for")
    assert "legal hold 1 keeps this evidence" in run(data, *erase, "--yes").stderr
    assert run(data, "retention", "lift", "1").stdout == "hold 1 is lifted\n"
    assert "there is no hold 1, or it was lifted" in run(data, "retention", "lift", "1").stderr
    asked = answer(data, "n\n", *erase)
    assert "Take 1 rows of Example Ltd out of hosting? It can't be undone" in asked.stdout
    assert asked.returncode == 1
    done = answer(data, "y\n", *erase)
    assert "1 rows and 0 statements erased, in entry" in done.stdout
    assert "there is no customer 'Example Ltd'" in run(data, *erase, "--yes").stderr
    assert trail(data) == [
        ("command line", "enrol", "agreement hosting, version 1"),
        ("command line", "customer_lists", "dossier hosting"),
        ("command line", "retention_of", "agreement hosting: for 30 days"),
        ("command line", "hold", "hold 1 on hosting"),
        ("command line", "lift_hold", "hold 1 on hosting"),
        ("command line", "erasure", "customer 1"),
    ]
