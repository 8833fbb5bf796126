"""Outcomes as samples: what is recorded of each attempt, on disk when it is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np

from upheld.collect.probes.outcome import Outcome
from upheld.telemetry.day_file import LONGEST_RESPONSE, NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.intake import Intake, Receipt

Taken = tuple[int, Outcome, str]
"""The instant of an outcome, the outcome, and the source it counts for."""


def record(intake: Intake, taken: Sequence[Taken], sign: str) -> Receipt:
    """Put outcomes on disk as samples, once; `sign` tells who saw them. Errors as of `Intake.append`."""
    names: dict[tuple[str, str, str], int] = {}
    series = [names.setdefault((source, each.site, each.location), len(names)) for _, each, source in taken]
    totals = [each.phases.total for _, each, _ in taken]
    samples = Samples(
        series=np.array(series, dtype=np.int32),
        at=np.array([at for at, _, _ in taken], dtype=np.int64),
        state=np.array([each.state + RETRY * each.is_retry for _, each, _ in taken], dtype=np.int8),
        response=np.array(
            [NO_VALUE if each is None else min(max(each, 0), LONGEST_RESPONSE) for each in totals],
            dtype=np.int32,
        ),
    )
    content = hashlib.sha256(msgspec.json.encode(list(names)))
    for column in (samples.series, samples.at, samples.state, samples.response):
        content.update(column.tobytes())
    return intake.append([SeriesName(*name) for name in names], samples, f"{sign} {content.hexdigest()}")
