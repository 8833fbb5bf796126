"""Termination rights held against a record of breaches: whether each has arisen, when, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement
from upheld.agreement.objective import Availability
from upheld.agreement.termination import (
    BreachAfterNotice,
    BreachesWithin,
    CappedMonths,
    ChronicOutage,
    ConsecutiveMonths,
    Counted,
    CountedBy,
    CountedOver,
    CreditsWithin,
    DowntimeWithin,
    ExercisedFrom,
    Ground,
    LongOutage,
    MonthsWithin,
    OutagesWithin,
    Penalty,
    TerminationRight,
)
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.period import CalendarMonth, period_containing
from upheld.chrono.zone import Zone
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import Length, Moment, NoData, Reason
from upheld.evaluation.statement import Outage
from upheld.evaluation.wording import listed, spoken_moment
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Notice
from upheld.quantity import Duration, Target, write_length, write_share
from upheld.settlement.breach_record import BreachRecord, DatedBreach
from upheld.settlement.breach_window import Together, may_stand_together, standing_together
from upheld.settlement.chronic_outage import (
    Track,
    chronic_in_words,
    completions,
    may_be_completed,
    may_have_lasted,
)
from upheld.settlement.credit_ground import (
    CreditedMonth,
    CreditGround,
    credit_ground_in_words,
    may_be_reached,
    reached,
)
from upheld.settlement.second_strike import Struck, second_strikes
from upheld.settlement.severity import (
    Severe,
    counted_in_all,
    is_severe,
    lasted_at,
    long_since,
    outage_of,
    severe_since,
)
from upheld.settlement.time_limit import Deadline, Since, Unlimited, deadline_in_words, is_over, time_limit

_FORMER = 3
"""So many times are named at which a right arose before."""


class RightState(Enum):
    """Whether there is a right to terminate."""

    ARISEN = "has arisen"
    LAPSED = "is over"
    UNKNOWN = "not known"
    NOT_ARISEN = "has not arisen"
    OTHER_PLAN = "not on this plan"
    PLAN_UNKNOWN = "depends on the plan, which is not given"
    AMBIGUOUS = "depends on how the text is read"


UNTOLD = NoData("it runs from the statement or report on the last of these, and no notice on record is one")


class Arising(Struct, frozen=True, kw_only=True):
    """A right arises, or arises anew: with the breach that completes its ground."""

    at: Instant
    proof: Together
    """As few breaches as make up the ground, in order of time."""
    exercise_by: Deadline
    more: tuple[Reason, ...] = ()
    """What shows it besides: a notice, or how long an outage was."""


class HeldRight(Struct, frozen=True, kw_only=True):
    """A termination right, and what the breaches known by `as_of` make of it."""

    right: TerminationRight
    state: RightState
    first: Arising | None = None
    latest: Arising | None = None
    """When it arose last; each breach that completes the ground again gives the right anew."""
    reason: Reason


def hold_right(
    right: TerminationRight,
    record: BreachRecord,
    plan: str | None,
    calendars: Calendars,
    as_of: Instant,
    notices: Sequence[Notice] | None = (),
    tracks: Sequence[Track] = (),
    months: Sequence[CreditedMonth] = (),
) -> HeldRight:
    """Hold a right against the breaches of several months.

    What lies before the record's first month plays no part. A month in doubt leaves the right unknown where
    breaches in it would give it. `notices` are `None` where the evidence has no table of them. `tracks` are
    the outages of the right's objectives, `months` what each month of a series was owed.
    """
    if right.plans and plan not in right.plans:
        state = RightState.PLAN_UNKNOWN if plan is None else RightState.OTHER_PLAN
        return HeldRight(right=right, state=state, reason=_reason(right, state, ()))
    if isinstance(right.ground, CreditsWithin | CappedMonths):
        return _by_credits(right, right.ground, record, calendars, as_of, months)
    ours = record.of(right.objectives or _by_figure(right.figure, calendars.agreement))
    severe = right.figure
    if severe is not None:
        zone = calendars.zone(calendars.agreement.time_zone)
        ours = ours.where(lambda each: is_severe(each, severe), lambda each: severe_since(each, severe, zone))
    whose = tuple(_apart(ours, right.counted_over))
    if isinstance(right.ground, OutagesWithin | DowntimeWithin):
        arisings = list(_chronic(right, right.ground, tracks, calendars))
    else:
        arisings = [each for own in whose for each in _arisings(right, own, calendars, as_of, notices)]
    if isinstance(right.ground, LongOutage) and severe is None:
        arisings += _long_all_the_same(right, right.ground.lasting, ours, tracks, calendars)
    if not arisings and isinstance(right.ground, OutagesWithin | DowntimeWithin):
        return _no_chronic_outage(right, right.ground, ours, tracks)
    if not arisings:
        return _not_arisen(right, whose, notices, tracks if severe is None else ())
    return _arisen(right, arisings, calendars, as_of)


def _by_figure(figure: Severe | None, agreement: Agreement) -> tuple[str, ...]:
    """The promises that a figure is one of where none is named: a share is one of availability, where any is.

    No other promise in per cent, such as reports that came, is meant by a month under 95 %.
    """
    if figure is None or isinstance(figure.bound, Duration):
        return ()
    return tuple(each.name for each in agreement.objectives if isinstance(each.indicator, Availability))


def _arisen(
    right: TerminationRight, arisings: Sequence[Arising], calendars: Calendars, as_of: Instant
) -> HeldRight:
    """A right that arose, once or more often."""
    in_order = sorted(arisings, key=lambda arising: arising.at)
    first, latest = in_order[0], in_order[-1]
    zone = calendars.zone(calendars.agreement.time_zone)
    shown = first if isinstance(latest.exercise_by, Unlimited) else latest
    earlier = zone.date(first.at) < zone.date(shown.at)
    once = f" (first on {zone.date(first.at)})" if earlier else ""
    state, when = RightState.ARISEN, f" on {zone.date(shown.at)}{once}{_for_members(in_order, zone)}"
    if is_over(latest.exercise_by, as_of):
        state, when = RightState.LAPSED, f"; it arose last on {zone.date(latest.at)}"
    former = tuple(_former(each, zone) for each in in_order if each.at < shown.at)[-_FORMER:]
    steps = (*_proof(shown, zone), *_terms(right, shown, zone), *former)
    reason = replace(_reason(right, state, steps, when), figure=Moment(shown.at))
    return HeldRight(right=right, state=state, first=first, latest=latest, reason=reason)


def _by_credits(
    right: TerminationRight,
    ground: CreditGround,
    record: BreachRecord,
    calendars: Calendars,
    as_of: Instant,
    months: Sequence[CreditedMonth],
) -> HeldRight:
    """Hold a right against what each month was owed."""
    arisings = [_arising_at(right, each.at, (), calendars, each.shown) for each in reached(ground, months)]
    if arisings:
        return _arisen(right, arisings, calendars, as_of)
    missing = [doubt.says for doubt in record.doubts if doubt.objective is None] if months else []
    doubts = [*missing, *may_be_reached(ground, months)]
    state = RightState.UNKNOWN if doubts else RightState.NOT_ARISEN
    steps = tuple(Reason(rule="termination.doubt", says=says) for says in doubts)
    return HeldRight(right=right, state=state, reason=_reason(right, state, steps))


def _apart(record: BreachRecord, counted_over: CountedOver) -> Iterator[BreachRecord]:
    """The record, parted into what may make up a ground together."""
    match counted_over:
        case CountedOver.ALL_TOGETHER:
            yield record
        case CountedOver.EACH_MEMBER:
            yield from record.by_member()
        case CountedOver.EACH_PROMISE:
            for name in record.objectives:
                yield from record.of((name,)).by_member()


def _former(arising: Arising, zone: Zone) -> Reason:
    """A time before at which the right arose, and until when that could be used."""
    until = deadline_in_words(arising.exercise_by, zone)
    return Reason(
        rule="termination.former",
        says=f"it had arisen before on {zone.date(arising.at)}, to be exercised {until}",
        figure=Moment(arising.at),
    )


def _arisings(
    right: TerminationRight,
    record: BreachRecord,
    calendars: Calendars,
    as_of: Instant,
    notices: Sequence[Notice] | None,
) -> Iterator[Arising]:
    """Each time that a right arises, or arises anew."""
    zone = calendars.zone(calendars.agreement.time_zone)
    match right.ground:
        case BreachAfterNotice() as ground:
            for struck in second_strikes(ground, record, notices or (), calendars, as_of):
                yield _arising(right, (struck.first, struck.second), calendars, (_noticed(struck, zone),))
        case LongOutage(lasting):
            yield from _long_outages(right, lasting, record, calendars)
        case ground:
            for proof in standing_together(ground, record):
                yield _arising(right, proof, calendars)


def _chronic(
    right: TerminationRight, ground: ChronicOutage, tracks: Sequence[Track], calendars: Calendars
) -> Iterator[Arising]:
    zone = calendars.zone(calendars.agreement.time_zone)
    for track in tracks:
        for completed in completions(ground, track, zone):
            yield _arising_at(right, completed.at, (), calendars, completed.shown)


def _no_chronic_outage(
    right: TerminationRight, ground: ChronicOutage, record: BreachRecord, tracks: Sequence[Track]
) -> HeldRight:
    doubts = [doubt.says for doubt in record.doubts if doubt.objective is None]
    for track in tracks:
        if may_be_completed(ground, track):
            doubts.append(f"of {track.subject}, {write_length(track.unknown)} are unknown")
    state = RightState.UNKNOWN if doubts else RightState.NOT_ARISEN
    steps = tuple(Reason(rule="termination.doubt", says=says) for says in doubts)
    return HeldRight(right=right, state=state, reason=_reason(right, state, steps))


def _long_outages(
    right: TerminationRight, lasting: Target[Duration], record: BreachRecord, calendars: Calendars
) -> Iterator[Arising]:
    """Each outage that lasts so long, once, in whichever periods it lies."""
    zone = calendars.zone(calendars.agreement.time_zone)
    known: set[tuple[str, str | None, Instant]] = set()
    for each in record.breaches:
        outage = outage_of(each, lasting)
        key = None if outage is None else (each.breach.objective, each.breach.member, outage.run.start)
        if outage is None or key is None or key in known:
            continue
        known.add(key)
        since = long_since(each, outage, lasting, zone)
        yield _arising(right, (since,), calendars, (_shown(outage, zone),))


def _long_all_the_same(
    right: TerminationRight,
    lasting: Target[Duration],
    record: BreachRecord,
    tracks: Sequence[Track],
    calendars: Calendars,
) -> Iterator[Arising]:
    """Each outage that lasts so long and breaks no promise: its month has kept its target."""
    zone = calendars.zone(calendars.agreement.time_zone)
    limit = lasting.map(lambda length: Micros(length.micros))
    known = {
        (each.breach.objective, each.breach.member, failure.began_at)
        for each in record.breaches
        for failure in each.breach.failures
    }
    for track in tracks:
        for outage, found in track.outages:
            key = (track.objective, track.member, outage.run.start)
            if key in known or not limit.kept_by(counted_in_all(outage)):
                continue
            known.add(key)
            at = lasted_at(outage, limit.bound, found)
            shown = _shown(outage, zone, f"{track.subject}: ")
            yield _arising_at(right, at, (), calendars, (shown,))


def _shown(outage: Outage, zone: Zone, of: str = "") -> Reason:
    counted = counted_in_all(outage)
    return Reason(
        rule="termination.outage",
        says=f"{of}an outage from {spoken_moment(outage.run.start, zone)} counts with "
        f"{write_length(counted)}",
        figure=Length(counted),
        evidence=outage.evidence,
        evidence_count=outage.evidence_count,
    )


def _noticed(struck: Struck, zone: Zone) -> Reason:
    return Reason(
        rule="termination.notified",
        says=f"notice {struck.notice.number}, {struck.notice.kind}, was given on {zone.date(struck.sent_at)}",
        figure=Moment(struck.sent_at),
        evidence=(struck.notice.identity,),
        evidence_count=1,
    )


def _for_members(arisings: Sequence[Arising], zone: Zone) -> str:
    """Whose breaches give the right, and when last, where members are judged by themselves."""
    last: dict[str, Arising] = {}
    for arising in arisings:
        members = {each.breach.member for each in arising.proof} - {None}
        if len(members) != 1:
            return ""
        (member,) = members
        last[str(member)] = arising
    if len(last) == 1:
        return f", for {next(iter(last))}"
    return ", for " + listed([f"{name} ({zone.date(each.at)})" for name, each in sorted(last.items())])


def _not_arisen(
    right: TerminationRight,
    whose: Sequence[BreachRecord],
    notices: Sequence[Notice] | None,
    tracks: Sequence[Track],
) -> HeldRight:
    """A right without its ground, as far as anybody knows."""
    ground = right.ground
    by_case = isinstance(ground, BreachesWithin) and ground.counted is Counted.CASES
    likely = [record for record in whose if may_stand_together(ground, record)]
    unheard = isinstance(ground, BreachAfterNotice) and notices is None
    unheard = unheard and any(len(record.breaches) > 1 for record in whose)
    lasting = [each for each in tracks if isinstance(ground, LongOutage) and may_have_lasted(ground, each)]
    state = RightState.UNKNOWN if likely or unheard or lasting else RightState.NOT_ARISEN
    known = [record.by_case if by_case else record for record in likely]
    said = dict.fromkeys(doubt.says for record in known for doubt in record.doubts)
    if not said:
        said = dict.fromkeys(
            f"of {each.subject}, {write_length(each.unknown)} are unknown" for each in lasting
        )
    doubts = tuple(Reason(rule="termination.doubt", says=says) for says in said)
    if unheard:
        says = f"no table `{Table.NOTICES.value}` in the evidence: nothing is known about notices"
        doubts = (*doubts, Reason(rule="termination.doubt", says=says))
    return HeldRight(right=right, state=state, reason=_reason(right, state, doubts))


def ground_in_words(ground: Ground) -> str:
    """The ground as a sentence says it."""
    match ground:
        case ConsecutiveMonths(count, of_quarters):
            noun = "quarter" if of_quarters else "month"
            return f"a {noun} with a breach" if count == 1 else f"{count} consecutive {noun}s with a breach"
        case MonthsWithin(at_least=count, months=months, of_quarters=of_quarters):
            noun = "quarter" if of_quarters else "month"
            several = f"{count} {noun}s with a breach or more among {months} {noun}s in a row"
            return several if months > 1 else f"one {noun} with a breach"
        case BreachesWithin(at_least=count, months=months, days=days, counted=counted):
            window = f"{days} days" if days else "a month" if months == 1 else f"{months} months"
            noun = counted.value.removesuffix("es" if counted.value.endswith("ches") else "s")
            return f"{f'a {noun}' if count == 1 else f'{count} {counted.value}'} or more within {window}"
        case BreachAfterNotice() | LongOutage():
            return _single_in_words(ground)
        case OutagesWithin() | DowntimeWithin():
            return chronic_in_words(ground)
        case credit_ground:
            return credit_ground_in_words(credit_ground)


def _single_in_words(ground: BreachAfterNotice | LongOutage) -> str:
    match ground:
        case BreachAfterNotice(within=within, notice=notice):
            return f"a breach within {within} of a {notice} after another"
        case LongOutage(lasting):
            return f"an outage of {lasting}"


def is_of_one_month(ground: Ground) -> bool:
    """Whether one month's statement is enough to show a ground."""
    match ground:
        case MonthsWithin(at_least=1, of_quarters=False) | LongOutage():
            return True
        case BreachesWithin(months=months, counted_by=counted_by):
            return months == 1 and counted_by is CountedBy.MONTHS
        case _:
            return False


def right_in_words(right: TerminationRight) -> str:
    """The ground of a right, with how bad it must be."""
    ground = ground_in_words(right.ground)
    if right.figure is None:
        return ground
    figure = _figure_in_words(right.figure)
    one = f"a {right.judged_over} with {figure}"
    return one if right.ground == _ONE_MONTH else f"{ground}, each with {figure}"


_ONE_MONTH = MonthsWithin(at_least=1, months=1)


def _figure_in_words(figure: Severe) -> str:
    match figure.bound:
        case Duration():
            return f"a downtime of {figure}"
        case Fraction() as share:
            return f"a figure of {figure.operator.value} {write_share(share)}"


def _arising(
    right: TerminationRight, proof: Together, calendars: Calendars, more: tuple[Reason, ...] = ()
) -> Arising:
    return _arising_at(right, max(each.at for each in proof), proof, calendars, more)


def _arising_at(
    right: TerminationRight, at: Instant, proof: Together, calendars: Calendars, more: tuple[Reason, ...]
) -> Arising:
    since = Since(at)
    within = right.exercised_within
    if right.exercised_from is ExercisedFrom.END_OF_MONTH:
        zone = calendars.zone(calendars.agreement.time_zone)
        since = Since(period_containing(CalendarMonth(), at, zone).interval.end, is_end_of_period=True)
    elif right.exercised_from is ExercisedFrom.END_OF_PERIOD and proof:
        since = Since(proof[-1].breach.period.interval.end, is_end_of_period=True)
    elif right.exercised_from is ExercisedFrom.STATEMENT and within is not None:
        told = proof[-1].told_at if proof else None
        if told is None:
            return Arising(at=at, proof=proof, exercise_by=UNTOLD, more=more)
        since = Since(told)
    until = Unlimited() if within is None else time_limit(within, since, calendars)
    return Arising(at=at, proof=proof, exercise_by=until, more=more)


def _reason(
    right: TerminationRight, state: RightState, because: tuple[Reason, ...], when: str = ""
) -> Reason:
    of = f" of {listed(right.objectives)}" if right.objectives else ""
    ground = right.ground
    windowed = isinstance(ground, BreachesWithin) and ground.months > 1
    by = f", counted by {ground.counted_by.value}" if isinstance(ground, BreachesWithin) and windowed else ""
    return Reason(
        rule="termination.right",
        says=f"a right to terminate after {right_in_words(right)}{of}{by}: {state.value}{when}",
        clause=right.clause,
        because=because,
    )


def _proof(arising: Arising, zone: Zone) -> Iterator[Reason]:
    for each in arising.proof:
        yield _step(each, zone)
    yield from arising.more


def _step(each: DatedBreach, zone: Zone) -> Reason:
    breach = each.breach
    since = "" if each.counts_from is None else f"; on {each.day} {each.since_then}"
    return Reason(
        rule="termination.breach",
        says=f"{breach.subject} was breached on {zone.date(breach.at)}: {breach.what}{since}",
        figure=Moment(each.at),
        clause=breach.clause,
        evidence=breach.evidence,
        evidence_count=len(breach.evidence),
    )


def _terms(right: TerminationRight, latest: Arising, zone: Zone) -> Iterator[Reason]:
    """On which terms it is exercised."""
    if not isinstance(latest.exercise_by, Unlimited):
        says = f"to be exercised {deadline_in_words(latest.exercise_by, zone)}"
        figure = latest.exercise_by if isinstance(latest.exercise_by, Moment) else None
        yield Reason(rule="termination.exercise", says=says, figure=figure, clause=right.clause)
    if right.notice is not None:
        says = f"notice is to be given {right.notice} before it takes effect"
        yield Reason(rule="termination.notice", says=says, clause=right.clause)
    if right.penalty is not None:
        free = right.penalty is Penalty.NONE
        says = "leaving costs nothing" if free else "leaving early costs what the contract says"
        yield Reason(rule="termination.penalty", says=says, clause=right.clause)
