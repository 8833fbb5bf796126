"""Lately: what was seen of a probe's point in the last day, from each location."""

from __future__ import annotations

from pathlib import Path

from upheld.chrono.instant import DAY, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.collect.probes.probe import Probe
from upheld.errors import UnreadableFile
from upheld.operations.compacting import telemetry_of
from upheld.telemetry.day_file import SeriesName
from upheld.telemetry.glance import Glance, glance

HELD = 3
"""So many times a probe may fail to be asked before what it saw last is shown no more."""


def last_day_of(now: Instant) -> Interval:
    """The 24 hours up to the end of this minute."""
    end = (now // MINUTE + 1) * MINUTE
    return Interval(Instant(end - DAY), Instant(end))


def seen_lately(
    data: Path, dossier: str, probe: Probe, locations: list[str], now: Instant
) -> dict[str, Glance]:
    """What the samples of the last day come to, by location; empty where none are there."""
    names = [SeriesName(probe.source, probe.site, location) for location in locations]
    hold = Micros(HELD * probe.every)
    try:
        found = glance(telemetry_of(data, dossier), names, last_day_of(now), hold)
    except UnreadableFile:
        return {}
    return {name.location: each for name, each in found.items()}
