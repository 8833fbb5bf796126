"""Objectives: a target for an indicator over a period, with the force of the words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from upheld.agreement.measure import MeasureUnit
from upheld.agreement.objective import (
    Availability,
    Cell,
    FigureTarget,
    Force,
    Indicator,
    Objective,
    RunsOn,
    TicketClock,
    share_of,
)
from upheld.agreement.statistic import Statistic
from upheld.chrono.recurrence import CalendarMonth, CalendarQuarter, CalendarYear, PeriodRule
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense
from upheld.language.kind import ListOf, Named, Phrase, Reference, Written, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.conventions import OWN_CONVENTIONS
from upheld.language.terms.figures import Tracked, check_share, check_unit, parse_figure_target
from upheld.language.terms.indicators import AVAILABILITY, CLOCKS, EXCLUDING, ClockTerms
from upheld.language.terms.matrices import Matrix
from upheld.language.terms.measures import MEASURES
from upheld.language.terms.periods import PERIOD
from upheld.language.terms.statistics import STATISTICS, check_statistic
from upheld.quantity import Target

FIGURES: tuple[Directive[Any], ...] = (AVAILABILITY, *STATISTICS)
"""The kinds of objectives whose figure is held against a target."""
KINDS: tuple[Directive[Any], ...] = (*FIGURES, *CLOCKS)
"""The kinds of objectives; one of them is the key that says what an objective is."""

_WITHIN: Directive[tuple[Cell, ...]] = Directive(
    "within",
    Matrix(),
    "How long a ticket may wait: one time, or a matrix by priority and by whether it came inside hours.",
    "{P1: < 1 h, P2: 4 business hours, any_other: 2 business days}",
    only_with=CLOCKS,
)


_TARGET: Directive[FigureTarget | Tracked | None] = Directive(
    "target",
    Phrase(
        parse_figure_target,
        'a figure with its comparison (`">= 99.9 %"`, `< 600 ms`, `">= 100 Mbps"`, `< 0.1`), or `tracked`',
    ),
    "What the figure is held against; for tickets, the least share that is in time. What is `tracked` is "
    "measured and reported, and nothing is promised about it.",
    '">= 99.9 %"',
    default=Otherwise(None, "every ticket in time"),
    needed_with=FIGURES,
)
_PERIOD: Directive[PeriodRule] = Directive(
    "period",
    PERIOD,
    "The stretch of time that is judged as one.",
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


def _build(fields: Fields) -> Objective:
    indicator, excluding = _indicator(fields), fields[EXCLUDING]
    if isinstance(indicator, Availability) and excluding:
        indicator, excluding = _with_exclusions(indicator, fields), ()
    target = fields[_TARGET]
    if isinstance(target, Target):
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
        clause=fields[CLAUSE],
        conventions=fields[OWN_CONVENTIONS],
        place=fields.place,
    )


def _with_exclusions(availability: Availability, fields: Fields) -> Availability:
    """The availability with the exclusions that stand beside it."""
    if availability.excluding:
        message = "exclusions stand both beside the availability and within it"
        raise fields.reader.refuse(
            Code.CONFLICTING_KEYS, fields.at(EXCLUDING), message, "write them in one of the two places"
        )
    return replace(availability, excluding=fields[EXCLUDING])


def _indicator(fields: Fields) -> Indicator:
    if fields.has(AVAILABILITY):
        return fields[AVAILABILITY]
    for statistic in STATISTICS:
        if fields.has(statistic):
            return fields[statistic]
    written = [directive for directive in CLOCKS if fields.has(directive)]
    if not written:
        raise UnreadError("an objective of no kind")
    terms, cells = fields[written[0]], fields[_WITHIN]
    _check_hours(terms, cells, fields)
    return TicketClock(
        kind=terms.kind,
        cells=_of_priority(terms, cells, fields),
        hours=terms.hours,
        business_days=terms.business_days,
        until=terms.until,
        channels=terms.channels,
    )


def _of_priority(terms: ClockTerms, cells: tuple[Cell, ...], fields: Fields) -> tuple[Cell, ...]:
    """The cells, given the one priority that the clock names."""
    if terms.priority is None:
        return cells
    if len(cells) > 1 or cells[0].priority is not None:
        message = f"the clock is of priority `{terms.priority}`, and `within` names priorities too"
        raise fields.reader.refuse(
            Code.CONFLICTING_KEYS, fields.at(_WITHIN), message, "name priorities in one of the two places"
        )
    return (replace(cells[0], priority=terms.priority),)


def _check_hours(terms: ClockTerms, cells: tuple[Cell, ...], fields: Fields) -> None:
    """Report times that are counted in hours or days which the clock does not have."""
    for cell in cells:
        times = [time for time in (cell.inside, cell.outside) if time is not None]
        for time in times:
            open_time = time.runs_on is RunsOn.SERVICE_HOURS and terms.hours is None
            days = (
                time.runs_on is RunsOn.BUSINESS_DAYS and terms.hours is None and terms.business_days is None
            )
            if open_time or days:
                message = f"`{time.target.bound}` needs service hours, and this clock runs on none"
                key = "`hours`" if open_time else "`hours` or `business_days`"
                remedy = f"name {key} beside it, or write the time in plain hours"
                fields.reader.report_place(Code.HOURS_MISSING, time.place, message, remedy)
        if cell.outside is not None and terms.hours is None:
            message = "a ticket can't come outside hours: this clock runs on none"
            remedy = "name `hours` beside it, or write one `time`"
            fields.reader.report_place(Code.HOURS_MISSING, cell.outside.place, message, remedy)


def _check_target(indicator: Indicator, target: FigureTarget, fields: Fields) -> None:
    node, reader = fields.at(_TARGET), fields.reader
    match indicator:
        case Statistic():
            measures = tuple(each.value for each in fields.outside(MEASURES))
            check_statistic(indicator, target, measures, node, reader)
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
                _PERIOD,
                _FORCE,
                _PLANS,
                _SCOPE,
                EXCLUDING,
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
