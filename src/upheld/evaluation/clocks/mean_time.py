"""Mean times held against the evidence: the mean of what the tickets of a period took, by priority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import Cell, MeanTime, TicketClock
from upheld.agreement.convention import MissingData
from upheld.agreement.objective import Force
from upheld.chrono.instant import format_instant
from upheld.evaluation.clocks.caseload import unknown_tickets
from upheld.evaluation.clocks.cells import choice_in
from upheld.evaluation.clocks.docket import Docket, docket_of
from upheld.evaluation.clocks.tracked import tracked_reasons
from upheld.evaluation.clocks.words import promised
from upheld.evaluation.exclusions.reasons import exclusion_reasons
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Count, Figure, Length, Measured, NoData, Reason, Share
from upheld.evaluation.statement import ClockRecord, ClockState, Finding, Part, StatisticRecord, Verdict
from upheld.evaluation.wording import counted
from upheld.evidence.measurement import Scale
from upheld.quantity import Target
from upheld.quantity.measured import measured

_SHOWN = 20
"""So many tickets are named in the reasons and gaps of a finding."""
_UNKNOWN_END = NoData("tickets still run or are in doubt, so nothing bounds it")
_NO_MEASURE = NoData("tickets are no records of a measure")


class _Mean(Struct, frozen=True, kw_only=True):
    """The times of the tickets in one cell of the matrix."""

    name: str
    target: Target[Fraction]
    says: str
    """The target in words."""
    known: tuple[ClockRecord, ...]
    """Those that are over, and whose time is certain."""
    running: tuple[ClockRecord, ...]
    doubtful: tuple[ClockRecord, ...]
    is_enough: bool
    """Whether there are as many as a period must have to be judged."""

    @property
    def number(self) -> int:
        """How many tickets there are."""
        return len(self.known) + len(self.running) + len(self.doubtful)

    @property
    def figure(self) -> Fraction | NoData:
        """The mean of the known times."""
        whole = Fraction(sum(each.elapsed for each in self.known))
        return whole / len(self.known) if self.known else NoData("no ticket is over yet")

    @property
    def lowest(self) -> Fraction:
        """The least that the mean can come to: all that run end at once, and doubtful ones took no time."""
        return Fraction(sum(each.elapsed for each in (*self.known, *self.running)), self.number)

    def verdict(self) -> Verdict:
        """Missed if even the least mean is; kept only once every time is known."""
        if not self.is_enough:
            return Verdict.NOT_APPLICABLE
        if not self.target.kept_by(self.lowest):
            return Verdict.MISSED
        return Verdict.INDETERMINATE if self.running or self.doubtful else Verdict.MET


def judge_mean_time(hearing: Hearing, promise: MeanTime) -> Finding:
    """Judge the mean of the times that tickets took, each priority by itself: all of them must be kept.

    Tickets that still run are taken as long as they have run, and never less; a missed guarantee is one
    breach once the period is over. NOT APPLICABLE without tickets, TRACKED where no time is promised.
    """
    gap, clock, objective = unknown_tickets(hearing.evidence), promise.clock, hearing.objective
    heard = replace(hearing, evidence=replace(hearing.evidence, tickets=())) if gap else hearing
    docket = docket_of(heard, clock)
    rule = objective.conventions.missing_data
    means = [_decided(each, rule) for each in _means(promise, docket)]
    nameless = tuple(_nameless(promise, docket))
    verdict = _verdict(clock, means, [*docket.strays, *nameless], gap)
    is_over = hearing.as_of >= hearing.period.interval.end
    figure = _figure(means, promise, gap)
    breached = verdict is Verdict.MISSED and objective.force is Force.GUARANTEE and is_over
    return Finding(
        objective=objective,
        period=hearing.period,
        interval=hearing.interval,
        verdict=verdict,
        is_final=is_over and not any(each.running for each in means),
        figure=figure,
        breaches=1 if breached else 0,
        record=_record(means, promise, figure, docket),
        reason=_reason(means, figure, hearing, docket, gap, nameless),
        conventions=objective.conventions,
        gaps=tuple(_gaps(means, docket, hearing, gap, nameless)) if verdict is Verdict.INDETERMINATE else (),
    )


def _means(promise: MeanTime, docket: Docket) -> Iterator[_Mean]:
    """The means of all cells that have tickets, in the order of the matrix; of each resource by itself."""
    clock = promise.clock
    by_cell: dict[tuple[str, str], list[ClockRecord]] = {}
    for each in docket.clocks:
        for resource in each.resources if promise.of_each else ("",):
            by_cell.setdefault((resource, each.cell), []).append(each)
    for resource in sorted({resource for resource, _ in by_cell}):
        for cell in clock.cells:
            name = choice_in(cell, is_inside=True).cell
            if (resource, name) in by_cell:
                told = f"{resource}, {name}" if len(clock.cells) > 1 else resource
                yield _mean(cell, told if resource else name, by_cell[resource, name], clock.at_least)


def _nameless(promise: MeanTime, docket: Docket) -> Iterator[str]:
    """Tickets of which nobody can say in whose mean they are."""
    if promise.of_each:
        for each in docket.clocks:
            if not each.resources:
                yield f"ticket {each.ticket} names no {promise.of_each}: it may be of any"


def _mean(cell: Cell, name: str, clocks: Sequence[ClockRecord], at_least: int) -> _Mean:
    target = cell.inside.target
    doubtful = tuple(each for each in clocks if each.state is ClockState.INDETERMINATE)
    certain = [each for each in clocks if each.state is not ClockState.INDETERMINATE]
    return _Mean(
        name=name,
        target=target.map(lambda bound: Fraction(bound.micros)),
        says=promised(target),
        known=tuple(each for each in certain if each.stopped_at is not None),
        running=tuple(each for each in certain if each.stopped_at is None),
        doubtful=doubtful,
        is_enough=len(clocks) >= at_least,
    )


def _decided(mean: _Mean, rule: MissingData) -> _Mean:
    """The mean without doubtful tickets, where the agreement leaves out what the evidence does."""
    if rule is MissingData.LEFT_OUT and mean.known and mean.verdict() is Verdict.INDETERMINATE:
        return replace(mean, doubtful=())
    return mean


def _verdict(clock: TicketClock, means: Sequence[_Mean], strays: Sequence[object], gap: str) -> Verdict:
    if not clock.cells:
        return Verdict.TRACKED
    verdicts = {each.verdict() for each in means}
    if Verdict.MISSED in verdicts:
        return Verdict.MISSED
    if gap or strays or Verdict.INDETERMINATE in verdicts:
        return Verdict.INDETERMINATE
    return Verdict.MET if Verdict.MET in verdicts else Verdict.NOT_APPLICABLE


def _figure(means: Sequence[_Mean], promise: MeanTime, gap: str) -> Figure:
    """The mean, or with several priorities or resources the share of them that keep theirs."""
    if len(means) == 1 and not promise.of_each:
        return _measured(means[0].figure)
    decided = [each.verdict() for each in means if each.verdict() in (Verdict.MET, Verdict.MISSED)]
    if decided:
        return Share(Fraction(decided.count(Verdict.MET), len(decided)))
    return NoData(gap or (f"no {promise.of_each or 'priority'} is decided yet" if means else "no ticket"))


def _measured(value: Fraction | NoData) -> Figure:
    return value if isinstance(value, NoData) else Measured(value, Scale.MICROSECONDS)


def _record(means: Sequence[_Mean], promise: MeanTime, figure: Figure, docket: Docket) -> StatisticRecord:
    parts = tuple(
        Part(
            name=each.name,
            figure=_measured(each.figure),
            lowest=_measured(each.lowest),
            highest=_highest(each),
            values=each.number,
            verdict=each.verdict(),
        )
        for each in means
    )
    only = parts[0] if len(parts) == 1 and not promise.of_each else None
    return StatisticRecord(
        scale=Scale.MICROSECONDS if only else Scale.MILLIONTHS,
        values=sum(each.number for each in means),
        figure=figure,
        lowest=only.lowest if only else figure,
        highest=only.highest if only else figure,
        coverage=_NO_MEASURE,
        left_out=tuple(docket.left_out.items()),
        parts=() if only else parts,
    )


def _highest(mean: _Mean) -> Figure:
    return _UNKNOWN_END if mean.running or mean.doubtful else _measured(mean.figure)


def _reason(
    means: Sequence[_Mean],
    figure: Figure,
    hearing: Hearing,
    docket: Docket,
    gap: str,
    nameless: Sequence[str],
) -> Reason:
    clocks = docket.clocks
    return Reason(
        rule="clocks.mean",
        says=gap or "; ".join(map(_in_words, means)) or "no ticket",
        figure=figure,
        clause=hearing.objective.clause,
        evidence=tuple(clocks.opening(index) for index in range(min(len(clocks), _SHOWN))),
        evidence_count=len(clocks),
        because=(
            *(
                Reason(rule="clocks.left_out", says=f"left out: {why}", figure=Count(count, "tickets"))
                for why, count in docket.left_out.items()
            ),
            *(Reason(rule="clocks.stray", says=stray.says) for stray in docket.strays[:_SHOWN]),
            *(Reason(rule="clocks.stray", says=says) for says in nameless[:_SHOWN]),
            *exclusion_reasons(hearing, docket.exclusions),
            *tracked_reasons(docket.tracked),
            *map(_of_one, means),
        ),
    )


def _in_words(mean: _Mean) -> str:
    """Say what a mean came to, such as `the mean of 3 tickets of P1 is 3 h; promised within 4 h`."""
    who = "" if mean.name == "every priority" else f" of {mean.name}"
    tickets = f"{counted(mean.number, 'ticket')}{who}"
    if not mean.is_enough:
        return f"{tickets}: too few to be judged"
    open_ = bool(mean.running or mean.doubtful)
    figure = f"at least {_spoken(mean.lowest)}" if open_ else _spoken(mean.lowest)
    return f"the mean of {tickets} is {figure}; promised {mean.says}"


def _spoken(value: Fraction) -> str:
    return measured(value, Scale.MICROSECONDS.value)


def _of_one(mean: _Mean) -> Reason:
    """A mean with what each ticket took, the longest first."""
    clocks = sorted((*mean.known, *mean.running, *mean.doubtful), key=lambda each: -each.elapsed)
    whole = sum(each.elapsed for each in (*mean.known, *mean.running))
    says = f"{mean.name}: {_spoken(Fraction(whole))} in all / {mean.number} = {_spoken(mean.lowest)}"
    return Reason(
        rule="clocks.mean_of",
        says=says + (", at least" if mean.running or mean.doubtful else ""),
        figure=Measured(mean.lowest, Scale.MICROSECONDS),
        because=tuple(map(_of_ticket, clocks[:_SHOWN])),
    )


def _of_ticket(clock: ClockRecord) -> Reason:
    state = ""
    if clock.state is ClockState.INDETERMINATE:
        state = ", which is in doubt"
    elif clock.stopped_at is None:
        state = ", and it still runs"
    return Reason(
        rule="clock.time",
        says=f"ticket {clock.ticket}{state}",
        figure=Length(clock.elapsed, clock.basis),
        evidence=clock.evidence,
        evidence_count=len(clock.evidence),
    )


def _gaps(
    means: Sequence[_Mean], docket: Docket, hearing: Hearing, gap: str, nameless: Sequence[str]
) -> Iterator[str]:
    if gap:
        yield gap
    yield from (stray.says for stray in docket.strays[:_SHOWN])
    yield from nameless[:_SHOWN]
    for mean in means:
        for each in mean.running[:_SHOWN]:
            yield f"ticket {each.ticket} still ran at {format_instant(hearing.as_of)}: judge again later"
        for each in mean.doubtful[:_SHOWN]:
            yield f"ticket {each.ticket} is in doubt" if each.reason is None else each.reason.says
