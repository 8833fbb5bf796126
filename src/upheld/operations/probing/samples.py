"""Outcomes as samples: what is recorded of each attempt, in columns."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from upheld.collect.probes.outcome import Outcome
from upheld.telemetry.day_file import LONGEST_RESPONSE, NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.intake import Intake


def as_samples(outcomes: Sequence[Outcome]) -> tuple[list[SeriesName], Samples]:
    """Give outcomes as a batch: the series they are of, and a sample each."""
    names: dict[tuple[str, str, str], int] = {}
    series = [names.setdefault((each.source, each.site, each.location), len(names)) for each in outcomes]
    totals = [each.phases.total for each in outcomes]
    samples = Samples(
        series=np.array(series, dtype=np.int32),
        at=np.array([each.at for each in outcomes], dtype=np.int64),
        state=np.array(
            [each.state + RETRY if each.is_retry else each.state for each in outcomes], dtype=np.int8
        ),
        response=np.array(
            [NO_VALUE if each is None else min(max(each, 0), LONGEST_RESPONSE) for each in totals],
            dtype=np.int32,
        ),
    )
    return [SeriesName(*name) for name in names], samples


class IntakeSink:
    """Takes what a prober of this process saw straight into telemetry; it is on disk when `take` returns."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.rows = 0
        """Samples recorded."""

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Record a batch; the same one again adds nothing. Errors as of `Intake.append`."""
        names, samples = as_samples(outcomes)
        content = hashlib.blake2b(samples.at.tobytes() + samples.series.tobytes(), digest_size=16)
        content.update(repr(names[:1]).encode())
        receipt = self._intake.append(names, samples, f"probes {content.hexdigest()}")
        self.rows += receipt.rows
