"""Objectives: a target for an indicator over a period, with the force of the words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from upheld.agreement.clock import MeanTime, TicketClock
from upheld.agreement.measure import Better, MeasureUnit
from upheld.agreement.objective import Availability, FigureTarget, Force, Indicator, Objective, share_of
from upheld.agreement.part_target import REGION
from upheld.agreement.statistic import RegionShare, Statistic
from upheld.chrono.recurrence import CalendarMonth, CalendarQuarter, CalendarYear, PromisedPeriod
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense
from upheld.language.kind import ListOf, Named, Phrase, Reference, Text, Written, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.availability import AVAILABILITY, EXCLUDING
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.clocks import CLOCKS
from upheld.language.terms.conduct import (
    CHANNEL_ENTITLEMENT,
    CLASSIFICATION,
    MAINTENANCE_CONDUCT,
    REPLY_CONTENT,
)
from upheld.language.terms.controls import CONTROL, COVERAGE
from upheld.language.terms.conventions import OWN_CONVENTIONS
from upheld.language.terms.figures import (
    Tracked,
    check_direction,
    check_share,
    check_unit,
)
from upheld.language.terms.governance import CHANGE_NOTICE, REPORTING, REVIEW
from upheld.language.terms.indicators import INDICATORS
from upheld.language.terms.matrices import Matrix, Times
from upheld.language.terms.measures import MEASURES
from upheld.language.terms.notifications import NOTIFICATION
from upheld.language.terms.part_targets import TargetOrTable, TargetTable
from upheld.language.terms.periods import PERIOD
from upheld.language.terms.recoveries import RECOVERY
from upheld.language.terms.snapshots import RETENTION, SNAPSHOTS
from upheld.language.terms.statistic_targets import check_statistic
from upheld.language.terms.statistics import STATISTICS
from upheld.language.terms.timing import TimedTerms, within
from upheld.quantity import Duration, Operator, Target, Unit
from upheld.quantity.phrase import tidy

FIGURES: tuple[Directive[Any], ...] = (AVAILABILITY, *STATISTICS, *INDICATORS, COVERAGE)
"""The kinds of objectives whose figure is held against a target."""
TIMED: tuple[Directive[Any], ...] = (*CLOCKS, NOTIFICATION, RECOVERY)
"""The kinds that promise something within a time; the figure is the share of cases in time."""
CASES: tuple[Directive[Any], ...] = (REPLY_CONTENT, CLASSIFICATION, MAINTENANCE_CONDUCT)
"""The kinds that promise how each case is handled; the figure is the share of cases handled so."""
DUTIES: tuple[Directive[Any], ...] = (
    SNAPSHOTS,
    RETENTION,
    CONTROL,
    CHANNEL_ENTITLEMENT,
    REVIEW,
    REPORTING,
    CHANGE_NOTICE,
)
"""The kinds that are kept or not, without a figure."""
KINDS: tuple[Directive[Any], ...] = (*FIGURES, *TIMED, *CASES, *DUTIES)
"""The kinds of objectives; one of them is the key that says what an objective is."""

_WITHIN: Directive[Times | None] = Directive(
    "within",
    Matrix(),
    "How long it may take: one time, or for tickets a matrix by priority and by whether they came in hours.",
    "{P1: < 1 h, P2: 4 business hours, any_other: tracked}",
    default=Otherwise(None, "at any time"),
    only_with=(*TIMED, REPORTING),
    needed_with=TIMED,
)


_TARGET: Directive[FigureTarget | Tracked | TargetTable | None] = Directive(
    "target",
    TargetOrTable(),
    "What the figure is held against; where it is about cases, such as tickets, the least share of them. "
    "An availability may be held against the downtime allowed in each period, such as `<= 43 min`. "
    "What is `tracked` is measured and reported, and nothing is promised about it. A figure of a measure may "
    "have a table of targets by region or another label, such as `{europe: < 30 ms, any_other: < 90 ms}`: "
    "each has a figure of its own, and all of them must be kept.",
    '">= 99.9 %"',
    default=Otherwise(None, "every case"),
    only_with=(*FIGURES, *TIMED, *CASES),
    needed_with=FIGURES,
)
_TARGET_BY: Directive[str] = Directive(
    "target_by",
    Phrase(tidy, "a label"),
    "The label of records that a table of targets goes by, such as `route`, or `distance` with ranges such "
    "as `<= 500 km`, of which the first counts that fits.",
    "distance",
    default=Otherwise(REGION, f"`{REGION}`"),
    only_with=(_TARGET,),
)
_PERIOD: Directive[PromisedPeriod] = Directive(
    "period",
    PERIOD,
    "The stretch of time that is judged as one. A calendar week begins on Monday, or on the day that is "
    "named (`calendar week from Sunday`); it is judged in the statement of the month in which it ends. A "
    "fiscal quarter or year begins in the month that is named, or on a day of it (`fiscal year from 6 "
    "April`); those of a contract begin with the day on which the accounts say that it was made, or on "
    "which the order begins, or else the agreement.",
    "calendar month",
    default=Open(
        Code.PERIOD_UNSTATED,
        "nothing says over which stretch of time the figure is taken",
        (
            Sense("calendar month", "each month by itself", CalendarMonth()),
            Sense("calendar quarter", "each quarter by itself", CalendarQuarter()),
            Sense("calendar year", "each year by itself", CalendarYear()),
        ),
        when=lambda fields: any(map(fields.has, FIGURES)),
    ),
)
_FORCE: Directive[Force] = Directive(
    "force",
    choice(Force),
    "What the words promise: the miss of a `guarantee` is a breach, that of a `target` is reported.",
    "target",
    default=Otherwise(Force.GUARANTEE, "`guarantee`"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that are promised this.",
    "[premium]",
    default=Otherwise((), "all of them"),
)


_SCOPE: Directive[tuple[str, ...]] = Directive(
    "services",
    ListOf(Reference("service", "the name of a service"), "the name of a service or a list of them"),
    "The services that are meant, where the promise is about what happens to them.",
    "[app]",
    default=Otherwise((), "all of them"),
)


_QUALIFIED_BY: Directive[tuple[str, ...]] = Directive(
    "qualified_by",
    ListOf(Text("words of the text"), "words of the text, or a list of them"),
    "Words of the text that weaken the promise; they are shown beside the verdict, and change nothing in it.",
    "[results may vary]",
    default=Otherwise((), "none"),
)


def _build(fields: Fields) -> Objective:
    indicator, excluding = _indicator(fields), fields[EXCLUDING]
    if isinstance(indicator, Availability) and excluding:
        indicator, excluding = _with_exclusions(indicator, fields), ()
    target = fields[_TARGET]
    if isinstance(target, TargetTable):
        indicator, target = _by_part(indicator, target, fields), EVERY_PART
    elif fields.has(_TARGET_BY):
        message = "one target holds for all, whatever their labels"
        remedy = "write a table under `target`, or delete `target_by`"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_TARGET_BY), message, remedy)
    if isinstance(target, Tracked) and any(map(fields.has, (*TIMED, *CASES))):
        message = "a share is tracked here, and each case is promised something"
        remedy = "write `within: tracked` where no time is promised, or the least share, or delete it"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_TARGET), message, remedy)
    if target is not None and isinstance(indicator, TicketClock):
        _check_few(indicator, fields)
    if isinstance(indicator, MeanTime):
        target = _target_of_mean(indicator, fields)
    elif isinstance(target, Target) and target is not EVERY_PART:
        _check_target(indicator, target, fields)
    return Objective(
        name=fields.name,
        indicator=indicator,
        target=target if isinstance(target, Target) else None,
        period=fields[_PERIOD],
        force=fields[_FORCE],
        plans=fields[_PLANS],
        services=fields[_SCOPE],
        excluding=excluding,
        qualified_by=fields[_QUALIFIED_BY],
        clause=fields[CLAUSE],
        conventions=fields[OWN_CONVENTIONS],
        place=fields.place,
    )


EVERY_PART: FigureTarget = Target(Operator.AT_LEAST, Fraction(1))
"""What a table of targets promises: that every one of them is kept."""


def _by_part(indicator: Indicator, table: TargetTable, fields: Fields) -> Indicator:
    """The indicator with a figure, and a target, for each part."""
    reader, node = fields.reader, fields.at(_TARGET)
    if not isinstance(indicator, Statistic):
        message = "only figures of measures have targets by a label"
        raise reader.refuse(
            Code.CONFLICTING_KEYS, node, message, "write one target, or an objective for each"
        )
    if indicator.regions is not None:
        message = "a table of targets already has a figure for each part, and all of them must be kept"
        raise reader.refuse(Code.CONFLICTING_KEYS, node, message, "delete `regions`, or write one target")
    for part in table.parts:
        if part.target is not None:
            _check_target(indicator, part.target, fields)
    names = tuple(part.name for part in table.parts)
    every = Target(Operator.AT_LEAST, Fraction(1))
    shares = RegionShare(share=every, among=names, by=fields[_TARGET_BY], parts=table.parts)
    return replace(indicator, regions=shares)


def _with_exclusions(availability: Availability, fields: Fields) -> Availability:
    """The availability with the exclusions that stand beside it."""
    if availability.excluding:
        message = "exclusions stand both beside the availability and within it"
        raise fields.reader.refuse(
            Code.CONFLICTING_KEYS, fields.at(EXCLUDING), message, "write them in one of the two places"
        )
    return replace(availability, excluding=fields[EXCLUDING])


def _indicator(fields: Fields) -> Indicator:
    kind = next((directive for directive in KINDS if fields.has(directive)), None)
    if kind is None:
        raise UnreadError("an objective of no kind")
    terms: Indicator | TimedTerms = fields[kind]
    if isinstance(terms, TimedTerms):
        return within(terms, fields[_WITHIN], fields.at(_WITHIN), fields.reader)
    return terms


def _target_of_mean(promise: MeanTime, fields: Fields) -> FigureTarget | None:
    """What a mean is held against: its time, or with several priorities that each keeps its own."""
    reader, cells = fields.reader, promise.clock.cells
    if fields.has(_TARGET):
        message = "a mean is promised, and `target` is a share of tickets"
        remedy = "delete `target`, or `figure: mean`"
        raise reader.refuse(Code.CONFLICTING_KEYS, fields.at(_TARGET), message, remedy)
    for cell in cells:
        if cell.outside is not None:
            message = "tickets from inside and from outside hours have one mean together"
            place, remedy = cell.outside.place, "write one time"
            reader.report_place(Code.CONFLICTING_KEYS, place, message, remedy)
        elif cell.inside.target.bound.unit in _NO_LENGTH:
            message = f"`{cell.inside.target.bound}` has no fixed length, and a mean of times has"
            remedy = "write it in hours or business hours"
            reader.report_place(Code.WRONG_UNIT, cell.inside.place, message, remedy)
            raise UnreadError("a mean of times without a fixed length")
    if len(cells) == 1 and not promise.clock.tracked:
        time = cells[0].inside.target
        return Target(time.operator, time.bound)
    return EVERY_PART if cells else None


_NO_LENGTH = frozenset(
    {Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.NEXT_BUSINESS_DAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR}
)


def _check_few(clock: TicketClock, fields: Fields) -> None:
    """Report a share that holds for no number of tickets, since so many may be late of however many."""
    if any(each.below is None for each in clock.may_be_late):
        message = "a share is promised, and beside it how many may be late, however many there are"
        remedy = (
            "say of how few so many may be late, such as `1 of fewer than 10 tickets`, or delete `target`"
        )
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_TARGET), message, remedy)


def _check_target(indicator: Indicator, target: FigureTarget, fields: Fields) -> None:
    node, reader = fields.at(_TARGET), fields.reader
    match indicator:
        case Statistic():
            measures = tuple(each.value for each in fields.outside(MEASURES))
            check_statistic(indicator, target, measures, node, reader)
        case Availability(has_downtime=False) if isinstance(target.bound, Duration):
            check_unit(target, MeasureUnit.SHARE, "what is promised of requests", node, reader)
        case Availability() if isinstance(target.bound, Duration):
            check_unit(target, MeasureUnit.DURATION, "the downtime allowed", node, reader)
            check_direction(target, Better.LOWER, "downtime", node, reader)
        case _:
            check_unit(target, MeasureUnit.SHARE, "what is promised here", node, reader)
            share = share_of(target)
            if share is not None:
                check_share(share, node, reader)


OBJECTIVES: Directive[tuple[Written[Objective], ...]] = Directive(
    "objectives",
    Named(
        "objective",
        Record(
            "objective",
            "One promise. The key that names its kind says what is measured.",
            (
                CLAUSE,
                *KINDS,
                _WITHIN,
                _TARGET,
                _TARGET_BY,
                _PERIOD,
                _FORCE,
                _PLANS,
                _SCOPE,
                EXCLUDING,
                _QUALIFIED_BY,
                OWN_CONVENTIONS,
            ),
            _build,
            one_of=KINDS,
        ),
    ),
    "The promises, by name.",
    '{uptime: {availability: app, target: ">= 99.9 %"}}',
)
"""What is promised."""
