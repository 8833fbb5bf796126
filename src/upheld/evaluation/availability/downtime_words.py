"""Downtime in words: why an outage counts in full, in part or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.downtime import BeginsAt, CountedPart, Downtime, Overlapping, PartialMinutes, Weighting
from upheld.agreement.slices import BadWhen, DownFor, ErrorRate
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.wording import spoken_moment
from upheld.quantity import percent, write_length

_EVENTS = {
    BeginsAt.DETECTION: "was detected",
    BeginsAt.REPORT: "was reported",
    BeginsAt.FIRST_KNOWN: "was detected or reported",
}
_NEVER = {
    BeginsAt.DETECTION: "was never detected",
    BeginsAt.REPORT: "was never reported",
    BeginsAt.FIRST_KNOWN: "was neither detected nor reported",
}
_COLUMNS = {
    BeginsAt.DETECTION: "detected_at",
    BeginsAt.REPORT: "reported_at",
    BeginsAt.FIRST_KNOWN: "detected_at, reported_at",
}


class DowntimeWords(Struct, frozen=True):
    """The sentences about the outages of one availability, in its zone."""

    terms: Downtime
    zone: Zone

    def beginning(self, seen: Interval, begins: tuple[Instant, Instant]) -> Iterator[str]:
        """Say from when on an outage counts, where not from its start."""
        earliest, latest = begins
        event = _EVENTS.get(self.terms.begins_at, "")
        if earliest < latest:
            until = "" if latest == LATEST else f", {spoken_moment(latest, self.zone)} at the latest"
            yield f"no record tells when it {event}{until}: in doubt how much counts before"
        elif earliest == LATEST:
            yield f"it {_NEVER[self.terms.begins_at]}: none of it counts"
        elif latest >= seen.end:
            yield f"it {event} only when it was over: none of it counts"
        elif latest > seen.start:
            length = write_length(latest - seen.start)
            yield f"it counts since it {event}, {length} after it began"

    def unbegun(self, begins: tuple[Instant, Instant]) -> Iterator[str]:
        """Name the column that does not tell from when on an outage counts."""
        if begins[0] < begins[1]:
            yield _COLUMNS[self.terms.begins_at]

    def too_short(self, length: int) -> str:
        """Say that an outage did not last long enough."""
        return f"it lasted {write_length(length)}, and {_lasting(self.terms)} is needed: none of it counts"

    def perhaps_too_short(self) -> str:
        """Say that an outage may not have lasted long enough."""
        return f"{_lasting(self.terms)} is needed, and it is not known whether it lasted that long: in doubt"

    def spared(self) -> str:
        """Say that the start of an outage does not count."""
        return f"its first {write_length(self.terms.spared)} do not count"

    def dropped(self, rest: int) -> str:
        """Say that seconds that make no whole minute are left out."""
        return f"{write_length(rest)} that make no whole minute are dropped"

    def completed(self, rest: int) -> str:
        """Say that a started minute counts as a whole one."""
        return f"{write_length(rest)} more make its last minute a whole one"

    def weighted(self, least: Fraction, most: Fraction, *, is_told: bool) -> str:
        """Say by which share an outage counts; `is_told` where the share of each one at a time is told."""
        if least < most and is_told:
            return (
                f"outages at one time affected between {percent(least)} and {percent(most)} together: "
                "in doubt how much counts"
            )
        if least < most:
            return "no record tells which share it affected: in doubt how much of it counts"
        return f"it counts for the {percent(most)} that it affected"


def spoken_condition(bad_when: BadWhen) -> str:
    """When a slice is bad: `it is down at all`, `it has an error rate > 5 %`."""
    match bad_when:
        case ErrorRate(share):
            return f"it has an error rate {share}"
        case DownFor(value=words):
            return f"it is {words}"
        case other:
            return f"it is {other}"


def spoken_rules(terms: Downtime) -> Iterator[str]:
    """Say what is declared, term by term."""
    if terms.affecting is not None:
        yield f"only what affected {terms.affecting} counts"
    yield from (f"only provided that {condition}" for condition in terms.provided)
    if terms.begins_at in _EVENTS:
        yield f"an outage counts since it {_EVENTS[terms.begins_at]}"
    if terms.lasting is not None:
        beyond = ", and what goes beyond" if terms.counted is CountedPart.BEYOND else ""
        yield f"only if it lasts {_lasting(terms)}{beyond}"
    if terms.grace:
        yield f"without its first {write_length(terms.grace)}"
    if terms.partial_minutes is not PartialMinutes.KEPT:
        yield f"its partial minutes {terms.partial_minutes.value}"
    if terms.weighted_by is Weighting.AFFECTED:
        yield "weighted by the share it affected"
    if terms.overlapping is Overlapping.ADDED_UP:
        yield "the shares of outages at one time added up"
    if terms.overlapping is Overlapping.LARGEST:
        yield "of outages at one time the largest share counts"


def _lasting(terms: Downtime) -> str:
    """How long an outage must last: `>= 5 min`."""
    return (
        "" if terms.lasting is None else f"{terms.lasting.operator.value} {write_length(terms.lasting.bound)}"
    )
