"""Outage facts: what records of outages tell of a stretch: its detection, its report, whom it affected.

Of outages at one time, the one may have affected those of the other or none of them: together at least the
greatest share, at most the sum of all, unless the agreement says which of the two. Records of one incident
tell of one outage; where they differ, the truth lies between them. An instant of an outage that none of its
records covers is taken as they say of the rest of it: monitoring and people rarely agree on the edges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.downtime import BeginsAt, Overlapping
from upheld.agreement.service import Service
from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.timeline import Ternary
from upheld.evaluation.availability.concern import Parts
from upheld.evaluation.exclusions.words import plain
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.incident import Outage

Affected = tuple[Fraction, Fraction]
"""The least and the most share that was affected."""

NOT_TOLD: Affected = (Fraction(0), Fraction(1))
"""The bounds of a share of which nothing is known."""

TOGETHER = "affected together"
"""What is missing where the share of each outage is told, and not that of several at once."""


def _either(told: Sequence[Affected]) -> Affected:
    """Any of what is told, or anything between."""
    return min(least for least, _ in told), max(most for _, most in told)


def _at_most_all(shares: Iterable[Fraction]) -> Fraction:
    return min(sum(shares, Fraction(0)), Fraction(1))


class Piece(Struct, frozen=True):
    """A part of a stretch of which the same records tell."""

    interval: Interval
    records: tuple[Outage, ...]
    is_covered: bool = True
    """Whether its records are of all of it; otherwise they are of other parts of the stretch."""
    overlapping: Overlapping = Overlapping.OPEN

    @property
    def affected(self) -> tuple[Fraction, Fraction]:
        """The least and the most share that was affected."""
        told = list(map(_either, self._apart()))
        if not told:
            return NOT_TOLD
        if not self.is_covered:
            return _either(told)
        largest = max(least for least, _ in told), max(most for _, most in told)
        added = _at_most_all(least for least, _ in told), _at_most_all(most for _, most in told)
        match self.overlapping:
            case Overlapping.LARGEST:
                return largest
            case Overlapping.ADDED_UP:
                return added
            case Overlapping.OPEN:
                return largest[0], added[1]

    def _apart(self) -> Iterator[list[Affected]]:
        """What is told of each outage by itself."""
        outages: dict[tuple[str, str | None], list[Affected]] = {}
        for each in self.records:
            outage = ("", each.incident) if each.incident is not None else (each.identity, None)
            share = NOT_TOLD if each.affected is None else (each.affected, each.affected)
            outages.setdefault(outage, []).append(share)
        yield from outages.values()

    @property
    def says_affected(self) -> bool:
        """Whether every record tells a share, so that only how they overlap is open."""
        return bool(self.records) and all(each.affected is not None for each in self.records)

    def holds(self, condition: str) -> Ternary:
        """Whether a condition in words holds; unknown where nothing is said of it, or both."""
        words = plain(condition)
        holds = any(words in map(plain, each.holds) for each in self.records)
        fails = any(words in map(plain, each.fails) for each in self.records)
        if holds == fails:
            return Ternary.UNKNOWN
        return Ternary.TRUE if holds else Ternary.FALSE


class OutageFacts(Struct, frozen=True):
    """The records of outages of a service that were known at an instant, in order of time."""

    records: tuple[Outage, ...]
    as_of: Instant
    parts: Parts
    """The service's measurement points: a record that names some is about them alone."""
    reach: tuple[Instant, ...]
    """The latest end of each record and those before it."""
    overlapping: Overlapping = Overlapping.OPEN
    """What the shares of records at one time come to together."""

    @classmethod
    def of(
        cls,
        service: Service,
        parts: Parts,
        evidence: Evidence,
        as_of: Instant,
        customer: str | None,
        overlapping: Overlapping = Overlapping.OPEN,
    ) -> OutageFacts:
        """Take the records that are about a service and some of its parts, or about all.

        Where one does not tell when it was detected, its incident does; where it does not tell when it was
        reported, the first ticket of the customer does that belongs to the same incident. It was never
        reported where tickets are recorded, and none of them can have been its report.
        """
        known = (
            completed(each, evidence, customer)
            for each in evidence.outages
            if each.since < as_of and (not each.services or service.name in each.services)
        )
        in_order = tuple(sorted(known, key=lambda each: (each.since, each.identity)))
        return cls._of(in_order, as_of, parts, overlapping)

    @classmethod
    def _of(
        cls, records: tuple[Outage, ...], as_of: Instant, parts: Parts, overlapping: Overlapping
    ) -> OutageFacts:
        ends = (as_of if each.until is None else each.until for each in records)
        return cls(records, as_of, parts, tuple(accumulate(ends, max)), overlapping)

    def about(self, points: Sequence[str]) -> OutageFacts:
        """Those that are about some points of the service."""
        meant = tuple(each for each in self.records if self.parts.concerns(each.resources, points))
        return OutageFacts._of(meant, self.as_of, self.parts, self.overlapping)

    def of_stretch(self, stretch: Interval) -> tuple[Outage, ...]:
        """Give the records that tell of some of a stretch."""
        first = bisect_right(self.reach, stretch.start)
        last = bisect_left(self.records, stretch.end, key=lambda each: each.since)
        return tuple(each for each in self.records[first:last] if stretch.start < self._end(each))

    def pieces(self, stretch: Interval) -> Iterator[Piece]:
        """Cut a stretch where its records begin and end."""
        records = self.of_stretch(stretch)
        cuts = {stretch.start, stretch.end}
        for each in records:
            cuts |= {at for at in (each.since, self._end(each)) if at in stretch}
        edges = sorted(cuts)
        for start, end in pairwise(edges):
            covering = tuple(each for each in records if each.since <= start and end <= self._end(each))
            yield Piece(Interval(start, end), covering or records, bool(covering), self.overlapping)

    def beginning(self, stretch: Interval, event: BeginsAt) -> tuple[Instant, Instant]:
        """Give when an outage begins to count at the earliest and at the latest; the first such event counts.

        `LATEST` for both where it never happened; for the latest where no record tells whether it did.
        """
        if event is BeginsAt.OCCURRENCE:
            return EARLIEST, EARLIEST
        told = [_bounds(each, event) for each in self.of_stretch(stretch)]
        earliest = min((first for first, _ in told), default=EARLIEST)
        return earliest, min((last for _, last in told), default=LATEST)

    def _end(self, record: Outage) -> Instant:
        return self.as_of if record.until is None else record.until


def _bounds(record: Outage, event: BeginsAt) -> tuple[Instant, Instant]:
    """When the event of a record was at the earliest and at the latest; of several, the first one."""
    detection, report = record.detected_at, record.reported_at
    times = {
        BeginsAt.DETECTION: (detection,),
        BeginsAt.REPORT: (report,),
        BeginsAt.FIRST_KNOWN: (detection, report),
    }[event]
    known = [at for at in times if at is not None]
    latest = min(known, default=LATEST)
    return latest if len(known) == len(times) else EARLIEST, latest


def completed(outage: Outage, evidence: Evidence, customer: str | None) -> Outage:
    """A record with what its incident, and tickets, tell of its times; `LATEST` for what never happened."""
    detected, reported = outage.detected_at, outage.reported_at
    if detected is None and outage.incident is not None:
        told = (each.detected_at for each in evidence.incidents if each.number == outage.incident)
        detected = min((at for at in told if at is not None), default=None)
    if outage.never_reported:
        reported = LATEST
    elif reported is None:
        reported = _ticket_of(outage, evidence, customer)
    return replace(outage, detected_at=detected, reported_at=reported)


def _ticket_of(outage: Outage, evidence: Evidence, customer: str | None) -> Instant | None:
    """When a ticket reported an outage: never, where none can have; `None` where nobody knows.

    A ticket that names no incident can have, if it was opened while the outage lasted.
    """
    tickets = [each for each in evidence.tickets if customer is None or each.customer in (None, customer)]
    own = [each for each in tickets if outage.incident is not None and each.incident == outage.incident]
    if own:
        return min(each.first_contact_at or each.opened_at for each in own)
    until = LATEST if outage.until is None else outage.until
    may = any(
        each.incident is None and outage.since <= (each.first_contact_at or each.opened_at) < until
        for each in tickets
    )
    return LATEST if Table.TICKETS in evidence.tables and not may else None
