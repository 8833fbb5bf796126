"""Chronic outages: so many outages, or so much downtime, within a window, each promise by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from msgspec import Struct

from upheld.agreement.objective import Force
from upheld.agreement.termination import ChronicOutage, DowntimeWithin, LongOutage, OutagesWithin
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import AvailabilityRecord, Outage, Statement
from upheld.evaluation.wording import spoken_moment
from upheld.quantity import Duration, Target, Unit, write_length
from upheld.settlement.breaches import ended_in
from upheld.settlement.downtime_breach import countable
from upheld.settlement.time_limit import months_from

_IN_DAYS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}


class Piece(Struct, frozen=True):
    """Downtime of one day at most, spread evenly over a time."""

    interval: Interval
    day: date
    counted: Fraction

    def after(self, downtime: Fraction) -> Instant:
        """When so much of it had passed."""
        part = downtime / self.counted * self.interval.length
        return Instant(min(self.interval.start + ceil(part), self.interval.end - 1))


class Run(Struct, frozen=True):
    """An outage, joined where the end of a period cut it, in pieces."""

    began_at: Instant
    ended_at: Instant
    pieces: tuple[Piece, ...]
    evidence: tuple[str, ...]

    @property
    def counted(self) -> Fraction:
        """How much of it counts."""
        return sum((each.counted for each in self.pieces), Fraction(0))

    def reached(self, limit: Target[Fraction] | None) -> tuple[Instant, date] | None:
        """When and on which day it had come to last so long; its beginning where any length will do."""
        if limit is None:
            return self.pieces[0].interval.start, self.pieces[0].day
        spent = Fraction(0)
        for piece in self.pieces:
            if limit.kept_by(spent + piece.counted):
                return piece.after(max(limit.bound - spent, Fraction(0))), piece.day
            spent += piece.counted
        return None


class Track(Struct, frozen=True):
    """The outages of one promise, or of one member of it, in order of time."""

    objective: str
    member: str | None
    runs: tuple[Run, ...]
    unknown: Micros
    """Time of which nobody knows whether it was downtime."""
    outages: tuple[tuple[Outage, AvailabilityRecord], ...] = ()
    """As they were found, each with the record it stands in."""

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        return self.objective if self.member is None else f"{self.objective}, {self.member}"


class Completed(Struct, frozen=True):
    """A ground that was completed, and what shows it."""

    at: Instant
    shown: tuple[Reason, ...]


def tracks_of(statements: Sequence[Statement], objectives: Sequence[str], zone: Zone) -> tuple[Track, ...]:
    """Gather the outages of guaranteed availabilities, or of those that are named, guaranteed or not."""
    found: dict[tuple[str, str | None], list[AvailabilityRecord]] = {}
    for statement in statements:
        for finding in ended_in(statement):
            name, record = finding.objective.name, finding.record
            guaranteed = finding.objective.force is Force.GUARANTEE
            if isinstance(record, AvailabilityRecord) and (name in objectives if objectives else guaranteed):
                found.setdefault((name, finding.member), []).append(record)
    return tuple(
        Track(
            name,
            member,
            tuple(_runs(records, zone)),
            Micros(sum(each.unknown for each in records)),
            tuple((outage, record) for record in records for outage in record.outages),
        )
        for (name, member), records in found.items()
    )


def completions(ground: ChronicOutage, track: Track, zone: Zone) -> Iterator[Completed]:
    """Give each time at which the outages of a track completed a ground."""
    match ground:
        case OutagesWithin(at_least=count, lasting=lasting, window=window):
            limit = None if lasting is None else lasting.map(lambda each: Fraction(each.micros))
            reached = [(each.reached(limit), each) for each in track.runs]
            long = [(at, each) for at, each in reached if at is not None]
            for number in range(count, len(long) + 1):
                together = long[number - count : number]
                (_, first), (at, last) = together[0][0], together[-1][0]
                if last < _after(first, window):
                    yield Completed(at, tuple(_shown(each, track, zone) for _, each in together))
        case DowntimeWithin(downtime=downtime, window=window):
            limit = downtime.map(lambda each: Fraction(each.micros))
            for number, run in enumerate(track.runs):
                overrun = _overrun(track.runs[:number], run, limit, window)
                if overrun is not None:
                    before = (each for each in track.runs[:number] if run.pieces[0].day < _last(each, window))
                    yield Completed(overrun, tuple(_shown(each, track, zone) for each in (*before, run)))


def chronic_in_words(ground: ChronicOutage) -> str:
    """The ground as a sentence says it."""
    match ground:
        case OutagesWithin(at_least=count, lasting=lasting, window=window):
            if count == 1:
                return f"an outage{'' if lasting is None else f' of {lasting}'} within {window}"
            each = "" if lasting is None else f" of {lasting} each"
            return f"{count} outages{each} or more within {window}"
        case DowntimeWithin(downtime=downtime, window=window):
            return f"a downtime of {downtime} together within {window}"


def may_be_completed(ground: ChronicOutage, track: Track) -> bool:
    """Whether a ground may be completed if time of which nobody knows was downtime."""
    if not track.unknown:
        return False
    match ground:
        case DowntimeWithin(downtime=downtime):
            total = sum((each.counted for each in track.runs), Fraction(track.unknown))
            return downtime.map(lambda each: Fraction(each.micros)).kept_by(total)
        case OutagesWithin(at_least=count, lasting=lasting):
            if lasting is None:
                return True
            limit = lasting.map(lambda each: Fraction(each.micros))
            certain = sum(limit.kept_by(each.counted) for each in track.runs)
            grown = sum(limit.kept_by(each.counted + track.unknown) for each in track.runs) - certain
            return certain + grown + int(track.unknown // limit.bound) >= count


def may_have_lasted(ground: LongOutage, track: Track) -> bool:
    """Whether an outage may have lasted so long if time of which nobody knows was downtime."""
    limit = ground.lasting.map(lambda each: Fraction(each.micros))
    longest = max((each.counted for each in track.runs), default=Fraction(0))
    return bool(track.unknown) and limit.kept_by(longest + track.unknown)


def _overrun(before: Sequence[Run], run: Run, limit: Target[Fraction], window: Duration) -> Instant | None:
    """When a run had brought the downtime of a window to a limit."""
    earlier = [piece for each in before for piece in each.pieces]
    for number, piece in enumerate(run.pieces):
        held = (each for each in (*earlier, *run.pieces[:number]) if piece.day < _after(each.day, window))
        spent = sum((each.counted for each in held), Fraction(0))
        if limit.kept_by(spent + piece.counted):
            return piece.after(max(limit.bound - spent, Fraction(0)))
    return None


def _last(run: Run, window: Duration) -> date:
    return _after(run.pieces[-1].day, window)


def _after(first: date, window: Duration) -> date:
    """The first date that a window which begins with a date does not hold."""
    if window.unit in _IN_DAYS:
        return first + timedelta(days=int(window.count) * _IN_DAYS[window.unit])
    return months_from(first, window.months)


def _runs(records: Sequence[AvailabilityRecord], zone: Zone) -> Iterator[Run]:
    """The outages of periods one after the other: each once, and joined where a period cut it."""
    by_start: dict[Instant, tuple[Outage, AvailabilityRecord]] = {}
    for record in records:
        for outage in record.outages:
            if outage.counted:
                by_start.setdefault(outage.interval.start, (outage, record))
    joined: list[Run] = []
    for start in sorted(by_start):
        outage, record = by_start[start]
        run = Run(start, outage.interval.end, tuple(_pieces(outage, record, zone)), outage.evidence)
        if joined and joined[-1].ended_at == start:
            last = joined.pop()
            evidence = tuple(dict.fromkeys((*last.evidence, *run.evidence)))
            run = Run(last.began_at, run.ended_at, (*last.pieces, *run.pieces), evidence)
        joined.append(run)
    yield from joined


def _pieces(outage: Outage, record: AvailabilityRecord, zone: Zone) -> Iterator[Piece]:
    """The downtime of an outage day by day, spread evenly over what no exclusion takes off it."""
    stretches = countable(outage, record)
    rate = Fraction(outage.counted, stretches.length)
    for stretch in stretches:
        start = stretch.start
        while start < stretch.end:
            day = zone.date(start)
            end = min(zone.midnight(day + timedelta(days=1)), stretch.end)
            yield Piece(Interval(start, end), day, rate * (end - start))
            start = end


def _shown(run: Run, track: Track, zone: Zone) -> Reason:
    length = Micros(int(run.counted))
    return Reason(
        rule="termination.outage",
        says=f"{track.subject}: an outage from {spoken_moment(run.began_at, zone)} counts with "
        f"{write_length(length)}",
        figure=Length(length),
        evidence=run.evidence,
        evidence_count=len(run.evidence),
    )
