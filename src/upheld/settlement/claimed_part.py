"""The claimed part of a statement: what it would be if some of its failures had not been."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from msgspec.structs import replace

from upheld.chrono.instant import Instant
from upheld.chrono.period import Period
from upheld.evaluation.reason import Share
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClocksRecord,
    DutiesRecord,
    Finding,
    Outage,
    Record,
    Statement,
    StatisticRecord,
    Verdict,
)
from upheld.settlement.at_worst import for_certain
from upheld.settlement.breach import Breach, Failure
from upheld.settlement.breaches import breaches_of, put_together
from upheld.settlement.claim_window import Claimable
from upheld.settlement.condition import as_credited
from upheld.settlement.lateness_breach import with_late_alone

_Failed: TypeAlias = tuple[Breach, Failure]
_Names: TypeAlias = set[str] | None
"""The resources that a failure is claimed for; all that it affected where absent."""


def claimed_part(statement: Statement, kept: Collection[Claimable]) -> Statement:
    """Give a statement in which only some failures count, so that it settles to what they earn together.

    A breach stays while one of its failures does; downtime that a credit is reckoned on shrinks to theirs.
    Of a failure that is claimed for some resources, it is one of these alone. What may have been besides is
    nobody's claim.
    """
    failures, every = _put_together(kept), _for_every(kept)
    findings = tuple(
        _part(_alone(finding, every), breaches_of(as_credited(finding), statement.as_of), failures)
        for finding in for_certain(statement).findings
        if finding.verdict is not Verdict.INDETERMINATE
    )
    return replace(statement, findings=tuple(replace(each, at_worst=None) for each in findings))


def _put_together(kept: Collection[Claimable]) -> dict[_Failed, _Names]:
    """What is claimed by failure, each once, with the resources it is claimed for."""
    breaches = {id(each.breach): each.breach for each in kept}
    whole = {number: put_together(breach) for number, breach in breaches.items()}
    found: dict[_Failed, _Names] = {}
    for each in kept:
        failed = whole[id(each.breach)], replace(each.failure, of=None)
        is_whole = each.failure.of is None or each.failure.of not in each.failure.resources
        names = found.setdefault(failed, None if is_whole else set())
        if names is not None and each.failure.of is not None:
            names.add(each.failure.of)
    return found


_Subject: TypeAlias = tuple[str, str | None, Period]


def _for_every(kept: Collection[Claimable]) -> dict[_Subject, set[str]]:
    """What is claimed for by promise, where failures are told apart by things that they need not affect."""
    found: dict[_Subject, set[str]] = {}
    for each in kept:
        breach, name = each.breach, each.failure.of
        if name is not None and any(failure.of not in failure.resources for failure in breach.failures):
            found.setdefault((breach.objective, breach.member, breach.period), set()).add(name)
    return found


def _alone(finding: Finding, every: Mapping[_Subject, set[str]]) -> Finding:
    names = every.get((finding.objective.name, finding.member, finding.period))
    return finding if names is None else replace(finding, only_for=tuple(sorted(names)))


def _part(finding: Finding, breaches: Sequence[Breach], kept: Mapping[_Failed, _Names]) -> Finding:
    every = [(breach, failure) for breach in breaches for failure in breach.failures]
    ours = {each: kept[each] for each in every if each in kept}
    if len(ours) == len(every) and all(names is None for names in ours.values()):
        return finding
    count = len({breach for breach, _ in ours})
    record = _with_downtime(as_credited(finding).record, every, ours)
    if finding.creditable is None:
        return replace(finding, breaches=count, record=record)
    return replace(finding, creditable=replace(finding.creditable, breaches=count, record=record))


def _with_downtime(record: Record, every: Sequence[_Failed], ours: Mapping[_Failed, _Names]) -> Record:
    """The record with the downtime and the outages of some failures alone, or the parts that are claimed."""
    claimed = {failure: names for (_, failure), names in ours.items()}
    match record:
        case ClocksRecord() | DutiesRecord():
            return with_late_alone(replace(record, breached=len(ours)), claimed)
        case StatisticRecord(parts=parts):
            named = [names for names in claimed.values() if names is not None]
            left = set[str]().union(*named)
            missed = (each for each in parts if each.verdict is Verdict.MISSED and each.name not in left)
            without = {each.name for each in missed} if named else set()
            return replace(record, parts=tuple(each for each in parts if each.name not in without))
        case AvailabilityRecord():
            return _of_outages(record, [failure for _, failure in every], claimed)
        case _:
            return record


def _of_outages(
    record: AvailabilityRecord, every: Sequence[Failure], claimed: Mapping[Failure, _Names]
) -> AvailabilityRecord:
    begun: dict[Instant, _Names] = {}
    for failure, names in claimed.items():
        known = begun.get(failure.began_at, set())
        begun[failure.began_at] = None if names is None or known is None else known | names
    outages = tuple(left for each in record.outages if (left := _claimed(each, begun)) is not None)
    whole = sum(failure.downtime for failure in every)
    share = Fraction(sum(_counted(each, claimed) for each in every), whole) if whole else Fraction(0)
    judged = record.judged
    if isinstance(judged, Share):
        judged = Share(1 - (1 - judged.value) * share)
    return replace(record, judged=judged, outages=outages)


def _claimed(outage: Outage, begun: Mapping[Instant, _Names]) -> Outage | None:
    """What is left of an outage by the failures that are claimed, by when they began."""
    if not outage.counted:
        return outage
    if outage.run.start not in begun:
        return None
    names = begun[outage.run.start]
    if names is None:
        return outage
    own = tuple(name for name in outage.resources or outage.points if name in names)
    return replace(outage, resources=own) if own else None


def _counted(failure: Failure, claimed: Mapping[Failure, _Names]) -> int:
    """How much of its downtime stays in the figure.

    What failed with other resources than those that are claimed is nobody's lateness: the figure is still
    that of all of them.
    """
    names = {name for several in claimed.values() if several is not None for name in several}
    is_of_others = bool(names and failure.resources) and names.isdisjoint(failure.resources)
    return failure.downtime if failure in claimed or is_of_others else 0
