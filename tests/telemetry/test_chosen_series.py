"""Chosen series: a few among many say what they say where all are read."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import DAY, MINUTE, Instant
from upheld.chrono.interval import Interval
from upheld.errors import UnreadableFile
from upheld.telemetry.chosen import samples_of
from upheld.telemetry.compaction import Compactor
from upheld.telemetry.day_file import SERIES_FILE, Samples, SeriesName
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.intake import Intake
from upheld.telemetry.log import WAL, logs_in
from upheld.telemetry.room import Room

START = 20_000 * DAY
NAMES = [
    SeriesName(source, site, location)
    for source in ("probe", 'a "source"')
    for site in ("https://example.com/1", "https://example.com/11", "Küche")
    for location in ("", "here")
]
Row = tuple[int, int, int]
"""The place of a name, minutes from the start, and a time that tells samples apart."""
Told = list[tuple[int, int, int]]


def batch(rows: list[Row]) -> Samples:
    return Samples(
        series=np.array([place for place, _, _ in rows], dtype=np.int32),
        at=np.array([START + minute * MINUTE for _, minute, _ in rows], dtype=np.int64),
        state=np.array([0] * len(rows), dtype=np.int8),
        response=np.array([time for _, _, time in rows], dtype=np.int32),
    )


def told(samples: Samples) -> Told:
    return list(zip(samples.at.tolist(), samples.state.tolist(), samples.response.tolist(), strict=True))


def slowly(folder: Path, window: Interval) -> dict[SeriesName, Told]:
    """What all series say within a window, read whole."""
    found: dict[SeriesName, Told] = {}
    with open_holdings(folder) as held:
        for day in held.touching(window):
            for number, name in enumerate(held.names):
                for part in samples_in(index_day(day), range(number, number + 1), whole_groups=False):
                    rows = [each for each in told(part) if window.start <= each[0] < window.end]
                    found.setdefault(name, []).extend(rows)
    return {name: rows for name, rows in found.items() if rows}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[SeriesName, Told]]:
    """Samples of three days in segments and two logs, some contradicting others, and all that they say."""
    folder, chance = tmp_path_factory.mktemp("telemetry"), random.Random(7)
    with Intake(folder, Room(floor=0)) as one, Intake(folder, Room(floor=0)) as other:
        for number in range(6):
            rows = [(chance.randrange(11), chance.randrange(-40, 40) * 50, number % 2) for _ in range(60)]
            # of the last series nothing is sorted yet
            rows += [(11, number, number)] if number > 4 else []
            (other if number % 3 else one).append(NAMES, batch(rows), f"batch {number}")
            if number in {2, 4}:
                assert Compactor(folder=folder).round(wait=True) is not None
        return folder, slowly(folder, Interval(Instant(START - 3 * DAY), Instant(START + 3 * DAY)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chosen=st.sets(st.sampled_from(NAMES)), begins=st.integers(-3000, 3000), minutes=st.integers(1, 3000))
def test_a_few_series_say_what_they_say_where_all_are_read(
    filled: tuple[Path, dict[SeriesName, Told]], chosen: set[SeriesName], begins: int, minutes: int
) -> None:
    folder, everything = filled
    assert everything.keys() == set(NAMES)
    begin, end = START + begins * MINUTE, START + (begins + minutes) * MINUTE
    expected = {
        name: rows
        for name in chosen
        if (rows := [each for each in everything[name] if begin <= each[0] < end])
    }
    found = samples_of(folder, chosen, Interval(Instant(begin), Instant(end)))
    assert {name: told(samples) for name, samples in found.items()} == expected


def test_a_damaged_batch_is_left_out_and_those_after_it_are_found(tmp_path: Path) -> None:
    with Intake(tmp_path, Room(floor=0)) as intake:
        for number in range(3):
            intake.append(NAMES, batch([(0, number, number)]), f"batch {number}")
    (log,) = logs_in(tmp_path / WAL)
    data = bytearray(log.read_bytes())
    # the last byte of the second of three batches of one length
    data[-(len(data) - data.index(b"\xc5UPB")) // 3 - 1] ^= 0xFF
    log.write_bytes(data)
    window = Interval(Instant(START), Instant(START + DAY))
    found = samples_of(tmp_path, NAMES[:1], window)
    assert {name: told(each) for name, each in found.items()} == slowly(tmp_path, window)
    assert found[NAMES[0]].response.tolist() == [0, 2]


def test_names_that_are_missing_are_told_of(tmp_path: Path) -> None:
    with Intake(tmp_path, Room(floor=0)) as intake:
        intake.append(NAMES, batch([(0, 1, 1)]), "batch")
    assert Compactor(folder=tmp_path).round(wait=True) is not None
    (tmp_path / SERIES_FILE).unlink()
    with pytest.raises(UnreadableFile, match="names 0 of 12 series"):
        samples_of(tmp_path, NAMES[:1], Interval(Instant(START), Instant(START + DAY)))
