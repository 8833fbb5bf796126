"""Demo: the examples judged on real evidence, step by step, as anybody can repeat it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from upheld.errors import UnreadableFile
from upheld.operations.evaluate import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An export that a show's evidence is made from."""

    kind: str
    export: str
    options: tuple[str, ...] = ()
    """As they are typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One example: whose evidence is imported, and what is then judged."""

    name: str
    title: str
    imports: Import
    period: str
    objectives: tuple[str, ...] = ()
    """Names of those that are judged; all of them where empty."""
    in_force: str | None = None


SHOWS = (
    Show(
        name="pimlayer",
        title="Published terms of PimLayer, held against records of FoodCoopX",
        imports=Import(kind="upptime", export="foodcoopx_status.csv"),
        period="2026-03",
        objectives=("initial_response", "uptime"),
        in_force="2025-11-01/2026-07-01",
    ),
    Show(
        name="service-desk",
        title="A P1 to P4 matrix of our own, held against a real service desk's log",
        imports=Import(
            kind="servicenow",
            export="servicenow_incident_events.csv.gz",
            options=("--zone", "Europe/Lisbon"),
        ),
        period="2016-03",
    ),
)


def stage(show: Show, examples: Path, work: Path) -> Path:
    """Lay out a fresh folder of evidence for a show, with the tables that were made for it.

    Raises UnreadableFile where the examples are not there.
    """
    made = examples / show.name / "evidence"
    if not made.is_dir():
        raise UnreadableFile(
            f"{made} is not there; run this in a checkout of Upheld, or say where with --examples"
        )
    folder = work / show.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    return folder


def request_of(show: Show, examples: Path, folder: Path) -> Request:
    """Say what a show asks to be judged."""
    return Request(
        agreement=examples / show.name / "agreement.yaml",
        evidence=folder,
        period=show.period,
        objectives=show.objectives,
        in_force=show.in_force,
    )
