"""Gaps: which counts of requests are missing, or too coarse, for want of which no verdict can be given."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.interval import IntervalSet
from upheld.chrono.zone import Zone
from upheld.evaluation.availability.measurement import Measurement
from upheld.evaluation.requests.reckoning import Reckoning
from upheld.evaluation.requests.requested import Requested
from upheld.evaluation.requests.slicing import tells_slices
from upheld.evaluation.wording import counted as number_of
from upheld.evaluation.wording import spoken_interval
from upheld.evidence.evidence import Table
from upheld.evidence.request import RequestCount
from upheld.quantity import write_length

_SHOWN = 5
_TELL = "count each slice by itself, or write `evenly` under `spread` where that is so"


def gaps(measurement: Measurement, reckoning: Reckoning) -> Iterator[str]:
    """Name what is missing of an availability without downtime, and what would tell it."""
    yield from missing_counts(measurement, reckoning.requested)
    if reckoning.pooled.doubtful and not reckoning.is_mean:
        yield (
            f"{number_of(reckoning.pooled.doubtful, 'request')} were counted over time of which some does "
            "not count, and nobody knows how many of them do: count that time by itself, or write `evenly` "
            "under `spread` where that is so"
        )


def missing_counts(measurement: Measurement, requested: Requested) -> Iterator[str]:
    """Name time that nobody counted, and records that do not tell their slices apart."""
    counted, sliced = requested.counted, requested.sliced
    of = f"requests to `{measurement.service.name}`"
    if counted.is_open:
        yield (
            f"nothing says of which service the resources are that `{Table.REQUESTS.value}` names: name it "
            f"in the column `service`, or list them in the table `{Table.RESOURCES.value}`"
        )
        return
    if not counted.is_known:
        listed = Table.OUTAGES in measurement.hearing.evidence.tables
        told = ", and a list of outages does not tell how many of them failed" if listed else ""
        yield f"no table `requests` in the evidence: nothing is known of {of}{told}"
        return
    zone = measurement.hearing.calendars.zone(measurement.hearing.agreement.time_zone)
    within = [each for each in counted.records if each.interval.overlaps(measurement.window)]
    untold = [each for each in within if each.total is None]
    member = measurement.hearing.member
    lacks = "has no count" if member is None else f"does not tell how many of them went to `{member}`"
    yield from (f"{of}: {_record(record, zone)} {lacks}" for record in untold[:_SHOWN])
    if sliced is None:
        return
    enough = max(sliced.terms.at_least, 1)
    coarse = [
        each for each in within if each.total is not None and not tells_slices(each, sliced.grid, enough)
    ]
    length = write_length(sliced.grid.length)
    for record in coarse[:_SHOWN]:
        yield f"{of}: {_record(record, zone)} is longer than a slice of {length}: {_TELL}"
    if len(coarse) > _SHOWN:
        yield f"{of}: {number_of(len(coarse) - _SHOWN, 'other record')} likewise longer than a slice"
    unknown = sliced.totals(IntervalSet.of(measurement.window)).unknown
    if unknown and not untold and not coarse:
        yield (
            f"{of}: {number_of(unknown, 'slice')} can't be told, because records reach beyond them or into "
            f"time that does not count: {_TELL}"
        )


def _record(record: RequestCount, zone: Zone) -> str:
    return f"the record of {spoken_interval(record.interval, zone)}"
