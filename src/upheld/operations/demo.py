"""Demo: the examples judged on the evidence beside them, step by step, as anybody can repeat it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from upheld.errors import UnreadableFile
from upheld.operations.evaluate import Request
from upheld.operations.placing import place
from upheld.report.figure import Json
from upheld.report.html import Entry, render_index

INDEX = "index.html"
_INTRODUCTION = (
    "Published agreements, each held against evidence that is not its provider's: illustrations, and no "
    "verdict on anybody. Each page stands alone; its document is what both parties would keep."
)


class Import(Struct, frozen=True, kw_only=True):
    """An export that a show's evidence is made from."""

    kind: str
    export: str
    options: tuple[str, ...] = ()
    """As they are typed."""


class Show(Struct, frozen=True, kw_only=True):
    """One example: whose evidence is imported, and what is then judged."""

    name: str
    title: str
    period: str
    imports: Import | None = None
    plan: str | None = None
    fee: str | None = None
    in_force: str | None = None


SHOWS = (
    Show(
        name="pimlayer",
        title="PimLayer: published terms, held against records of FoodCoopX and made evidence",
        imports=Import(kind="upptime", export="foodcoopx_status.csv"),
        period="2026-03",
        in_force="2025-11-01/2026-07-01",
    ),
    Show(
        name="managed-hosting",
        title="Managed hosting: published terms with their holes filled in, held against made evidence",
        period="2026-03",
        plan="complete",
        fee="500 EUR",
    ),
    Show(
        name="infopromo",
        title="Infopromo Communications: published terms, held against made evidence",
        period="2026-03",
        plan="premium",
        fee="200 USD",
    ),
    Show(
        name="optizio",
        title="Optizio: published terms, held against made evidence",
        period="2026-03",
        plan="enterprise",
        fee="300 USD",
    ),
    Show(
        name="cloud-apim",
        title="Cloud APIM: published terms, held against made evidence",
        period="2026-03",
        plan="dedicated",
        fee="200 EUR",
    ),
    Show(
        name="upheld",
        title="Upheld itself: what this platform promises its own users, held against made evidence",
        period="2026-03",
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
    folder = work / "evidence" / show.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    return folder


def request_of(show: Show, examples: Path, folder: Path) -> Request:
    """Say what a show asks to be judged."""
    return Request(
        agreement=examples / show.name / "agreement.yaml",
        evidence=folder,
        period=show.period,
        plan=show.plan,
        fee=show.fee,
        in_force=show.in_force,
    )


def write_index(documents: Iterable[tuple[Show, Json]], work: Path) -> Path:
    """Write the page that leads to the statements beside it."""
    entries = [
        Entry(document=document, page=f"{show.name}.html", data=f"{show.name}.json", note=show.title)
        for show, document in documents
    ]
    place(work / INDEX, render_index("Statements of the examples", entries, _INTRODUCTION).encode())
    return work / INDEX
