"""The breaches of a finding: as many as the agreement counts, each at its instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import Moment
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    DutiesRecord,
    Finding,
    Statement,
    StatisticRecord,
)
from upheld.quantity import Operator
from upheld.quantity.identity import once_for_each
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.condition import as_credited, missed_by_parts
from upheld.settlement.credit import CreditLine
from upheld.settlement.downtime_breach import Broken, broken_by_downtime
from upheld.settlement.lateness_breach import broken_by_lateness
from upheld.settlement.own_part import missed_parts
from upheld.settlement.rate_breach import broken_by_rates

_SHOWN = 20
"""So many rows of evidence are named for a breach."""


def breaches_in(statement: Statement) -> tuple[tuple[Finding, tuple[Breach, ...]], ...]:
    """Give the findings that end with a statement's period, and the breaches of each.

    A promise with a longer period is breached in the statement its period ends with, so that a series counts
    it once.
    """
    return tuple((finding, breaches_of(finding, statement.as_of)) for finding in ended_in(statement))


def ended_in(statement: Statement) -> Iterator[Finding]:
    """Give the findings that end with a statement's period."""
    end = statement.period.interval.end
    return (finding for finding in statement.findings if finding.interval.end <= end)


def credited_breaches(statement: Statement, lines: Iterable[CreditLine]) -> tuple[Breach, ...]:
    """Give the breaches of a statement that earn the credit of some lines."""
    credited = {(line.objective, line.member, line.interval) for line in lines}
    return tuple(
        breach
        for finding in statement.findings
        if (finding.objective.name, finding.member, finding.interval) in credited
        for breach in _credited(finding, statement.as_of)
    )


def claimed_breaches(statement: Statement, lines: Iterable[CreditLine]) -> tuple[Breach, ...]:
    """Give the same breaches as somebody may claim for them.

    Where each circuit, or other thing, is owed a credit of its own, a failure is one of each by itself: of
    those that it affected, or of all where each is credited that is paid for.
    """
    things: dict[_Credited, set[str]] = {}
    for_every: set[_Credited] = set()
    for line in lines:
        key = line.objective, line.member, line.interval
        own = things.setdefault(key, set())
        of_every = isinstance(line.per_breach, ShareOfFee) and line.per_breach.of.of_every
        is_of_resource = line.member is None and _is_of_resource(line.per_breach)
        if line.affected is not None and (of_every or is_of_resource):
            own.add(line.affected)
        if of_every:
            for_every.add(key)
    return tuple(
        _told_apart(breach, sorted(things[key]), of_every=key in for_every)
        for finding in statement.findings
        if (key := (finding.objective.name, finding.member, finding.interval)) in things
        for breach in _credited(finding, statement.as_of)
    )


def _told_apart(breach: Breach, things: Sequence[str], *, of_every: bool) -> Breach:
    """A breach whose failures are one of each of some things that they affected; others stay as they are."""
    affected = {name for failure in breach.failures for name in failure.resources}
    if not things or not (of_every or affected.intersection(things)):
        return breach
    failures = (each for failure in breach.failures for each in _of_each(failure, things, of_every=of_every))
    return replace(breach, failures=tuple(failures))


def put_together(breach: Breach) -> Breach:
    """A breach whose failures are told apart no more."""
    if all(failure.of is None for failure in breach.failures):
        return breach
    whole = dict.fromkeys(replace(failure, of=None) for failure in breach.failures)
    return replace(breach, failures=tuple(whole))


_Credited: TypeAlias = tuple[str, str | None, Interval]
"""The promise, the member and the time that a credit is for."""


def _credited(finding: Finding, as_of: Instant) -> tuple[Breach, ...]:
    return breaches_of(missed_by_parts(as_credited(finding)), as_of)


def _is_of_resource(amount: Amount) -> bool:
    return isinstance(amount, ShareOfFee) and amount.of.scope is FeeScope.RESOURCE


def _of_each(failure: Failure, things: Sequence[str], *, of_every: bool) -> Sequence[Failure]:
    own = things if of_every else [name for name in failure.resources if name in things]
    return [replace(failure, of=name) for name in own] or [failure]


@once_for_each
def breaches_of(finding: Finding, as_of: Instant) -> tuple[Breach, ...]:
    """Give the breaches of a finding in order of time: exactly as many as it says there are.

    What no single failure explains, such as a mean that missed, breaks its promise with the last instant
    judged.
    """
    if not finding.breaches:
        return ()
    first = finding.broken_first
    if first is not None and finding.breaches == 1 and first.breaches == 1:
        return tuple(replace(each, period=finding.period) for each in breaches_of(first, as_of))
    interval = finding.interval if finding.window is None else finding.window
    judged_to = max(min(interval.end, as_of), Instant(interval.start + 1))
    found = _broken(finding, judged_to)[: finding.breaches]
    missing = finding.breaches - len(found)
    found += [_at_the_end(finding, judged_to)] * missing
    in_order = sorted(found, key=lambda each: each[0])
    return tuple(_breach(finding, number, each) for number, each in enumerate(in_order, start=1))


def _broken(finding: Finding, judged_to: Instant) -> list[Broken]:
    match finding.record:
        case AvailabilityRecord(outages=()) if by_rates := broken_by_rates(
            finding, is_strict=_is_strict(finding)
        ):
            return by_rates
        case AvailabilityRecord() as record:
            conventions = finding.conventions
            return broken_by_downtime(
                record,
                conventions.one_breach,
                conventions.outage_belongs_to,
                judged_to,
                is_strict=_is_strict(finding),
            )
        case ClocksRecord() | DutiesRecord() as record:
            return broken_by_lateness(finding, record, judged_to)
        case _:
            return []


def _is_strict(finding: Finding) -> bool:
    """Whether a promise is broken already when its allowance is used up, as `< 42 h` is by 42 h."""
    target = finding.objective.target
    return target is not None and target.operator in (Operator.LESS, Operator.MORE)


def _at_the_end(finding: Finding, judged_to: Instant) -> Broken:
    at = Instant(judged_to - 1)
    what = f"the figure for {finding.period.label}"
    evidence = finding.reason.evidence[:_SHOWN]
    parts = missed_parts(finding.record) if isinstance(finding.record, StatisticRecord) else ()
    failure = Failure(what=what, began_at=at, ended_at=Moment(at), evidence=evidence, resources=parts)
    return at, (failure,)


def _breach(finding: Finding, number: int, broken: Broken) -> Breach:
    at, failures = broken
    first = failures[0].what
    more = len(failures) - 1
    return Breach(
        objective=finding.objective.name,
        member=finding.member,
        number=number,
        at=at,
        what=first if not more else f"{first} and {more} more",
        period=finding.period,
        failures=failures,
        evidence=tuple(key for failure in failures for key in failure.evidence)[:_SHOWN],
        clause=finding.objective.clause,
    )
