"""What a breach affected: the services or resources whose own fees a credit may be a share of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.agreement.objective import Availability
from upheld.chrono.instant import Instant
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    ClockState,
    Finding,
    Outage,
)
from upheld.settlement.figure_in_bands import outages_as_one
from upheld.settlement.late_case import late_clocks

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
            return tuple(_services(finding)) or (whole,)
        case FeeScope.RESOURCE:
            return tuple(_resources(finding)) or (whole,)


def services_of(finding: Finding) -> tuple[str, ...]:
    """The services that a promise is about; of one on tickets, those that late ones name."""
    indicator = finding.objective.indicator
    if isinstance(indicator, Availability):
        return (indicator.of,)
    meant = finding.objective.services
    named = {name for clock in _late(finding) for name in clock.services}
    return tuple(name for name in meant if name in named) or meant or tuple(sorted(named))


def _late(finding: Finding) -> tuple[ClockRecord, ...]:
    """The clocks that were late, where a promise is about tickets."""
    record = finding.record
    return tuple(late_clocks(record.clocks, ClockState.BREACHED)) if isinstance(record, ClocksRecord) else ()


def resources_of(finding: Finding) -> tuple[str, ...]:
    """The resources that a breach affected, as far as that is known.

    Where no record of an outage names any, they are the points that failed.
    """
    if finding.member is not None:
        return (finding.member,)
    if not isinstance(finding.record, AvailabilityRecord):
        return tuple(sorted({name for clock in _late(finding) for name in clock.resources}))
    outages = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    return tuple(sorted({name for outage in outages for name in outage.resources or outage.points}))


def _resources(finding: Finding) -> Iterator[Affected]:
    """Each resource, with the outages that affected it where these are breaches by themselves."""
    if isinstance(finding.record, ClocksRecord):
        late = _late(finding)
        for name in sorted({name for clock in late for name in clock.resources}):
            yield name, _of_clocks(finding, [clock for clock in late if name in clock.resources])
        nameless = [clock for clock in late if not clock.resources]
        if nameless and len(nameless) < len(late):
            yield None, _of_clocks(finding, nameless)
    if not isinstance(finding.record, AvailabilityRecord):
        return
    outages = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    for name in sorted({name for outage in outages for name in outage.resources}):
        yield name, _left(finding, [outage for outage in outages if name in outage.resources])
    without = [outage for outage in outages if not outage.resources]
    if without and _by_outage(finding):
        yield None, _left(finding, without)


def _services(finding: Finding) -> Iterator[Affected]:
    """Each service, with the late tickets that are about it where it is known which are."""
    late = _late(finding)
    for name in services_of(finding):
        own = [clock for clock in late if name in clock.services or not clock.services]
        yield name, _of_clocks(finding, own) if own and len(own) < len(late) else finding


def _of_clocks(finding: Finding, late: Sequence[ClockRecord]) -> Finding:
    """A finding with some of its late tickets alone."""
    record = finding.record
    if not isinstance(record, ClocksRecord):
        return finding
    tickets = len({clock.ticket for clock in late})
    each = {BreachUnit.TICKET: tickets, BreachUnit.CLOCK: len(late)}
    breaches = each.get(finding.conventions.one_breach, finding.breaches)
    left = replace(record, clocks=tuple(late), breached=tickets)
    return replace(finding, record=left, breaches=breaches)


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
