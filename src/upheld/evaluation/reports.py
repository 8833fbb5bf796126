"""Reports on record: when the customer was told what a month came to, before a statement was made here."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.agreement import Agreement, Subscription
from upheld.agreement.claim import ClaimStart
from upheld.agreement.governance import Reporting
from upheld.chrono.instant import Instant
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.statement import ReportGiven
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
