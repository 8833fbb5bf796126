"""Earning back: a credit that is returned because the promise was kept afterwards, or over a longer time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit import EarnBack
from upheld.agreement.objective import Force
from upheld.chrono.period import Period
from upheld.chrono.recurrence import RollingMonths, month_number
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import Creditable, Finding, Statement, Verdict
from upheld.evaluation.wording import listed
from upheld.settlement.fee_time import months_in


def with_earned_back(
    agreement: Agreement, statements: Sequence[Statement], zone: Zone
) -> tuple[Statement, ...]:
    """Statements in which a miss earns no credit where its promise was kept afterwards, as was agreed.

    It remains a breach. It is kept afterwards in all the periods of its own that fill so many months, or
    where another promise is kept over a longer time that it lies in. Only periods that are over and among the
    statements tell; without them the credit stands.
    """
    terms = None if agreement.credits is None else agreement.credits.earned_back
    if terms is None:
        return tuple(statements)
    kept = [each for each in _kept(statements) if terms.by in (None, each.objective.name)]
    by_sign = {_sign(each, zone): each.period.label for each in kept}

    def left(finding: Finding) -> Finding:
        if not _may_be_earned_back(finding, terms):
            return finding
        how = (
            _by_another(finding, kept)
            if terms.by
            else _by_what_followed(finding, terms.months, by_sign, zone)
        )
        return finding if how is None else _uncredited(finding, how)

    return tuple(replace(each, findings=tuple(map(left, each.findings))) for each in statements)


_Sign = tuple[str, str | None, int, int]
"""A promise, its member, the number of the month in which a period of it begins, and how many it has."""


def _sign(finding: Finding, zone: Zone) -> _Sign:
    month = month_number(zone.date(finding.period.interval.start))
    return finding.objective.name, finding.member, month, _months_in(finding.period)


def _months_in(period: Period) -> int:
    """How many whole months a period has; none where periods do not follow one another by whole months."""
    return 0 if isinstance(period.rule, RollingMonths) else months_in(period) or 0


def _kept(statements: Sequence[Statement]) -> Iterator[Finding]:
    for statement in statements:
        for finding in statement.findings:
            if finding.verdict is Verdict.MET and finding.is_final and _months_in(finding.period):
                yield finding


def _may_be_earned_back(finding: Finding, terms: EarnBack) -> bool:
    name, is_breach = finding.objective.name, finding.verdict is Verdict.MISSED
    is_meant = name != terms.by and (not terms.objectives or name in terms.objectives)
    return is_meant and is_breach and finding.objective.force is Force.GUARANTEE


def _by_what_followed(finding: Finding, months: int, kept: Mapping[_Sign, str], zone: Zone) -> str | None:
    """Say how it was earned back by each of the periods after it; nothing where it was not."""
    name, member, first, length = _sign(finding, zone)
    if not length or months % length:
        return None
    after = [kept.get((name, member, first + number, length)) for number in range(length, months + 1, length)]
    labels = [each for each in after if each is not None]
    return f"{name} was kept in {listed(labels)}" if len(labels) == len(after) else None


def _by_another(finding: Finding, kept: Sequence[Finding]) -> str | None:
    """Say how it was earned back by another promise, kept over a time that it lies in."""
    own = finding.period.interval
    for each in kept:
        whole = each.period.interval
        if each.member in (None, finding.member) and whole.start <= own.start and own.end <= whole.end:
            return f"{each.objective.name} was kept in {each.period.label}"
    return None


def _uncredited(finding: Finding, how: str) -> Finding:
    """The finding, owed nothing; it remains a breach."""
    reason = Reason(rule="credit.earned_back", says=f"a breach, and its credit is earned back: {how}")
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
