"""Folding: the samples of a folder of telemetry, as the runs of states that an agreement is judged by."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.collect.clock_steps import Key
from upheld.collect.series import Run
from upheld.telemetry.day_file import RETRY, SeriesName
from upheld.telemetry.fold import fold_holdings
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.kernel import Asked, Runs, by_series


def read_telemetry(
    folder: Path, agreement: Agreement, until: Instant | None = None, others: Sequence[Agreement] = ()
) -> dict[Key, Run]:
    """Fold a folder of telemetry into the runs that agreements need, those still in its logs with them.

    Raises UnreadableFile where the folder holds none, or a file of it is damaged.
    """
    with open_holdings(folder) as holdings:
        days = [held.day for held in holdings.days]
        start = Instant(min(days, default=0) * DAY)
        end = Instant((max(days, default=0) + 1) * DAY)
        known = end if until is None else max(Instant(start + 1), min(end, Instant(until + 1)))
        services = [service for each in (agreement, *others) for service in each.services]
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
