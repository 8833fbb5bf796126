"""The breach record: what was breached over several months, and where that is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.objective import Force
from upheld.chrono.instant import Instant
from upheld.chrono.period import BillingMonth, RollingDays, RollingMonths, add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.statement import ClocksRecord, DutiesRecord, Finding, Statement, Verdict
from upheld.settlement.breach import Breach
from upheld.settlement.breaches import breaches_in, ended_in
from upheld.settlement.lateness_breach import late_cases


class DatedBreach(Struct, frozen=True):
    """A breach on its local date, and the month it counts in, named by its first day."""

    breach: Breach
    day: date
    month: date
    finding: Finding | None = None
    """The finding it belongs to, where its figure matters."""
    counts_from: Instant | None = None
    """When it came to be what a ground asks for, where that is later than the breach."""
    since_then: str = ""
    """What it came to be then, in words."""
    told_at: Instant | None = None
    """When a report on record told the customer what its period came to."""

    @property
    def at(self) -> Instant:
        """When it counts from."""
        return self.breach.at if self.counts_from is None else self.counts_from

    def dated(self, at: Instant, since_then: str, zone: Zone) -> DatedBreach:
        """Give the breach as one that counts from a later instant on."""
        if isinstance(self.breach.period.rule, RollingDays | RollingMonths):
            at, since_then = max((at, since_then), (self.at, self.since_then))
        day = zone.date(at)
        is_billed = isinstance(self.breach.period.rule, BillingMonth)
        month = self.month if is_billed else day.replace(day=1)
        return replace(self, counts_from=at, since_then=since_then, day=day, month=month)


class Doubt(Struct, frozen=True, kw_only=True):
    """A month in which there may be breaches that nobody knows of."""

    month: date
    objective: str | None = None
    """The promise that is undecided; any of them where there is no statement."""
    member: str | None = None
    """The member of a service that is undecided, where one was judged by itself."""
    is_single: bool = False
    """Whether there can be one breach at most."""
    says: str


class BreachRecord(Struct, frozen=True):
    """The breaches of several months in order of time, and the doubts about those months."""

    breaches: tuple[DatedBreach, ...]
    doubts: tuple[Doubt, ...] = ()
    cases: tuple[DatedBreach, ...] = ()
    """Tickets and occasions that were late, each by itself, in order of time."""
    doubtful_cases: tuple[Doubt, ...] = ()

    def of(self, objectives: Sequence[str]) -> BreachRecord:
        """Give the record of some objectives alone; all of it where none is named."""
        if not objectives:
            return self
        return BreachRecord(
            tuple(each for each in self.breaches if each.breach.objective in objectives),
            tuple(each for each in self.doubts if each.objective is None or each.objective in objectives),
            tuple(each for each in self.cases if each.breach.objective in objectives),
            tuple(
                each for each in self.doubtful_cases if each.objective is None or each.objective in objectives
            ),
        )

    @property
    def objectives(self) -> tuple[str, ...]:
        """The promises that were broken or may have been; one without a name where there are none."""
        named = {each.breach.objective for each in (*self.breaches, *self.cases)}
        named |= {each.objective for each in (*self.doubts, *self.doubtful_cases) if each.objective}
        return tuple(sorted(named)) or ("",)

    def by_member(self) -> Iterator[BreachRecord]:
        """Give the record of each member that was judged by itself, with all that is about no member.

        The record as it is, where there is no such member.
        """
        named = {each.breach.member for each in self.breaches} | {each.member for each in self.doubts}
        for member in sorted(name for name in named if name is not None) or (None,):
            whose = (None, member)
            yield BreachRecord(
                tuple(each for each in self.breaches if each.breach.member in whose),
                tuple(each for each in self.doubts if each.member in whose),
                self.cases,
                self.doubtful_cases,
            )

    @property
    def by_case(self) -> BreachRecord:
        """Give the record in which what was late counts case by case, and nothing else does."""
        return BreachRecord(self.cases, self.doubtful_cases)

    def where(
        self,
        holds: Callable[[DatedBreach], bool | None],
        since: Callable[[DatedBreach], DatedBreach],
    ) -> BreachRecord:
        """Give the record of breaches of which something holds, each dated when it came to hold.

        Those of which nobody can say whether it holds are in doubt.
        """
        said = [(each, holds(each)) for each in self.breaches]
        unsure = tuple(_unsure(each) for each, found in said if found is None)
        return BreachRecord(
            tuple(sorted((since(each) for each, found in said if found), key=lambda each: each.at)),
            tuple(sorted((*self.doubts, *unsure), key=lambda each: each.month)),
            self.cases,
            self.doubtful_cases,
        )


def record_breaches(statements: Sequence[Statement], zone: Zone) -> BreachRecord:
    """Put together the breaches of statements, one for each month; months between them are in doubt."""
    found = [
        _dated(breach, statement, zone, finding)
        for statement in statements
        for finding, breaches in breaches_in(statement)
        for breach in breaches
    ]
    doubts = [doubt for statement in statements for doubt in _undecided(statement, zone)]
    missing = _missing(statements, zone)
    doubts += missing
    cases = [case for statement in statements for case in _cases(statement, zone)]
    doubtful = [doubt for statement in statements for doubt in _doubtful_cases(statement, zone)]
    return BreachRecord(
        tuple(sorted(found, key=lambda each: each.breach.at)),
        tuple(sorted(doubts, key=lambda each: each.month)),
        tuple(sorted(cases, key=lambda each: each.breach.at)),
        tuple(sorted((*doubtful, *missing), key=lambda each: each.month)),
    )


def _cases(statement: Statement, zone: Zone) -> Iterator[DatedBreach]:
    """What was late of guarantees, case by case, whether or not enough of it to breach a promise."""
    for finding in ended_in(statement):
        if finding.objective.force is not Force.GUARANTEE:
            continue
        for number, failure in enumerate(late_cases(finding)[0], start=1):
            breach = Breach(
                objective=finding.objective.name,
                number=number,
                at=failure.began_at,
                what=failure.what,
                period=finding.period,
                failures=(failure,),
                evidence=failure.evidence,
                clause=finding.objective.clause,
            )
            yield _dated(breach, statement, zone, finding)


def _doubtful_cases(statement: Statement, zone: Zone) -> Iterator[Doubt]:
    for finding in ended_in(statement):
        name = finding.objective.name
        if finding.objective.force is Force.GUARANTEE and finding.gaps and not _has_cases(finding):
            yield Doubt(
                month=first_of_month(statement, zone),
                objective=name,
                says=f"{name} is {finding.verdict.value} for {finding.period.label}",
            )
        for _ in range(late_cases(finding)[1]):
            yield Doubt(
                month=first_of_month(statement, zone),
                objective=name,
                is_single=True,
                says=f"a case of {name} in {finding.period.label} may have been late",
            )


def _has_cases(finding: Finding) -> bool:
    record = finding.record
    return isinstance(record, ClocksRecord | DutiesRecord) and bool(record.kept + record.breached)


def _unsure(each: DatedBreach) -> Doubt:
    breach = each.breach
    return Doubt(
        month=each.month,
        objective=breach.objective,
        member=breach.member,
        is_single=True,
        says=f"how bad {breach.subject} was in {breach.period.label} is not decided by the evidence",
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


def _dated(breach: Breach, statement: Statement, zone: Zone, finding: Finding) -> DatedBreach:
    """A breach with its date; one of a rolling period counts from the start of its statement's month on.

    The window before held it as well, and was judged by the statement before.
    """
    begins = statement.period.interval.start
    if isinstance(breach.period.rule, RollingDays | RollingMonths) and breach.at < begins:
        missed = f"it was missed over {breach.period.label}, too"
        told = statement.reported_at(statement.period)
        month = first_of_month(statement, zone)
        return DatedBreach(breach, zone.date(begins), month, finding, begins, missed, told)
    told = statement.reported_at(breach.period)
    month = _month(breach, statement, zone)
    return DatedBreach(breach, zone.date(breach.at), month, finding, told_at=told)


def _month(breach: Breach, statement: Statement, zone: Zone) -> date:
    """The month a breach counts in: its statement's, or that of its instant where its period is longer."""
    if breach.period.interval.start >= statement.period.interval.start:
        return first_of_month(statement, zone)
    return zone.date(breach.at).replace(day=1)


def _undecided(statement: Statement, zone: Zone) -> Iterator[Doubt]:
    for finding in ended_in(statement):
        if _may_be_breached(finding):
            yield Doubt(
                month=first_of_month(statement, zone),
                objective=finding.objective.name,
                member=finding.member,
                is_single=finding.conventions.one_breach is BreachUnit.OBJECTIVE,
                says=f"{_subject(finding)} is {finding.verdict.value} for {finding.period.label}",
            )


def _subject(finding: Finding) -> str:
    name = finding.objective.name
    return name if finding.member is None else f"{name}, {finding.member}"


def _may_be_breached(finding: Finding) -> bool:
    undecided = finding.verdict in (Verdict.INDETERMINATE, Verdict.AMBIGUOUS)
    return undecided and finding.objective.force is Force.GUARANTEE and not finding.breaches


def _missing(statements: Sequence[Statement], zone: Zone) -> list[Doubt]:
    """Months between two statements, unless nobody was promised anything in them."""
    ordered = sorted(statements, key=lambda each: first_of_month(each, zone))
    return [
        Doubt(month=month, says=f"there is no statement for {month:%Y-%m}")
        for before, after in pairwise(ordered)
        for month in list(months_between(first_of_month(before, zone), first_of_month(after, zone)))[1:-1]
        if not _lies_in_a_gap(month, before, after)
    ]


def _lies_in_a_gap(month: date, before: Statement, after: Statement) -> bool:
    """Whether a subscription ended before a month, and began anew after it."""
    left, back = before.subscription.term, after.subscription.term
    if left is None or back is None or left.until is None:
        return False
    return left.until <= month and back.since >= add_months(month, 1)
