"""What a breach affected: the services or resources whose own fees a credit may be a share of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.agreement.objective import Availability
from upheld.chrono.instant import Instant
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.statement import AvailabilityRecord, Finding, Outage
from upheld.settlement.figure_in_bands import outages_as_one

Affected = tuple[str | None, Finding]
"""The name of something with a fee of its own, or none in particular, and the breaches that affected it."""


def affected(amount: Amount, finding: Finding) -> Sequence[Affected]:
    """Tell a breach apart by what has a fee of its own, each to be credited by itself.

    Services are those that the promise is about, resources those recorded as down while downtime counted.
    Where it is not known what was affected, it is told as a whole. A finding on a member affects that alone.
    """
    scope = amount.of.scope if isinstance(amount, ShareOfFee) else FeeScope.SUBSCRIPTION
    if finding.member is not None and scope is not FeeScope.SERVICE:
        return ((finding.member, finding),)
    whole: Affected = (None, finding)
    if isinstance(amount, ShareOfFee) and amount.of.of_all:
        return (whole,)
    match scope:
        case FeeScope.SUBSCRIPTION:
            return (whole,)
        case FeeScope.SERVICE:
            return tuple((name, finding) for name in services_of(finding)) or (whole,)
        case FeeScope.RESOURCE:
            return tuple(_resources(finding)) or (whole,)


def services_of(finding: Finding) -> tuple[str, ...]:
    """The services that a promise is about."""
    indicator = finding.objective.indicator
    return (indicator.of,) if isinstance(indicator, Availability) else finding.objective.services


def resources_of(finding: Finding) -> tuple[str, ...]:
    """The resources that a breach affected, as far as that is known.

    Where no record of an outage names any, they are the points that failed.
    """
    if finding.member is not None:
        return (finding.member,)
    if not isinstance(finding.record, AvailabilityRecord):
        return ()
    outages = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    return tuple(sorted({name for outage in outages for name in outage.resources or outage.points}))


def _resources(finding: Finding) -> Iterator[Affected]:
    """Each resource, with the outages that affected it where these are breaches by themselves."""
    if not isinstance(finding.record, AvailabilityRecord):
        return
    outages = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    for name in sorted({name for outage in outages for name in outage.resources}):
        yield name, _left(finding, [outage for outage in outages if name in outage.resources])
    nameless = [outage for outage in outages if not outage.resources]
    if nameless and _by_outage(finding):
        yield None, _left(finding, nameless)


def _left(finding: Finding, outages: Sequence[Outage]) -> Finding:
    """A finding with some of its outages alone; the figure stays that of the service."""
    record = finding.record
    if isinstance(record, AvailabilityRecord):
        finding = replace(finding, record=replace(record, outages=tuple(outages)))
    return replace(finding, breaches=len(outages_as_one(finding))) if _by_outage(finding) else finding


def _by_outage(finding: Finding) -> bool:
    return finding.conventions.one_breach in (BreachUnit.OUTAGE, BreachUnit.LONG_OUTAGE)


def _is_breach(outage: Outage, finding: Finding) -> bool:
    """Whether an outage is a breach, or has part in one."""
    alone = finding.conventions.one_breach is BreachUnit.LONG_OUTAGE
    allowance = finding.record.allowance if alone and isinstance(finding.record, AvailabilityRecord) else 0
    one = as_one(outage, finding.conventions.outage_belongs_to) if alone else outage
    return outage.counted > 0 and (one or outage).counted > allowance


def failed_at(finding: Finding) -> Instant:
    """When what a credit is for began: its first outage that counts, or else the time judged."""
    record = finding.record
    outages = record.outages if isinstance(record, AvailabilityRecord) else ()
    return min((each.run.start for each in outages if each.counted), default=finding.interval.start)
