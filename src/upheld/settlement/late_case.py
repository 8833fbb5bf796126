"""Late cases: tickets and occasions that took longer than was promised, each with its time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from msgspec import Struct

from upheld.agreement.credit_rule import BeyondFirst, Credited, CreditedDowntime
from upheld.chrono.instant import LATEST, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.clocks.clock_table import ClockTable
from upheld.evaluation.statement import (
    ClockRecord,
    ClocksRecord,
    ClockState,
    DutiesRecord,
    Duty,
    Finding,
    Record,
)


class LateCase(Struct, frozen=True, kw_only=True):
    """A ticket, or another occasion, that was late for certain."""

    what: str
    interval: Interval
    """From the instant at which it could no longer be in time until it was done, as far as is known."""
    due: Instant
    """When it was due: at a close of the hours its clock runs on, where it is one."""
    spent: Micros
    """The time it took, counted as promised."""
    over: Micros
    """How much of it is more than was promised; nothing where it took no longer, and is late all the same."""
    is_over: bool
    """Whether it was done; otherwise it takes longer yet."""
    evidence: tuple[str, ...]
    priority: str | None = None

    def credited(self, credited: Credited) -> Micros:
        """How much of its time a credit is reckoned on."""
        if isinstance(credited, BeyondFirst):
            return Micros(max(self.spent - credited.first.micros, 0))
        return self.over if credited is CreditedDowntime.BEYOND_TARGET else self.spent


def late_clocks(clocks: Sequence[ClockRecord], *states: ClockState) -> Iterator[ClockRecord]:
    """The clocks of some states; of a table, no record is made of the many others."""
    if isinstance(clocks, ClockTable):
        return (clocks[number] for number in clocks.in_states(*states))
    return (each for each in clocks if each.state in states)


def late_cases_of(finding: Finding) -> tuple[LateCase, ...]:
    """The cases of a finding that were late for certain, in order of time; none of one that times nothing."""
    return _late_cases(finding.record)


def _late_cases(record: Record) -> tuple[LateCase, ...]:
    match record:
        case ClocksRecord(clocks=clocks):
            found = [_of_clock(each) for each in late_clocks(clocks, ClockState.BREACHED)]
        case DutiesRecord(duties=duties):
            late = (each for each in duties if each.state is ClockState.BREACHED)
            found = [_of_duty(each) for each in late]
        case _:
            found = []
    return tuple(sorted(found, key=lambda each: (each.interval.start, each.what)))


def sign_of_late(record: ClocksRecord | DutiesRecord) -> Hashable:
    """What tells the late cases of two records apart; of a table, without a record of each."""
    if isinstance(record, ClocksRecord) and isinstance(record.clocks, ClockTable):
        late = record.clocks.in_states(ClockState.BREACHED)
        return tuple(late), record.clocks.remaining[late].tobytes()
    return _late_cases(record)


def times_cases(finding: Finding) -> bool:
    """Whether a finding is about tickets or occasions that are timed."""
    return isinstance(finding.record, ClocksRecord | DutiesRecord)


def lasts(finding: Finding) -> bool:
    """Whether one of its late cases is not over, so that it takes longer yet."""
    return any(not each.is_over for each in late_cases_of(finding))


def _of_clock(clock: ClockRecord) -> LateCase:
    began = clock.last_compliant if clock.breached_at is None else clock.breached_at
    return LateCase(
        what=f"ticket {clock.ticket}",
        interval=_from(began, clock.stopped_at),
        due=min(clock.due, began),
        spent=clock.elapsed,
        over=Micros(max(-clock.remaining, 0)),
        is_over=clock.stopped_at is not None,
        evidence=clock.evidence,
        priority=clock.priority,
    )


def _of_duty(duty: Duty) -> LateCase:
    if duty.late is not None and duty.over is not None:
        # What was late in an earlier period is of that one.
        is_new = duty.due == duty.late.start and duty.length is not None
        return LateCase(
            what=duty.what,
            interval=duty.late,
            due=duty.late.start,
            spent=duty.length.value if is_new and duty.length is not None else duty.over,
            over=duty.over,
            is_over=duty.late.end != LATEST,
            evidence=duty.evidence,
        )
    began = next(at for at in (duty.breached_at, duty.due, duty.began_at) if at is not None)
    return LateCase(
        what=duty.what,
        interval=_from(began, duty.done_at),
        due=min(each for each in (duty.closes, duty.due, began) if each is not None),
        spent=Micros(0) if duty.length is None else duty.length.value,
        over=Micros(0) if duty.over is None else duty.over,
        is_over=duty.done_at is not None,
        evidence=duty.evidence,
    )


def _from(began: Instant, done: Instant | None) -> Interval:
    return Interval(began, LATEST if done is None else max(done, Instant(began + 1)))
