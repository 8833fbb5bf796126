"""Reading evidence: the tables of a folder, and the telemetry beside them folded into runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.collect.case.case import Case, case_of_outages, open_case
from upheld.collect.clock_steps import Key
from upheld.collect.discovery import TELEMETRY
from upheld.collect.folder import FolderReading, read_folder
from upheld.collect.series import Run
from upheld.errors import UnreadableFile, UsageError
from upheld.operations.gathering import read_bytes
from upheld.telemetry.day_file import RETRY, SeriesName
from upheld.telemetry.fold import fold_holdings
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.kernel import Asked, Runs, by_series

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
    return read_folder(folder, read_telemetry(telemetry, agreement, until))


def read_telemetry(folder: Path, agreement: Agreement, until: Instant | None = None) -> dict[Key, Run]:
    """Fold a folder of telemetry into the runs that an agreement needs, those still in its logs with them.

    Raises UnreadableFile where the folder holds none, or a file of it is damaged.
    """
    with open_holdings(folder) as holdings:
        days = [held.day for held in holdings.days]
        start = Instant(min(days, default=0) * DAY)
        end = Instant((max(days, default=0) + 1) * DAY)
        known = end if until is None else max(Instant(start + 1), min(end, Instant(until + 1)))
        services = agreement.services
        asked = Asked(
            window=Interval(start, known),
            stale_after=min((held for each in services if (held := each.stale_after)), default=Micros(DAY)),
            kept_of_run=max((service.confirmed_by for service in services), default=1),
        )
        runs = fold_holdings(holdings, asked, threads=os.cpu_count() or 1).runs
        return _by_key(runs, holdings.names)


def _by_key(runs: Runs, names: Sequence[SeriesName]) -> dict[Key, Run]:
    return {
        (name.source, name.site, name.location): Run(
            times=part.at,
            ends=part.until,
            states=(part.state & (RETRY - 1)).astype(np.int8),
            retries=part.state >= RETRY,
        )
        for name, part in zip(names, by_series(runs, len(names)), strict=True)
    }
