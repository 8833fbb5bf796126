"""Samples folded to runs by telemetry are judged as the samples themselves are."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import uptime_court as court
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import MINUTE, Instant, Micros
from upheld.evidence.observation import State
from upheld.operations.reading import read_evidence
from upheld.telemetry.day_file import NO_VALUE, RETRY, Samples, SeriesName
from upheld.telemetry.sorting import Sorter

MARCH = court.period("2026-03")
STALE = Micros(3 * MINUTE)
BINDINGS = "bindings: 1\npoints: {p: {source: monitor, site: p}}\n"
Check = tuple[int, State, bool]


def checks() -> st.SearchStrategy[list[Check]]:
    states = st.sampled_from([State.UP, State.UP, State.DEGRADED, State.DOWN, State.DOWN, State.UNKNOWN])
    run = st.tuples(st.integers(1, 12), st.sampled_from([1, 1, 1, 2, 5]), states, st.booleans())
    return st.lists(run, min_size=1, max_size=25).map(_laid_out)


def _laid_out(runs: list[tuple[int, int, State, bool]]) -> list[Check]:
    at = court.at("2026-03-05 23:30")
    found: list[Check] = []
    for length, step, state, retried in runs:
        for _ in range(length):
            at = Instant(at + step * MINUTE)
            found.append((at, state, retried and state is State.DOWN))
    return found


@given(checks(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_month_comes_to_the_same(found: list[Check], confirmed_by: int) -> None:
    service = court.service(sampled_every=MINUTE, stale_after=STALE, confirmed_by=confirmed_by)
    agreed = court.agreement(court.objective(), services=(service,))
    plain = court.observed(
        [(at, state) for at, state, _ in found], retries=[at for at, _, retry in found if retry]
    )
    with TemporaryDirectory() as folder:
        telemetry = _sorted(Path(folder) / "evidence" / "telemetry", found)
        (telemetry.parent / "bindings.yaml").write_text(BINDINGS)
        reading = read_evidence(telemetry.parent, agreed)
    assert reading.evidence is not None, reading.problems
    one = court.record(court.finding(agreed, court.evidence(plain), MARCH))
    other = court.record(court.finding(agreed, reading.evidence, MARCH))
    assert other == one


def _sorted(folder: Path, found: list[Check]) -> Path:
    sorter = Sorter(folder=folder)
    number = sorter.number(SeriesName("monitor", "p"))
    for part in (found[::2], found[1::2]):
        sorter.take(
            Samples(
                series=np.full(len(part), number, dtype=np.int32),
                at=np.array([at for at, _, _ in part], dtype=np.int64),
                state=np.array([state + RETRY * retry for _, state, retry in part], dtype=np.int8),
                response=np.full(len(part), NO_VALUE, dtype=np.int32),
            )
        )
    sorter.finish()
    return folder
