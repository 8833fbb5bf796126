"""The claims of a series: which claim is about which of its months, and what nobody claimed or recorded."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.errors import UsageError
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.statement import Statement
from upheld.evidence.account import ClaimCase
from upheld.evidence.evidence import Evidence, Table
from upheld.settlement.claim_matching import names_nothing
from upheld.settlement.claimed_month import ClaimedMonth, Settle, claimed_month
from upheld.settlement.claims import ClaimState, known_by
from upheld.settlement.settlement import Settlement


class ClaimedSeries(Struct, frozen=True, kw_only=True):
    """Where the credit of each month stands."""

    months: tuple[ClaimedMonth, ...]
    unmatched: tuple[ClaimCase, ...]
    """Claims that are about no month of the series."""


def claimed_series(
    statements: Sequence[Statement],
    settlements: Sequence[Settlement],
    evidence: Evidence,
    calendars: Calendars,
    as_of: Instant,
    settle: Settle | Sequence[Settle],
) -> ClaimedSeries:
    """Hold the claims known at `as_of` against all months.

    A claim that names nothing is for all that it is in time for; where that is nothing, for the last month
    that had ended when it was made. Where months are not settled alike, `settle` is one for each. UsageError
    for claims of several customers where none is named.
    """

    def hear(cases: Sequence[ClaimCase]) -> tuple[ClaimedMonth, ...]:
        by_month = zip(statements, settlements, settlers, strict=True)
        return tuple(
            claimed_month(statement, settlement, cases, calendars, as_of, each)
            for statement, settlement, each in by_month
        )

    settlers = [settle] * len(statements) if callable(settle) else settle

    cases = _cases(evidence.claims, statements[0], as_of)
    months = hear(cases)
    late = frozenset(case for case in _unheard(cases, months) if names_nothing(case))
    if late:
        cases = tuple(_for_last_month(case, statements) if case in late else case for case in cases)
        months = hear(cases)
    if not cases and Table.CLAIMS not in evidence.tables:
        months = tuple(_unrecorded(month) for month in months)
    return ClaimedSeries(months=months, unmatched=_unheard(cases, months))


def _cases(cases: Sequence[ClaimCase], statement: Statement, as_of: Instant) -> tuple[ClaimCase, ...]:
    """The claims of a subscription known at an instant, in the order they were submitted."""
    customer = statement.subscription.customer
    named = sorted({case.customer for case in cases if case.customer is not None})
    if customer is None and len(named) > 1:
        raise UsageError(
            f"the evidence has claims of several customers, {', '.join(named)}: say whose credits are settled"
        )
    ours = [case for case in cases if customer is None or case.customer in (None, customer)]
    known = [known_by(case, as_of) for case in ours if case.submitted_at <= as_of]
    return tuple(sorted(known, key=lambda case: (case.submitted_at, case.identity)))


def _unheard(cases: Sequence[ClaimCase], months: Sequence[ClaimedMonth]) -> tuple[ClaimCase, ...]:
    heard = {claim.case.identity for month in months for claim in month.claims}
    return tuple(case for case in cases if case.identity not in heard)


def _for_last_month(case: ClaimCase, statements: Sequence[Statement]) -> ClaimCase:
    ended = [each.period for each in statements if each.period.interval.end <= case.submitted_at]
    return replace(case, period=ended[-1].label) if ended else case


def _unrecorded(month: ClaimedMonth) -> ClaimedMonth:
    """Where nothing is known about claims, nobody knows that there was none."""
    lapsed = month.state is ClaimState.LAPSED
    return replace(month, state=ClaimState.UNRECORDED) if lapsed else month
