"""Local time in a document: the offsets of the agreement's zone over the time the statement speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.chrono.instant import DAY, SECOND, Instant, Micros, format_instant, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Moment, Reason, Stretch
from upheld.evaluation.sharing import same_for_all
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
from upheld.quantity.identity import once_for_each
from upheld.report.figure import Json, interval_data
from upheld.settlement.settlement import Settlement

_MARGIN = 2 * DAY


def instants_of(statement: Statement, settlement: Settlement) -> list[Instant]:
    """Every instant that a reader of a statement may be shown."""
    found = [statement.as_of, *_edges(statement.period.interval)]
    for finding in statement.findings:
        found += _shared(finding) if same_for_all(finding.objective) else _of_finding(finding)
    _name(settlement.reason, found)
    return found


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


def _of_finding(finding: Finding) -> list[Instant]:
    found = [*_edges(finding.interval)]
    match finding.record:
        case AvailabilityRecord() as record:
            found += _of_availability(record)
        case ClocksRecord() as record:
            for clock in record.clocks:
                found += (clock.due, clock.last_compliant)
                if clock.breached_at is not None:
                    found.append(clock.breached_at)
                _run(clock, found)
            for tracked in record.tracked:
                _run(tracked, found)
        case DutiesRecord() as record:
            for duty in record.duties:
                found += (at for at in (duty.began_at, duty.done_at, duty.due) if at is not None)
        case CoverageRecord() as record:
            for gap in (gap for part in record.parts for gap in part.gaps):
                found += _edges(gap)
        case StatisticRecord():
            pass
    _name(finding.reason, found)
    return found


_shared = once_for_each(_of_finding)


def _of_availability(record: AvailabilityRecord) -> Iterator[Instant]:
    for outage in record.outages:
        yield from (*_edges(outage.interval), outage.earliest_start, outage.earliest_end)
        if outage.whole is not None:
            yield from _edges(outage.whole.interval)
            for part in (*outage.whole.earlier, *outage.whole.later):
                yield from _edges(part.interval)
    for excluded in record.exclusions:
        yield from _edges(excluded.interval)


def _run(clock: ClockRecord | TrackedClock, found: list[Instant]) -> None:
    found.append(clock.started_at)
    if clock.stopped_at is not None:
        found.append(clock.stopped_at)
    for interval in clock.paused:
        found += _edges(interval)
    for interval in clock.excluded:
        found += _edges(interval)


def named_by(reason: Reason) -> list[Instant]:
    """The instants a tree of reasons names in its figures, such as the last day of a claim."""
    found: list[Instant] = []
    _name(reason, found)
    return found


def _name(reason: Reason, found: list[Instant]) -> None:
    figure = reason.figure
    kind = type(figure)
    if kind is Moment:
        found.append(figure.value)  # type: ignore[union-attr,arg-type]
    elif kind is Stretch:
        found += _edges(figure.value)  # type: ignore[union-attr,arg-type]
    for step in reason.because:
        _name(step, found)


def _edges(interval: Interval) -> tuple[Instant, Instant]:
    return interval.start, interval.end
