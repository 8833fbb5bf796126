"""Snapshots held against their cadence: the gaps between copies, as listings saw them."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.snapshot import CountedIn, Snapshots
from upheld.chrono.instant import DAY, EARLIEST, LATEST, Instant
from upheld.chrono.interval import IntervalSet
from upheld.chrono.zone import Zone
from upheld.evaluation.duties.belonging import judged_window, missing_table, promised_from
from upheld.evaluation.duties.cadence import Cadence, Watch
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.lapse import end_of_date
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.succession import Succession
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding
from upheld.evidence.backup import Snapshot
from upheld.evidence.evidence import Table
from upheld.quantity import write_length


def judge_snapshots(hearing: Hearing, promise: Snapshots) -> Finding:
    """Judge how often copies were made: each gap that reaches into the period is an occasion.

    A copy that failed, or is partial, is none. A copy that was made and deleted before the first listing, or
    made after the last one, is not in the evidence: what hangs on one is INDETERMINATE.
    """
    gap = missing_table(hearing, Table.SNAPSHOTS, hearing.evidence.snapshots, "copies")
    listed = [
        snapshot
        for snapshot in hearing.evidence.snapshots
        if alike(snapshot.of, promise.of) and snapshot.taken_at <= hearing.as_of
    ]
    excused = excusals(hearing)
    copies = _succession(hearing, promise, listed)
    duties = [] if gap else list(copies.duties(_watch(hearing, listed, excused.time | hearing.away)))
    return judge_duties(hearing, duties, noun="gap", gap=gap, because=excused.reasons)


def _succession(hearing: Hearing, promise: Snapshots, listed: Sequence[Snapshot]) -> Succession:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    copies = sorted((snapshot.taken_at, snapshot.identity) for snapshot in listed if snapshot.complete)
    return Succession(
        noun=f"copy of {promise.of}",
        limit=_limit(promise),
        cadence=_cadence(promise, zone),
        times=dict(copies),
        zone=zone,
        clause=hearing.objective.clause,
        by_date=promise.counted_in is CountedIn.CALENDAR_DAYS,
        forgetting="copies made before the first listing may have been deleted unseen",
        silence="no listing later than this says whether one was made",
    )


def _watch(hearing: Hearing, listed: Sequence[Snapshot], excluded: IntervalSet) -> Watch:
    first = min((snapshot.first_seen for snapshot in listed), default=EARLIEST)
    last = max((max(snapshot.first_seen, snapshot.last_seen) for snapshot in listed), default=LATEST)
    return Watch(
        window=judged_window(hearing),
        ends=hearing.interval.end,
        promised_from=promised_from(hearing),
        seen_from=first,
        seen_until=min(last, hearing.as_of),
        excluded=excluded,
    )


def _cadence(promise: Snapshots, zone: Zone) -> Cadence:
    if promise.counted_in is CountedIn.ELAPSED:
        return Cadence(lambda taken: Instant(taken + promise.every))
    dates = promise.every // DAY
    return Cadence(lambda taken: end_of_date(taken, dates, zone), lambda at: end_of_date(at, 0, zone))


def _limit(promise: Snapshots) -> str:
    if promise.counted_in is CountedIn.ELAPSED:
        return f"at most {write_length(promise.every)} apart"
    dates = promise.every // DAY
    return "one on each date" if dates == 1 else f"one within any {dates} dates"
