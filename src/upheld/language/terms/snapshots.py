"""Snapshots: objectives that copies are made so often, and kept so long."""

from __future__ import annotations

from upheld.agreement.snapshot import CountedIn, Retention, Snapshots
from upheld.chrono.instant import DAY, Micros
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, senses
from upheld.language.kind import Text, choice
from upheld.language.record import Record
from upheld.language.terms.lengths import LENGTH

_OF: Directive[str] = Directive(
    "of", Text("what is copied"), "What is copied, as evidence names it.", "product database"
)
_EVERY: Directive[Micros] = Directive(
    "every", LENGTH, "The longest time from one snapshot to the next.", "24 hours"
)


def _counts_in_days(fields: Fields) -> bool:
    return fields[_EVERY] % DAY == 0


_COUNTED_IN: Directive[CountedIn] = Directive(
    "counted_in",
    choice(CountedIn),
    "Whether the gap between two is what counts, or that there is one on each date. "
    "Only whole days can be counted by dates.",
    "calendar days",
    default=Open(
        Code.SNAPSHOT_CADENCE,
        "a snapshot every night comes 25 hours after the last one when clocks go back, and nothing says "
        "whether that is in time",
        senses(
            {
                CountedIn.ELAPSED: "it is late",
                CountedIn.CALENDAR_DAYS: "it is in time, since each date has one",
            }
        ),
        when=_counts_in_days,
    ),
)


def _build_snapshots(fields: Fields) -> Snapshots:
    counted_in = fields[_COUNTED_IN]
    if counted_in is CountedIn.CALENDAR_DAYS and not _counts_in_days(fields):
        message = "what comes oftener than once a day can't be counted in calendar days"
        remedy = f"write `counted_in: {CountedIn.ELAPSED.value}`, or whole days"
        fields.reader.report(Code.WRONG_UNIT, fields.at(_COUNTED_IN), message, remedy)
    return Snapshots(of=fields[_OF], every=fields[_EVERY], counted_in=counted_in)


SNAPSHOTS: Directive[Snapshots] = Directive(
    "snapshots",
    Record(
        "snapshots",
        "A promise that snapshots are made so often.",
        (_OF, _EVERY, _COUNTED_IN),
        _build_snapshots,
    ),
    "The objective is the longest gap between two snapshots.",
    "{of: product database, every: 24 hours, counted_in: calendar days}",
)
_KEPT: Directive[Micros] = Directive(
    "kept", LENGTH, "How long each snapshot can be restored after it was made.", "7 days"
)


def _build_retention(fields: Fields) -> Retention:
    return Retention(of=fields[_OF], kept=fields[_KEPT])


RETENTION: Directive[Retention] = Directive(
    "retention",
    Record(
        "retention",
        "A promise that each snapshot is kept so long.",
        (_OF, _KEPT),
        _build_retention,
    ),
    "The objective is that at every instant the snapshots of a time past can be restored.",
    "{of: product database, kept: 7 days}",
)
