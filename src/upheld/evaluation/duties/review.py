"""Reviews held against the evidence: whether the time between two was ever too long."""

from __future__ import annotations

from upheld.agreement.governance import Review
from upheld.chrono.instant import EARLIEST
from upheld.evaluation.duties.belonging import judged_window, missing_table, promised_from
from upheld.evaluation.duties.cadence import Cadence, Watch
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.succession import Succession
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table


def judge_review(hearing: Hearing, promise: Review) -> Finding:
    """Judge the time between reviews, months counted by the calendar: each gap in the period is an occasion.

    The first is due so long after the agreement came into force. Where none is known before the period, one
    may have been held just before it began, and what hangs on that is INDETERMINATE.
    """
    gap = missing_table(hearing, Table.REVIEWS, hearing.evidence.reviews, "reviews")
    excused = excusals(hearing)
    watch = Watch(
        window=judged_window(hearing),
        ends=hearing.interval.end,
        promised_from=promised_from(hearing),
        seen_from=EARLIEST,
        seen_until=hearing.as_of,
        excluded=excused.time,
    )
    duties = [] if gap else list(_succession(hearing, promise).duties(watch))
    return judge_duties(hearing, duties, noun="gap", gap=gap, because=excused.reasons)


def _succession(hearing: Hearing, promise: Review) -> Succession:
    zone = hearing.calendars.zone(hearing.agreement.time_zone)
    held = sorted(
        (review.held_at, review.identity)
        for review in hearing.evidence.reviews
        if alike(review.of, promise.of) and review.held_at <= hearing.as_of
    )
    return Succession(
        noun=f"review of {promise.of}",
        limit=f"at most {promise.every} apart",
        cadence=Cadence(lambda at: lapses_at(at, promise.every, zone)),
        times=dict(held),
        zone=zone,
        clause=hearing.objective.clause,
        forgetting="none is known from before the period, in which one may have been held",
        silence="nothing later is in the evidence",
    )
