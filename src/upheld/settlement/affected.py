"""What a breach affected: the services or resources whose own fees a credit may be a share of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from upheld.agreement.convention import BreachUnit
from upheld.agreement.fee import Amount, FeeScope, ShareOfFee
from upheld.agreement.objective import Availability
from upheld.agreement.recovery import Recovery
from upheld.agreement.snapshot import Retention, Snapshots
from upheld.chrono.instant import Instant
from upheld.evaluation.availability.whole_outage import as_one
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    ClockState,
    DutiesRecord,
    Duty,
    Finding,
    Outage,
    StatisticRecord,
)
from upheld.settlement.figure_in_bands import outages_as_one
from upheld.settlement.late_case import late_clocks
from upheld.settlement.own_part import NOTHING_PAID, Paid, missed_parts

Affected = tuple[str | None, Finding]
"""The name of something with a fee of its own, or none in particular, and the breaches that affected it."""

Late = ClockRecord | Duty
"""A ticket or another occasion that was late."""


def affected(
    amount: Amount,
    finding: Finding,
    is_paid: Paid = NOTHING_PAID,
    only: str | None = None,
    every: Sequence[str] = (),
) -> Sequence[Affected]:
    """Tell a breach apart by what has a fee of its own, each to be credited by itself.

    Services are those that the promise is about, resources those recorded as down while downtime counted, or
    the points that failed, the parts whose figure missed, or what was to be recovered, where these are what
    something is paid for (`is_paid`). Of a service with a single
    point it is that (`only`), whatever failed. Where it is not known what was affected, it is told as a
    whole. A finding on a member affects that alone. Where each thing that is paid for is meant (`every`), it
    is each of them, or those that it is claimed for.
    """
    scope = amount.of.scope if isinstance(amount, ShareOfFee) else FeeScope.SUBSCRIPTION
    if every:
        claimed = every if finding.only_for is None else finding.only_for
        return tuple((name, finding) for name in every if name in claimed)
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
            alone = only is not None and is_paid(only)
            return tuple(_resources(finding, is_paid)) or (((only, finding),) if alone else (whole,))


def services_of(finding: Finding) -> tuple[str, ...]:
    """The services that a promise is about; of one on tickets or occasions, those that late ones name."""
    indicator = finding.objective.indicator
    if isinstance(indicator, Availability):
        return (indicator.of,)
    meant = finding.objective.services
    named = {name for each in _late(finding) for name in each.services}
    return tuple(name for name in meant if name in named) or meant or tuple(sorted(named))


def _late(finding: Finding) -> tuple[Late, ...]:
    """The clocks or duties that were late, where a promise is about such."""
    match finding.record:
        case ClocksRecord(clocks=clocks):
            return tuple(late_clocks(clocks, ClockState.BREACHED))
        case DutiesRecord(duties=duties):
            return tuple(each for each in duties if each.state is ClockState.BREACHED)
        case _:
            return ()


def resources_of(finding: Finding) -> tuple[str, ...]:
    """The resources that a breach affected, as far as that is known.

    Where no record of an outage names any, they are the points that failed. Of a measure with a figure for
    each they are those that missed, and of a recovery it is what was to be recovered.
    """
    if finding.member is not None:
        return (finding.member,)
    if isinstance(finding.record, StatisticRecord):
        return missed_parts(finding.record)
    if not isinstance(finding.record, AvailabilityRecord):
        named = {name for each in _late(finding) for name in each.resources}
        return tuple(sorted(named)) or _of_copies(finding)
    outages = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    return tuple(sorted({name for outage in outages for name in outage.resources or outage.points}))


def failed_things(finding: Finding) -> tuple[str, ...]:
    """The parts whose figure missed, and the points that failed where no record of the outage names more."""
    match finding.record:
        case StatisticRecord() as record:
            return missed_parts(record)
        case AvailabilityRecord(outages=outages):
            nameless = [each for each in outages if not each.resources and _is_breach(each, finding)]
            return tuple(sorted({name for outage in nameless for name in outage.points}))
        case _:
            return ()


def _resources(finding: Finding, is_paid: Paid) -> Iterator[Affected]:
    """Each resource, with the outages that affected it where these are breaches by themselves."""
    late = _late(finding)
    for name in _named(late, finding, is_paid):
        yield name, _of_late(finding, [each for each in late if name in each.resources])
    nameless = [each for each in late if not each.resources]
    if nameless and len(nameless) < len(late):
        yield None, _of_late(finding, nameless)
    if isinstance(finding.record, StatisticRecord):
        yield from ((name, finding) for name in is_paid.among(missed_parts(finding.record)))
    if not any(each.resources for each in late):
        yield from _recovered(finding, is_paid)
    if not isinstance(finding.record, AvailabilityRecord):
        return
    failed = [outage for outage in finding.record.outages if _is_breach(outage, finding)]
    points = [name for outage in failed for name in outage.points if not outage.resources]
    outages = [(outage, outage.resources or is_paid.among(outage.points, points)) for outage in failed]
    for name in sorted({name for _, names in outages for name in names}):
        yield name, _left(finding, [outage for outage, names in outages if name in names])
    without = [outage for outage, names in outages if not names]
    if without and _by_outage(finding):
        yield None, _left(finding, without)


def _named(late: Sequence[Late], finding: Finding, is_paid: Paid) -> Sequence[str]:
    """What late ones are about, in order; a record of everybody's may name what is others'."""
    names = sorted({name for each in late for name in each.resources})
    own = [name for name in names if is_paid(name)]
    return own if own and isinstance(finding.record, DutiesRecord) else names


def _of_copies(finding: Finding) -> tuple[str, ...]:
    """What a recovery, or copies, are of."""
    match finding.objective.indicator:
        case Recovery(of=what) | Snapshots(of=what) | Retention(of=what):
            return (what,)
        case _:
            return ()


def _recovered(finding: Finding, is_paid: Paid) -> Iterator[Affected]:
    """What a recovery, or copies, are of, where that has a fee of its own."""
    yield from ((name, finding) for name in _of_copies(finding) if is_paid(name))


def _services(finding: Finding) -> Iterator[Affected]:
    """Each service, with the late tickets that are about it where it is known which are."""
    late = _late(finding)
    for name in services_of(finding):
        own = [each for each in late if name in each.services or not each.services]
        yield name, _of_late(finding, own) if own and len(own) < len(late) else finding


def _of_late(finding: Finding, late: Sequence[Late]) -> Finding:
    """A finding with some of its late tickets, or other occasions, alone."""
    clocks = tuple(each for each in late if isinstance(each, ClockRecord))
    duties = tuple(each for each in late if isinstance(each, Duty))
    tickets = len({clock.ticket for clock in clocks}) + len(duties)
    match finding.record:
        case ClocksRecord() as record:
            finding = replace(finding, record=replace(record, clocks=clocks, breached=tickets))
        case DutiesRecord() as record:
            finding = replace(finding, record=replace(record, duties=duties, breached=tickets))
    by_unit = {BreachUnit.TICKET: tickets, BreachUnit.CLOCK: len(late)}
    return replace(finding, breaches=by_unit.get(finding.conventions.one_breach, finding.breaches))


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
