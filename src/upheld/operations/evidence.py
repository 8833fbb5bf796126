"""Evidence: a folder of it checked, by itself and beside an agreement, or laid out empty for one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.collect.discovery import BINDINGS
from upheld.collect.fitting.bound_names import (
    series_of_no_measure,
    unknown_to_agreement,
    without_records,
)
from upheld.collect.fitting.needed_tables import Need, needs_of
from upheld.collect.fitting.strangers import Stranger, strangers_in
from upheld.collect.fitting.template import TemplateFile, template_of
from upheld.collect.folder import FolderReading, read_folder
from upheld.collect.measures import UnboundSeries
from upheld.errors import UnreadableFile, UsageError
from upheld.evidence.evidence import Evidence
from upheld.language.diagnostic import Diagnostic
from upheld.language.lines import Lines
from upheld.language.reading import ReadAgreement
from upheld.operations.check import check
from upheld.operations.placing import place


class Fit(Struct, frozen=True, kw_only=True):
    """How evidence and an agreement go together."""

    unknown: tuple[Diagnostic, ...]
    """Bindings to what the agreement does not have."""
    strangers: tuple[Stranger, ...]
    unfed: tuple[UnboundSeries, ...]
    """Series that would feed a measure of their own name, which the agreement does not have."""
    there: tuple[Need, ...]
    lacking: tuple[Need, ...]


class CheckedEvidence(Struct, frozen=True, kw_only=True):
    """A folder of evidence that was read, and what it comes to."""

    reading: FolderReading
    idle: tuple[Diagnostic, ...] = ()
    """Bindings to what the evidence does not have."""
    fit: Fit | None = None
    """Absent without an agreement, and where the evidence can't be used."""


class UnusableAgreement(Struct, frozen=True):
    """The agreement can't be read, or has holes; nothing was done."""

    read: ReadAgreement


def check_evidence(folder: Path, agreement: Path | None) -> CheckedEvidence | UnusableAgreement:
    """Read a folder of evidence whole, and hold it beside an agreement where one is given.

    Raises UnreadableFile where there is no such folder, or no agreement.
    """
    versions = _on_all_plans(agreement) if agreement is not None else ()
    if isinstance(versions, UnusableAgreement):
        return versions
    reading = read_folder(folder)
    if reading.evidence is None:
        return CheckedEvidence(reading=reading)
    lines = _lines_of(folder / BINDINGS)
    return CheckedEvidence(
        reading=reading,
        idle=without_records(reading, lines),
        fit=_fit(reading, reading.evidence, versions, lines) if versions else None,
    )


def lay_out(agreement: Path, folder: Path) -> Sequence[TemplateFile] | UnusableAgreement:
    """Write the empty tables and bindings an agreement needs; UsageError where one of the files is there."""
    versions = _on_all_plans(agreement)
    if isinstance(versions, UnusableAgreement):
        return versions
    files = template_of(versions)
    there = [file.name for file in files if (folder / file.name).exists()]
    if there:
        raise UsageError(
            f"{folder} has {', '.join(there)} already, and nothing is overwritten: name another folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableFile(f"can't make the folder {folder}: {error.strerror}") from error
    for file in files:
        place(folder / file.name, file.data)
    return files


def _on_all_plans(agreement: Path) -> tuple[Agreement, ...] | UnusableAgreement:
    """The agreement as it stands, and as it holds on each plan with terms of its own."""
    read = check(agreement)
    if read.agreement is None:
        return UnusableAgreement(read)
    on_plans = (read.for_plan(plan).agreement for plan in read.on_plans)
    return read.agreement, *(each for each in on_plans if each is not None)


def _fit(reading: FolderReading, evidence: Evidence, versions: tuple[Agreement, ...], lines: Lines) -> Fit:
    needs = needs_of(versions)
    return Fit(
        unknown=unknown_to_agreement(reading.bindings, versions, lines),
        strangers=strangers_in(evidence, versions),
        unfed=series_of_no_measure(evidence, reading.bindings, versions),
        there=tuple(need for need in needs if not evidence.tables.isdisjoint(need.any_of)),
        lacking=tuple(need for need in needs if evidence.tables.isdisjoint(need.any_of)),
    )


def _lines_of(bindings: Path) -> Lines:
    """The lines of the bindings that were read; none where there are none."""
    text = bindings.read_text("utf-8-sig") if bindings.exists() else ""
    return Lines.of(bindings.name, text)
