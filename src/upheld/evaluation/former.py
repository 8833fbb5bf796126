"""Former periods: what a promise came to before, for credits that go by how often it was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.objective import Force
from upheld.chrono.recurrence import month_number
from upheld.chrono.zone import Zone
from upheld.evaluation.statement import Finding, Former, Statement, Verdict

_OPEN = (Verdict.INDETERMINATE, Verdict.AMBIGUOUS)


def months_looked_at(agreement: Agreement) -> int:
    """How many months the credits of an agreement look at, the one judged among them; 0 for no others."""
    rules = () if agreement.credits is None else agreement.credits.all_rules
    return max((each.formula.months for each in rules if isinstance(each.formula, TieredCredit)), default=0)


def with_former(statement: Statement, before: Iterable[Finding], zone: Zone) -> Statement:
    """Give a statement whose findings know what each promise came to in periods before their own."""
    known = [*before, *statement.findings]
    findings = tuple(replace(each, former=tuple(_before(each, known, zone))) for each in statement.findings)
    return replace(statement, findings=findings)


def _before(finding: Finding, known: Collection[Finding], zone: Zone) -> list[Former]:
    """Each period of the same promise that was over before this one began, once, in order of time."""
    found = {
        each.period.interval: Former(
            period=each.period,
            months_before=_month(finding, zone) - _month(each, zone),
            is_missed=_is_missed(each),
        )
        for each in known
        if each.objective.name == finding.objective.name
        and each.member == finding.member
        and each.period.interval.end <= finding.period.interval.start
    }
    return [found[interval] for interval in sorted(found, key=lambda each: each.start)]


def _month(finding: Finding, zone: Zone) -> int:
    """The number of the month in which the period of a finding begins."""
    return month_number(zone.date(finding.period.interval.start))


def _is_missed(finding: Finding) -> bool | None:
    if finding.verdict in _OPEN and finding.objective.force is Force.GUARANTEE and not finding.breaches:
        return None
    return finding.verdict is Verdict.MISSED
