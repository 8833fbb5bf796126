"""Reading evidence: a folder of tables with the telemetry beside them, a case, or a list of outages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import Instant
from upheld.collect.case.case import Case, case_of_outages, open_case
from upheld.collect.discovery import TELEMETRY
from upheld.collect.folder import FolderReading, read_folder
from upheld.errors import UnreadableFile, UsageError
from upheld.operations.gathering import read_bytes

Told = Path | Case
"""Evidence before it is read: a folder of tables, or a case."""


def told(evidence: Path | None, outages: Sequence[str] = (), paid: Sequence[str] = ()) -> Told:
    """Tell what evidence is meant: a folder, a case in a file, or outages by themselves.

    `paid` are the names of what has a fee that is given beside it.
    UnreadableFile where there is none, UsageError for two or for no name at all.
    """
    if outages:
        if evidence is not None:
            raise UsageError(
                f"outages are given and {evidence} too: write the outages into the evidence, or leave one out"
            )
        return case_of_outages(outages, paid)
    if evidence is None:
        raise UsageError(
            "there is no evidence: name a folder or a file with --evidence, or outages with --outage"
        )
    if not evidence.exists():
        raise UnreadableFile(
            f"there is no file or folder {evidence}: --evidence names a folder of tables, or a case"
        )
    if evidence.is_file():
        return replace(open_case(str(evidence), read_bytes(evidence, "a case")), paid=tuple(paid))
    return evidence


def read_evidence(folder: Path, agreement: Agreement, until: Instant | None = None) -> FolderReading:
    """Read a folder of evidence as an agreement needs it.

    Samples in its `telemetry` are folded into runs, by the shortest time after which a service of the
    agreement takes a sample to be stale, as far as they are known at `until`. Errors as for `read_folder`.
    """
    telemetry = folder / TELEMETRY
    if not telemetry.is_dir():
        return read_folder(folder)
    # What folds samples is slow to import, and few folders have any.
    from upheld.operations.folding import read_telemetry

    return read_folder(folder, read_telemetry(telemetry, agreement, until))
