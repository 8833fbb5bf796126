"""Lateness as breaches: tickets and duties one by one, or all of a period's together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import Cases
from upheld.agreement.convention import BreachUnit
from upheld.chrono.instant import LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.evaluation.clocks.standard import Standard, standard_of
from upheld.evaluation.reason import Moment, NoData
from upheld.evaluation.statement import (
    AvailabilityRecord,
    ClockRecord,
    ClocksRecord,
    ClockState,
    DutiesRecord,
    Duty,
    Finding,
)
from upheld.settlement.breach import Failure
from upheld.settlement.downtime_breach import Broken
from upheld.settlement.late_case import late_clocks

LateT = TypeVar("LateT", ClockRecord, Duty)

TICKET = "ticket:"
"""What the natural keys of tickets begin with, and no number of an incident."""
_OPEN_TO_DOUBT = ClockState.INDETERMINATE


class _Late(Struct, frozen=True):
    """Something that was late or wanting, and the ticket or occasion it belongs to."""

    belongs_to: str
    state: ClockState
    failure: Failure


def broken_by_lateness(
    finding: Finding, record: ClocksRecord | DutiesRecord, judged_to: Instant
) -> list[Broken]:
    """Give the breaches of a missed clock or duty, by the unit declared, in order of time.

    What the evidence leaves open is among them where the rule for missing data made a breach of it.
    """
    late = sorted(_late(record), key=lambda each: each.failure.began_at)
    groups = _groups(late, _unit(record, finding.conventions.one_breach))
    certain = [group for group in groups if any(each.state is ClockState.BREACHED for each in group)]
    if finding.conventions.one_breach not in (BreachUnit.TICKET, BreachUnit.CLOCK):
        return [_together(finding, record, certain or groups, judged_to)] if groups else []
    chosen = certain if finding.breaches <= len(certain) else groups
    return [(failures[0].began_at, failures) for failures in map(_failures, chosen)]


def late_cases(finding: Finding) -> tuple[tuple[Failure, ...], int]:
    """Give the tickets or occasions that were late for certain, each once, and how many more may be."""
    record = finding.record
    if not isinstance(record, ClocksRecord | DutiesRecord):
        return (), 0
    late = sorted(_late(record), key=lambda each: each.failure.began_at)
    groups = _groups(late, _unit(record, BreachUnit.TICKET))
    certain = [group for group in groups if any(each.state is ClockState.BREACHED for each in group)]
    return tuple(_failures(group)[0] for group in certain), len(groups) - len(certain)


def late_tickets(finding: Finding) -> dict[Interval, frozenset[str]]:
    """Give the tickets that were late for certain, by when they were, and the incidents they are about.

    Of notices of incidents those of which somebody was told late, and of outages those that name them.
    """
    found: dict[Interval, set[str]] = {}
    match finding.record:
        case ClocksRecord(clocks=clocks):
            for clock in late_clocks(clocks, ClockState.BREACHED):
                known = found.setdefault(time_of(_of_clock(clock)), set())
                known.add(_ticket(clock))
                known.update(_incident(clock))
        case DutiesRecord(duties=duties):
            for duty in duties:
                if duty.state is ClockState.BREACHED and duty.incident:
                    found.setdefault(time_of(_of_duty(duty)), set()).update(_incident(duty))
        case AvailabilityRecord(outages=outages):
            for outage in outages:
                for time in (outage.interval, outage.run) if outage.incidents else ():
                    found.setdefault(time, set()).update(map(_numbered, outage.incidents))
        case _:
            pass
    return {time: frozenset(tickets) for time, tickets in found.items()}


def time_of(failure: Failure) -> Interval:
    """Give the time from which a failure was one until it ended, or without end; it is never empty."""
    ended = failure.ended_at.value if isinstance(failure.ended_at, Moment) else LATEST
    return Interval(failure.began_at, max(ended, Instant(failure.began_at + 1)))


def _unit(record: ClocksRecord | DutiesRecord, declared: BreachUnit) -> BreachUnit:
    """What is counted: each reply by itself, where a share of replies is promised."""
    by_reply = isinstance(record, ClocksRecord) and record.cases is Cases.REPLIES
    return BreachUnit.CLOCK if by_reply else declared


def _groups(late: Iterable[_Late], unit: BreachUnit) -> list[list[_Late]]:
    """What is late, by ticket where a ticket is one breach, otherwise one by one."""
    if unit is BreachUnit.CLOCK:
        return [[each] for each in late]
    by_ticket: dict[str, list[_Late]] = {}
    for each in late:
        by_ticket.setdefault(each.belongs_to, []).append(each)
    return list(by_ticket.values())


def _failures(group: Iterable[_Late]) -> tuple[Failure, ...]:
    """The failures of a group: those that are certain, where there are any."""
    late = list(group)
    certain = [each for each in late if each.state is ClockState.BREACHED]
    return tuple(each.failure for each in certain or late)


def _together(
    finding: Finding,
    record: ClocksRecord | DutiesRecord,
    groups: Sequence[Sequence[_Late]],
    judged_to: Instant,
) -> Broken:
    """All as one breach: the first breaks a promise of all; a share is known once the period is over."""
    failures = tuple(failure for group in groups for failure in _failures(group))
    firsts = [_failures(group)[0].began_at for group in groups]
    standard = standard_of(finding.objective)
    if standard == Standard():
        return firsts[0], failures
    total = record.kept + record.breached + record.running + record.indeterminate
    for number, at in enumerate(firsts, start=1):
        if not standard.kept_by(total - number, total):
            return max(at, Instant(judged_to - 1)), failures
    return Instant(judged_to - 1), failures


def _late(record: ClocksRecord | DutiesRecord) -> Iterator[_Late]:
    match record:
        case ClocksRecord(clocks=clocks):
            wanted = late_clocks(clocks, ClockState.BREACHED, _OPEN_TO_DOUBT)
            yield from (_Late(_ticket(each), each.state, _of_clock(each)) for each in wanted)
        case DutiesRecord(duties=duties):
            for number, each in enumerate(duties):
                if each.state in (ClockState.BREACHED, _OPEN_TO_DOUBT):
                    yield _Late(str(number), each.state, _of_duty(each))


def with_late_alone(
    record: ClocksRecord | DutiesRecord, failures: Mapping[Failure, Collection[str] | None]
) -> ClocksRecord | DutiesRecord:
    """A record of which only those late cases are left that failed so, for some resources or for all."""
    if isinstance(record, ClocksRecord):
        late = late_clocks(record.clocks, ClockState.BREACHED)
        clocks = (_for(each, failures[failure]) for each in late if (failure := _of_clock(each)) in failures)
        return replace(record, clocks=tuple(clocks))
    missed = (each for each in record.duties if each.state is ClockState.BREACHED)
    duties = (_for(each, failures[failure]) for each in missed if (failure := _of_duty(each)) in failures)
    return replace(record, duties=tuple(duties))


def _for(late: LateT, names: Collection[str] | None) -> LateT:
    """What was late, for some of its resources alone."""
    if names is None:
        return late
    return replace(late, resources=tuple(name for name in late.resources if name in names))


def _ticket(clock: ClockRecord) -> str:
    """The ticket of a clock, with its source: two systems may number alike."""
    return clock.evidence[0].rsplit("/", 2)[0] if clock.evidence else clock.ticket


def _incident(late: ClockRecord | Duty) -> tuple[str, ...]:
    """The incident it is about, named as no ticket is."""
    return (_numbered(late.incident),) if late.incident else ()


def _numbered(incident: str) -> str:
    return f"incident/{incident}"


def _of_clock(clock: ClockRecord) -> Failure:
    at = clock.last_compliant if clock.breached_at is None else clock.breached_at
    ended = NoData(f"ticket {clock.ticket} still waits")
    return Failure(
        what=f"ticket {clock.ticket}",
        began_at=at,
        ended_at=ended if clock.stopped_at is None else Moment(max(at, clock.stopped_at)),
        evidence=clock.evidence,
        resources=clock.resources,
        ticket=_ticket(clock),
        incidents=(clock.incident,) if clock.incident else (),
    )


def _of_duty(duty: Duty) -> Failure:
    """A duty fails when it was broken; else when it could last be done, or else when its occasion began."""
    at = duty.began_at if duty.due is None else duty.due
    at = at if duty.breached_at is None else duty.breached_at
    ended = NoData("it was not done")
    return Failure(
        what=duty.what,
        began_at=at,
        ended_at=ended if duty.done_at is None else Moment(max(at, duty.done_at)),
        evidence=duty.evidence,
        resources=duty.resources,
        incidents=(duty.incident,) if duty.incident else (),
    )
