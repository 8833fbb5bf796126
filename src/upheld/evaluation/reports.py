"""Reports on record: when the customer was told what a month came to, and when it told of a failure."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.claim import ClaimStart
from upheld.agreement.governance import Reporting
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.availability.outage_facts import completed
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.statement import FailureReported, ReportGiven
from upheld.evidence.evidence import Evidence

STATEMENT = "statement"
"""The kind of a notice that tells what a period came to, where no report is promised by another name."""


INVOICE = "invoice"
"""The kind of a notice that is the bill for a period."""


def reports_given(
    agreement: Agreement, subscription: Subscription, evidence: Evidence, as_of: Instant
) -> tuple[ReportGiven, ...]:
    """Give the first report of each period known by `as_of`; what arrived counts from when it did."""
    first: dict[str, Instant] = {}
    for period, at in _given(agreement, subscription, evidence):
        if at <= as_of and at < first.get(period, at + 1):
            first[period] = at
    return tuple(ReportGiven(period, at) for period, at in sorted(first.items()))


def _kinds(agreement: Agreement) -> list[str]:
    """The kinds of notices from which the time to claim runs: the invoice, where that is what is meant."""
    reports = [each.indicator.what for each in agreement.objectives if isinstance(each.indicator, Reporting)]
    starts = frozenset() if agreement.claims is None else agreement.claims.starts
    billed = [INVOICE] if ClaimStart.INVOICE in starts else []
    return [*billed, STATEMENT, *reports] if not billed or ClaimStart.STATEMENT in starts else billed


def _given(
    agreement: Agreement, subscription: Subscription, evidence: Evidence
) -> Iterator[tuple[str, Instant]]:
    kinds = _kinds(agreement)
    for notice in evidence.notices:
        at = notice.sent_at if notice.delivered_at is None else notice.delivered_at
        if at is None or notice.about is None or notice.customer not in (None, subscription.customer):
            continue
        if any(alike(notice.kind, kind) for kind in kinds):
            yield notice.about, at


def failures_reported(
    agreement: Agreement, subscription: Subscription, evidence: Evidence, as_of: Instant
) -> tuple[FailureReported, ...]:
    """Give what was reported by `as_of`, where the time to claim runs from that: outages and tickets."""
    starts = frozenset() if agreement.claims is None else agreement.claims.starts
    if ClaimStart.REPORT_OF_FAILURE not in starts:
        return ()
    told = (*_of_outages(subscription, evidence, as_of), *_of_tickets(subscription, evidence))
    return tuple(each for each in told if each.at <= as_of)


def _of_outages(subscription: Subscription, evidence: Evidence, as_of: Instant) -> Iterator[FailureReported]:
    for outage in evidence.outages:
        at = completed(outage, evidence, subscription.customer).reported_at
        if at is None or at == LATEST or outage.since >= as_of:
            continue
        ended = as_of if outage.until is None else outage.until
        yield FailureReported(
            at=at,
            interval=Interval(outage.since, max(ended, Instant(outage.since + 1))),
            incidents=() if outage.incident is None else (outage.incident,),
            services=outage.services,
            resources=outage.resources,
        )


def _of_tickets(subscription: Subscription, evidence: Evidence) -> Iterator[FailureReported]:
    for ticket in evidence.tickets:
        if ticket.customer in (None, subscription.customer):
            yield FailureReported(
                at=ticket.opened_at,
                interval=Interval(ticket.opened_at, Instant(ticket.opened_at + 1)),
                ticket=f"ticket:{ticket.source}/{ticket.number}",
                incidents=() if ticket.incident is None else (ticket.incident,),
                services=ticket.services,
                resources=ticket.resources,
            )
