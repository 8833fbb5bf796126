"""Gaps: which evidence is missing, named, where a verdict can't be given for want of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.chrono.interval import IntervalSet
from upheld.evaluation.availability.measurement import Measurement, Reckoned
from upheld.evaluation.availability.outage_facts import TOGETHER
from upheld.evaluation.availability.points import lacks_table
from upheld.evaluation.requests.gap import missing_counts
from upheld.evaluation.wording import counted, spoken_interval
from upheld.evidence.evidence import Table
from upheld.evidence.observation import State
from upheld.quantity import write_length

_SHOWN = 3
"""How many gaps of a point are named, the longest first."""
_COLUMNS = {"holds": "`holds` or `fails`"}


def gaps(measurement: Measurement, members: Sequence[Reckoned]) -> tuple[str, ...]:
    """Name what is missing: tables, points nobody watched, and the longest silences of those that were."""
    if measurement.requested is not None:
        counts = missing_counts(measurement, measurement.requested)
        return (*lacking(measurement, members), *counts)
    return (*lacking(measurement, members), *_unwatched(measurement, members))


def lacking(measurement: Measurement, members: Sequence[Reckoned]) -> Iterator[str]:
    """Name the facts about outages that the agreement asks for and no record tells."""
    if measurement.in_doubt:
        yield measurement.in_doubt
    zone = measurement.hearing.calendars.zone(measurement.hearing.agreement.time_zone)
    for member in members:
        for interval, columns in member.counted.lacking():
            if interval.overlaps(measurement.window):
                outage = f"outage {spoken_interval(interval, zone)}"
                if TOGETHER in columns:
                    yield f"{outage}: the rows of `outages` do not tell how many were affected by several"
                untold = [column for column in columns if column != TOGETHER]
                if untold:
                    named = ", ".join(_COLUMNS.get(column, f"`{column}`") for column in untold)
                    yield f"{outage}: no row of `outages` tells {named}"


def _unwatched(measurement: Measurement, members: Sequence[Reckoned]) -> tuple[str, ...]:
    tables = measurement.hearing.evidence.tables
    if not tables & {Table.SAMPLES, Table.STATES}:
        return ("no samples and no states: the evidence has no table of either",)
    if not measurement.service.points:
        return (_pointless(measurement),)
    return tuple(_of_points(measurement, members))


def _pointless(measurement: Measurement) -> str:
    """Why a service has no point at which anything could have been seen."""
    service, hearing = measurement.service, measurement.hearing
    if not service.as_recorded:
        return f"service `{service.name}` has no measurement point"
    if lacks_table(service, hearing.agreement, hearing.evidence):
        return (
            f"nothing says which points are of service `{service.name}`: several services take theirs as "
            f"recorded, and the evidence has no table `{Table.RESOURCES.value}`"
        )
    return f"the evidence names no point of service `{service.name}`"


def _of_points(measurement: Measurement, members: Sequence[Reckoned]) -> Iterator[str]:
    watched = {track.observations.point for track in measurement.panel.tracks if len(track.times)}
    counts = measurement.region - measurement.exclusions.granted
    named: set[str] = set()
    for member in members:
        for point, conditions in member.member.points:
            if point not in named and point not in watched:
                named.add(point)
                yield f"point `{point}`: no record at all"
            elif point in watched:
                yield from _silences(measurement, point, conditions.where(State.UNKNOWN) & counts)


def _silences(measurement: Measurement, point: str, unknown: IntervalSet) -> Iterator[str]:
    zone = measurement.hearing.calendars.zone(measurement.hearing.agreement.time_zone)
    longest = sorted(unknown, key=lambda silence: (-silence.length, silence.start))
    for silence in longest[:_SHOWN]:
        yield f"point `{point}`: unknown for {write_length(silence.length)}, {spoken_interval(silence, zone)}"
    if rest := longest[_SHOWN:]:
        length = write_length(sum(silence.length for silence in rest))
        yield f"point `{point}`: {counted(len(rest), 'shorter gap')}, together {length}"
