"""Reporting held against the evidence: each report that was asked for or fell due, and what it contained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.agreement.governance import Reporting, ReportOccasion
from upheld.chrono.instant import Instant
from upheld.chrono.interval import IntervalSet
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.evaluation.duties.belonging import belongs, is_for_customer, is_open, missing_table
from upheld.evaluation.duties.deadline import Timing
from upheld.evaluation.duties.excusal import Excusals, excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.message import Message, sent_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.duties.reported import Reported
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Notice


def judge_reporting(hearing: Hearing, promise: Reporting) -> Finding:
    """Judge whether each report was given in time, and with everything it must contain.

    A report after each period belongs to the period it is about, so that at the period's end it is due. What
    was promised may come in several notices: those that name the request, or the period, by `about`.
    """
    gap = missing_table(hearing, Table.NOTICES, hearing.evidence.notices, "reports")
    notices = [
        notice
        for notice in hearing.evidence.notices
        if alike(notice.kind, promise.what) and is_for_customer(hearing, notice.customer)
    ]
    excused = excusals(hearing)
    if promise.on is ReportOccasion.REQUEST:
        reports = list(_asked_for(hearing, promise, notices, excused))
        nothing = f"nobody asked for the {promise.what} in the period"
    else:
        reports = [] if is_open(hearing) else [_on_period(hearing, promise, notices, excused)]
        nothing = f"the {promise.what} is due after the period, which is not over"
    return judge_duties(
        hearing,
        [] if gap else [report.duty() for report in reports],
        noun="report",
        nothing=nothing,
        gap=gap,
        because=excused.reasons,
    )


def _asked_for(
    hearing: Hearing, promise: Reporting, notices: Sequence[Notice], excused: Excusals
) -> Iterator[Reported]:
    requests = [
        (notice.requested_at, notice)
        for notice in notices
        if notice.requested_at is not None
        and notice.requested_at <= hearing.as_of
        and notice.number not in excused.numbers
    ]
    for asked_at, request in sorted(requests, key=lambda pair: (pair[0], pair[1].identity)):
        sent = [
            notice
            for notice in notices
            if notice is request or (notice.about is not None and alike(notice.about, request.number))
        ]
        report = _reported(
            hearing,
            promise,
            name=f"{promise.what} asked for in notice {request.number}",
            after="it was asked for",
            began=asked_at,
            sent=sent,
            rows=(request.identity,),
            excluded=excused.time,
        )
        if belongs(hearing, report):
            yield report


def _on_period(
    hearing: Hearing, promise: Reporting, notices: Sequence[Notice], excused: Excusals
) -> Reported:
    """The report on the period; a notice that names no period is on the one that ended last before it."""
    label, ends = hearing.period.label, hearing.interval.end
    sent = [
        notice
        for notice in notices
        if (
            alike(notice.about, label)
            if notice.about
            else notice.requested_at is None and (sent_at(notice) or ends) > ends
        )
    ]
    name = f"{promise.what} on {label}"
    return _reported(
        hearing,
        promise,
        name=name,
        after="the period ended",
        began=ends,
        sent=sent,
        rows=(),
        excluded=excused.time,
    )


def _reported(
    hearing: Hearing,
    promise: Reporting,
    *,
    name: str,
    after: str,
    began: Instant,
    sent: Sequence[Notice],
    rows: tuple[str, ...],
    excluded: IntervalSet,
) -> Reported:
    calendars = TimeCalendars(hearing.calendars, promise)
    timing = None
    if promise.within is not None:
        is_after_period = promise.on is ReportOccasion.PERIOD_END
        timing = Timing(
            promise.within, calendars, hearing.objective.conventions, excluded, follows_an_end=is_after_period
        )
    return Reported(
        name=name,
        after=after,
        promise=promise,
        placed_at=began,
        sent=_in_order(sent, hearing.as_of),
        resources=tuple(dict.fromkeys(name for notice in sent for name in notice.resources)),
        rows=rows,
        timing=timing,
        zone=calendars.zone(),
        as_of=hearing.as_of,
        clause=hearing.objective.clause,
    )


def _in_order(notices: Sequence[Notice], as_of: Instant) -> tuple[Message, ...]:
    """What had been sent by `as_of`, in order of sending."""
    found = []
    for notice in notices:
        at = sent_at(notice)
        if at is not None and at <= as_of:
            found.append(Message(at=at, contains=notice.contains, evidence=notice.identity))
    return tuple(sorted(found, key=lambda message: (message.at, message.evidence)))
