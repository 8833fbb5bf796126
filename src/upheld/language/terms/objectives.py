"""Objectives: a target for an indicator over a period, with the force of the words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from upheld.agreement.objective import (
    Cell,
    Force,
    Indicator,
    Objective,
    RunsOn,
    TicketClock,
)
from upheld.chrono.recurrence import CalendarMonth, PeriodRule
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Phrase, Reference, Written, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.conventions import OWN_CONVENTIONS
from upheld.language.terms.indicators import AVAILABILITY, CLOCKS, ClockTerms
from upheld.language.terms.matrices import Matrix
from upheld.language.terms.periods import PERIOD
from upheld.quantity import Operator, Target, parse_share, parse_target, write_share

KINDS: tuple[Directive[Any], ...] = (AVAILABILITY, *CLOCKS)
"""The kinds of objectives; one of them is the key that says what an objective is."""

_WITHIN: Directive[tuple[Cell, ...]] = Directive(
    "within",
    Matrix(),
    "How long a ticket may wait: one time, or a matrix by priority and by whether it came inside hours.",
    "{P1: < 1 h, P2: 4 business hours, any_other: 2 business days}",
    only_with=CLOCKS,
)


def parse_share_target(text: str) -> Target[Fraction]:
    """The target of `>= 99.9 %`; a bare share is the least that is allowed."""
    return parse_target(text, parse_share, default=Operator.AT_LEAST)


_TARGET: Directive[Target[Fraction] | None] = Directive(
    "target",
    Phrase(parse_share_target, 'a share with its comparison (`">= 99.9 %"`)'),
    "The least availability, or the least share of tickets that are in time.",
    '">= 99.9 %"',
    default=Otherwise(None, "every ticket in time"),
    needed_with=(AVAILABILITY,),
)
_PERIOD: Directive[PeriodRule] = Directive(
    "period",
    PERIOD,
    "The stretch of time that is judged as one.",
    "calendar month",
    default=Otherwise(CalendarMonth(), "`calendar month`"),
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


def _build(fields: Fields) -> Objective:
    indicator = _indicator(fields)
    target = fields[_TARGET]
    if target is not None:
        _check_target(target, fields)
    return Objective(
        name=fields.name,
        indicator=indicator,
        target=target,
        period=fields[_PERIOD],
        force=fields[_FORCE],
        plans=fields[_PLANS],
        clause=fields[CLAUSE],
        conventions=fields[OWN_CONVENTIONS],
        place=fields.place,
    )


def _indicator(fields: Fields) -> Indicator:
    if fields.has(AVAILABILITY):
        return fields[AVAILABILITY]
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


def _check_target(target: Target[Fraction], fields: Fields) -> None:
    node, bound = fields.at(_TARGET), target.bound
    share = write_share(bound)
    if target.operator.is_ceiling:
        message = f"`{target}` is kept by being bad: the less, the better it is met"
        remedy = (
            f'write `">= {share}"`' if bound > Fraction(1, 2) else f'write `">= {write_share(1 - bound)}"`'
        )
        fields.reader.report(Code.TARGET_DIRECTION, node, message, remedy)
    elif bound > 1 or (bound == 1 and target.operator is Operator.MORE):
        message, remedy = f"`{target}` can't be reached: there is no more than 100 %", "write at most 100 %"
        fields.reader.report(Code.TARGET_OUT_OF_RANGE, node, message, remedy)
    elif bound == 0:
        message = f"`{target}` promises nothing"
        remedy = "write the least share that is promised, or delete the objective"
        fields.reader.report(Code.TARGET_OUT_OF_RANGE, node, message, remedy)


OBJECTIVES: Directive[tuple[Written[Objective], ...]] = Directive(
    "objectives",
    Named(
        "objective",
        Record(
            "objective",
            "One promise. The key that names its kind says what is measured.",
            (CLAUSE, *KINDS, _WITHIN, _TARGET, _PERIOD, _FORCE, _PLANS, OWN_CONVENTIONS),
            _build,
            one_of=KINDS,
        ),
    ),
    "The promises, by name.",
    '{uptime: {availability: app, target: ">= 99.9 %"}}',
)
"""What is promised."""

TARGET = _TARGET
