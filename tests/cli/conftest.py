"""The program run as a person runs it, in a folder of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from program import AGREEMENT, BINDINGS, EVENTS, PROGRAM, STATES, TICKETS, Ran, Run


@pytest.fixture
def upheld(tmp_path: Path) -> Run:
    """Run `upheld` with some words, in a folder of its own."""

    def run(*words: str) -> Ran:
        done = subprocess.run(
            [str(PROGRAM), *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def hosting(tmp_path: Path) -> Path:
    """A folder with an agreement and evidence for March 2026: two hours down on the tenth, one ticket."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (tmp_path / "agreement.yaml").write_text(AGREEMENT)
    for name, text in {
        "states.csv": STATES,
        "bindings.yaml": BINDINGS,
        "tickets.csv": TICKETS,
        "ticket_events.csv": EVENTS,
    }.items():
        (evidence / name).write_text(text)
    return tmp_path
