"""Telemetry kept in a dictionary: what a folder must hold, however it came in; and how to look into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from upheld.telemetry.contradictions import read_contradictions
from upheld.telemetry.day_file import Samples, SeriesName
from upheld.telemetry.day_reading import index_day, samples_in
from upheld.telemetry.holdings import open_holdings
from upheld.telemetry.intake import Intake, Receipt

Row = tuple[SeriesName, int, int, int]
"""Series, instant, state, response."""
Identity = tuple[SeriesName, int]
Said = tuple[int, int]


@dataclass
class SlowTelemetry:
    """Samples one after the other: the first one stands."""

    samples: dict[Identity, Said] = field(default_factory=dict)
    aside: set[tuple[Identity, Said, Said]] = field(default_factory=set)

    def take(self, rows: Iterable[Row]) -> None:
        for name, at, *said in rows:
            content = (said[0], said[1])
            standing = self.samples.setdefault((name, at), content)
            if standing != content:
                self.aside.add(((name, at), standing, content))


def hand_in(intake: Intake, rows: Sequence[Row], key: str) -> Receipt:
    """Hand in a batch with a list of names of its own."""
    names = list(dict.fromkeys(row[0] for row in rows))
    places = {name: place for place, name in enumerate(names)}
    return intake.append(
        names,
        Samples(
            series=np.array([places[row[0]] for row in rows], dtype=np.int32),
            at=np.array([row[1] for row in rows], dtype=np.int64),
            state=np.array([row[2] for row in rows], dtype=np.int8),
            response=np.array([row[3] for row in rows], dtype=np.int32),
        ),
        key,
    )


def held(folder: Path) -> dict[Identity, Said]:
    """All samples of a folder."""
    found: dict[Identity, Said] = {}
    with open_holdings(folder) as holdings:
        every = range(len(holdings.names))
        for day in holdings.days:
            for samples in samples_in(index_day(day), every):
                columns = (samples.series, samples.at, samples.state, samples.response)
                for series, at, state, response in zip(*(column.tolist() for column in columns), strict=True):
                    assert (holdings.names[series], at) not in found
                    found[holdings.names[series], at] = state, response
    return found


def set_aside(folder: Path) -> set[tuple[Identity, Said, Said]]:
    """All that was set aside in a folder."""
    return {
        (
            (each.name, each.at),
            (each.standing.state, each.standing.response),
            (each.aside.state, each.aside.response),
        )
        for each in read_contradictions(folder)
    }
