"""Local time in a document: the offsets of the agreement's zone over the time the statement speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.chrono.instant import DAY, SECOND, Instant, Micros, format_instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Moment, Reason, Stretch
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    CoverageRecord,
    DutiesRecord,
    Finding,
    Statement,
    StatisticRecord,
    TrackedClock,
)
from upheld.report.figure import Json, interval_data
from upheld.settlement.settlement import Settlement

_MARGIN = 2 * DAY


def instants_of(statement: Statement, settlement: Settlement) -> list[Instant]:
    """Every instant that a reader of a statement may be shown."""
    return [*_instants(statement), *named_by(settlement.reason)]


def zone_over(zone: Zone, named: Iterable[Instant]) -> Json:
    """A zone's offsets for every instant of some and two days around; those its data don't reach are left."""
    return zone_data(zone, span_around(zone, named))


def span_around(zone: Zone, named: Iterable[Instant]) -> Interval:
    """The time from two days before the first of some instants to two after the last, as data reach."""
    instants = [at for at in named if zone.span.start <= at < zone.span.end]
    first, last = min(instants), max(instants)
    return Interval(
        Instant(max(first - _MARGIN, zone.span.start)), Instant(min(last + _MARGIN, zone.span.end))
    )


def zone_data(zone: Zone, span: Interval) -> Json:
    """A zone's offsets over a time: a reader needs no zone data."""
    return {
        "name": zone.name,
        "span": interval_data(span),
        "offsets": [
            {"since": format_instant(max(segment.start, span.start)), "offset": write_offset(offset)}
            for segment, offset in zone.segments()
            if segment.overlaps(span)
        ],
    }


def read_zone(data: Json) -> Zone:
    """The zone back from a document; raises TimeError where it makes no zone."""
    return Zone(
        name=data["name"],
        span=Interval(parse_instant(data["span"]["start"]), parse_instant(data["span"]["end"])),
        starts=tuple(parse_instant(part["since"]) for part in data["offsets"]),
        offsets=tuple(read_offset(part["offset"]) for part in data["offsets"]),
    )


def write_offset(offset: Micros) -> str:
    """An offset as `+01:00`, with seconds only where there are some (local mean time)."""
    sign = "-" if offset < 0 else "+"
    minutes, seconds = divmod(abs(offset) // SECOND, 60)
    text = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def read_offset(text: str) -> Micros:
    """The offset a document writes as `+01:00`."""
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    length = (hours * 60 + minutes) * 60 + sum(seconds)
    return Micros((-length if text[0] == "-" else length) * SECOND)


def _instants(statement: Statement) -> Iterator[Instant]:
    """Every instant that a reader may be shown."""
    yield statement.as_of
    yield from _edges(statement.period.interval)
    for finding in statement.findings:
        yield from _of_finding(finding)
        yield from named_by(finding.reason)


def _of_finding(finding: Finding) -> Iterator[Instant]:
    yield from _edges(finding.interval)
    match finding.record:
        case AvailabilityRecord() as record:
            yield from _of_availability(record)
        case ClocksRecord() as record:
            for clock in record.clocks:
                yield from _of_clock(clock)
            for tracked in record.tracked:
                yield from _of_clock(tracked)
        case DutiesRecord() as record:
            for duty in record.duties:
                yield from (at for at in (duty.began_at, duty.done_at, duty.due) if at is not None)
        case CoverageRecord() as record:
            for gap in (gap for part in record.parts for gap in part.gaps):
                yield from _edges(gap)
        case StatisticRecord():
            pass


def _of_availability(record: AvailabilityRecord) -> Iterator[Instant]:
    for outage in record.outages:
        yield from (*_edges(outage.interval), outage.earliest_start, outage.earliest_end)
        if outage.whole is not None:
            yield from _edges(outage.whole.interval)
            for part in (*outage.whole.earlier, *outage.whole.later):
                yield from _edges(part.interval)
    for excluded in record.exclusions:
        yield from _edges(excluded.interval)


def _of_clock(clock: ClockRecord | TrackedClock) -> Iterator[Instant]:
    yield clock.started_at
    if clock.stopped_at is not None:
        yield clock.stopped_at
    if isinstance(clock, ClockRecord):
        yield from (clock.due, clock.last_compliant)
        if clock.breached_at is not None:
            yield clock.breached_at
    for interval in (*clock.paused, *clock.excluded):
        yield from _edges(interval)


def named_by(reason: Reason) -> list[Instant]:
    """The instants a tree of reasons names in its figures, such as the last day of a claim."""
    found: list[Instant] = []
    _name(reason, found)
    return found


def _name(reason: Reason, found: list[Instant]) -> None:
    figure = reason.figure
    if isinstance(figure, Moment):
        found.append(figure.value)
    elif isinstance(figure, Stretch):
        found += _edges(figure.value)
    for step in reason.because:
        _name(step, found)


def _edges(interval: Interval) -> Iterator[Instant]:
    yield interval.start
    yield interval.end
