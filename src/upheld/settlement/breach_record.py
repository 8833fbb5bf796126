"""The breach record: what was breached over several months, and where that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.statement import Finding, Statement, Verdict
from upheld.settlement.breach import Breach
from upheld.settlement.breaches import breaches_in


class DatedBreach(Struct, frozen=True):
    """A breach on its local date, and the month it counts in, named by its first day."""

    breach: Breach
    day: date
    month: date


class Doubt(Struct, frozen=True, kw_only=True):
    """A month in which there may be breaches that nobody knows of."""

    month: date
    objective: str | None = None
    """The promise that is undecided; any of them where there is no statement."""
    is_single: bool = False
    """Whether there can be one breach at most."""
    says: str


class BreachRecord(Struct, frozen=True):
    """The breaches of several months in order of time, and the doubts about those months."""

    breaches: tuple[DatedBreach, ...]
    doubts: tuple[Doubt, ...] = ()

    def of(self, objectives: Sequence[str]) -> BreachRecord:
        """Give the record of some objectives alone; all of it where none is named."""
        if not objectives:
            return self
        return BreachRecord(
            tuple(each for each in self.breaches if each.breach.objective in objectives),
            tuple(each for each in self.doubts if each.objective is None or each.objective in objectives),
        )


def record_breaches(statements: Sequence[Statement], zone: Zone) -> BreachRecord:
    """Put together the breaches of statements, one for each month; months between them are in doubt."""
    found = [
        DatedBreach(breach, zone.date(breach.at), _month(breach, statement, zone))
        for statement in statements
        for _, breaches in breaches_in(statement)
        for breach in breaches
    ]
    doubts = [doubt for statement in statements for doubt in _undecided(statement, zone)]
    doubts += _missing([first_of_month(statement, zone) for statement in statements])
    return BreachRecord(
        tuple(sorted(found, key=lambda each: each.breach.at)),
        tuple(sorted(doubts, key=lambda each: each.month)),
    )


def first_of_month(statement: Statement, zone: Zone) -> date:
    """The first day of the month a statement is for; a billing month counts as the one it begins in."""
    return zone.date(statement.period.interval.start).replace(day=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """The months from one to another, both included, by their first days."""
    month = first
    while month <= last:
        yield month
        month = add_months(month, 1)


def _month(breach: Breach, statement: Statement, zone: Zone) -> date:
    """The month a breach counts in: its statement's, or that of its instant where its period is longer."""
    if breach.period.interval.start >= statement.period.interval.start:
        return first_of_month(statement, zone)
    return zone.date(breach.at).replace(day=1)


def _undecided(statement: Statement, zone: Zone) -> Iterator[Doubt]:
    for finding, _ in breaches_in(statement):
        if _may_be_breached(finding):
            yield Doubt(
                month=first_of_month(statement, zone),
                objective=finding.objective.name,
                is_single=finding.conventions.one_breach is BreachUnit.OBJECTIVE,
                says=f"{_subject(finding)} is {finding.verdict.value} for {finding.period.label}",
            )


def _subject(finding: Finding) -> str:
    name = finding.objective.name
    return name if finding.member is None else f"{name}, {finding.member}"


def _may_be_breached(finding: Finding) -> bool:
    undecided = finding.verdict in (Verdict.INDETERMINATE, Verdict.AMBIGUOUS)
    return undecided and finding.objective.force is Force.GUARANTEE and not finding.breaches


def _missing(months: Iterable[date]) -> list[Doubt]:
    known = sorted(months)
    if not known:
        return []
    return [
        Doubt(month=month, says=f"there is no statement for {month:%Y-%m}")
        for month in months_between(known[0], known[-1])
        if month not in known
    ]
