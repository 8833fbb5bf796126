"""Earning back: a credit that is returned because the promise was kept in the months that followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Force
from upheld.chrono.period import BillingMonth, CalendarMonth
from upheld.chrono.recurrence import month_number
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Creditable, Finding, Statement, Verdict
from upheld.evaluation.wording import listed


def with_earned_back(
    agreement: Agreement, statements: Sequence[Statement], zone: Zone
) -> tuple[Statement, ...]:
    """Statements in which a miss earns no credit where its promise was kept in all of the months after.

    It remains a breach. Only promises that are judged by the month can be earned back, and only by months
    that are over and among the statements; without all of them the credit stands.
    """
    months = 0 if agreement.credits is None else agreement.credits.earned_back
    if not months:
        return tuple(statements)
    kept = {_sign(each, zone): each.period.label for each in _kept(statements)}
    return tuple(
        replace(each, findings=tuple(_earned_back(finding, months, kept, zone) for finding in each.findings))
        for each in statements
    )


_Sign = tuple[str, str | None, int]
"""A promise, its member and the number of a month."""


def _sign(finding: Finding, zone: Zone) -> _Sign:
    month = month_number(zone.date(finding.period.interval.start))
    return finding.objective.name, finding.member, month


def _kept(statements: Sequence[Statement]) -> Iterator[Finding]:
    for statement in statements:
        for finding in statement.findings:
            if finding.verdict is Verdict.MET and finding.is_final and _is_monthly(finding):
                yield finding


def _is_monthly(finding: Finding) -> bool:
    return isinstance(finding.period.rule, CalendarMonth | BillingMonth)


def _earned_back(finding: Finding, months: int, kept: Mapping[_Sign, str], zone: Zone) -> Finding:
    """The finding, owed nothing where each of so many months after it kept the promise."""
    is_breach = finding.verdict is Verdict.MISSED and finding.objective.force is Force.GUARANTEE
    if not is_breach or not _is_monthly(finding):
        return finding
    name, member, month = _sign(finding, zone)
    after = [kept.get((name, member, month + number)) for number in range(1, months + 1)]
    labels = [each for each in after if each is not None]
    if len(labels) < months:
        return finding
    says = f"a breach, and its credit is earned back: {name} was kept in {listed(labels)}"
    reason = Reason(rule="credit.earned_back", says=says)
    left = finding.creditable or Creditable(
        verdict=finding.verdict,
        figure=finding.figure,
        breaches=finding.breaches,
        record=finding.record,
        because=(),
    )
    return replace(
        finding, creditable=replace(left, unmet=reason, because=(*left.because, reason)), at_worst=None
    )
