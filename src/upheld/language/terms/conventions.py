"""Conventions: what the arithmetic leaves open, declared for the agreement or for one objective."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from msgspec.structs import replace

from upheld.agreement.convention import (
    BeforeStart,
    BelongsTo,
    BreachTest,
    BreachUnit,
    Conventions,
    DayUnit,
    ExclusionArithmetic,
    MissingData,
    MoneyRounding,
    NextBusinessDay,
    NextDayAfter,
    NextReply,
    OutageBelongsTo,
    PauseEffect,
    PriorityChange,
    PriorityHistory,
    Reopening,
    Rolling,
    UnknownMembers,
)
from upheld.errors import PhraseError
from upheld.language.directive import Directive, Fields, Inherited, Otherwise
from upheld.language.kind import ListOf, Phrase, Text, choice
from upheld.language.record import Record
from upheld.quantity import parse_share

E = TypeVar("E", bound=Enum)

_DEFAULTS = Conventions()


def _choice_of(key: str, of: type[E], meaning: str) -> Directive[E]:
    default: E = getattr(_DEFAULTS, key)
    other = next(member for member in of if member is not default)
    return Directive(key, choice(of), meaning, other.value, default=Otherwise(default, f"`{default.value}`"))


def _parse_weight(text: str) -> Fraction:
    """A share from 0 % to 100 %."""
    share = parse_share(text)
    if share > 1:
        raise PhraseError(f"`{text}` is more than all of it", "write 0 % to 100 %")
    return share


CONVENTIONS_IN_ORDER: tuple[Directive[Any], ...] = (
    _choice_of("exclusions", ExclusionArithmetic, "How excluded time enters an availability."),
    _choice_of(
        "missing_data",
        MissingData,
        "What time without evidence counts as, once the bounds leave the verdict open.",
    ),
    _choice_of(
        "unknown_members",
        UnknownMembers,
        "Whether points or locations in an unknown state keep their seat in a quorum.",
    ),
    _choice_of(
        "before_start", BeforeStart, "What the part of a period before a measurement point existed counts as."
    ),
    Directive(
        "degraded_counts",
        Phrase(_parse_weight, "a share (0 % to 100 %)"),
        "The share of degraded time that counts as down.",
        "50 %",
        default=Otherwise(_DEFAULTS.degraded_counts, "`0 %`"),
    ),
    _choice_of("business_day", DayUnit, "What one `business day` of a time target is."),
    _choice_of(
        "next_business_day", NextBusinessDay, "Which instant of it ends a `next business day` target."
    ),
    _choice_of(
        "next_day_after",
        NextDayAfter,
        "Which day is the next business day of a ticket that arrives before opening on a business day.",
    ),
    _choice_of("pauses", PauseEffect, "How paused time enters a clock."),
    Directive(
        "pause_reasons",
        ListOf(Text("a reason"), "a list of reasons"),
        "The reasons that pause a clock; any other recorded pause does not.",
        "[waiting for customer, waiting for supplier]",
        default=Otherwise(_DEFAULTS.pause_reasons, "`waiting for customer`"),
    ),
    Directive(
        "ended_by_customer",
        ListOf(Text("a reason"), "a list of reasons"),
        "The reasons whose pause ends at the customer's next message, whenever somebody resumes the ticket.",
        "[waiting for customer]",
        default=Otherwise(_DEFAULTS.ended_by_customer, "`waiting for customer`"),
    ),
    _choice_of(
        "priority_change",
        PriorityChange,
        "What a change of priority does to the time already spent under another one that the same promise "
        "gives a time. A promise for one priority alone begins with the change to it.",
    ),
    _choice_of("priority_history", PriorityHistory, "Which priority judges an instant in a ticket's life."),
    _choice_of("reopening", Reopening, "What reopening a ticket does to its resolution clock."),
    _choice_of("next_reply", NextReply, "Which unanswered customer message starts a next-response clock."),
    _choice_of(
        "breach_test",
        BreachTest,
        "What the breach of a clock is decided by. By `elapsed time` no time passes outside the hours a "
        "clock runs on, so that what is done then counts as done at their close: an answer on Sunday is in "
        "time for Friday 17:00. By `stop after the close of the due window` it is late.",
    ),
    _choice_of("belongs_to", BelongsTo, "Which event of a ticket decides the period it belongs to."),
    _choice_of(
        "outage_belongs_to",
        OutageBelongsTo,
        "To which period an outage belongs that lasts beyond the end of one, such as the end of a month: "
        "where each outage earns a credit by itself or by its own length, it earns it there, once, by all of "
        "its length. Of the periods it lies in, only those count in which the promise was missed. The share "
        "of time, and credits for all downtime of a period added up, go by the part in each period.",
    ),
    _choice_of(
        "rolling", Rolling, "When a rolling period is judged: once for each statement, or every day of it."
    ),
    _choice_of("one_breach", BreachUnit, "What counts as one breach, and so earns one credit."),
    _choice_of("money_rounding", MoneyRounding, "How a credit line is rounded to the currency's minor unit."),
)


def _build(fields: Fields) -> Conventions:
    written = [directive for directive in CONVENTIONS_IN_ORDER if fields.has(directive)]
    return replace(
        _DEFAULTS,
        **{directive.key: fields[directive] for directive in written},
        declared=tuple((directive.key, fields.at(directive).place) for directive in written),
    )


def _build_over(fields: Fields) -> Conventions:
    """Those of the agreement, with what an objective declares for itself."""
    return overlaid(fields.outside(CONVENTIONS), _build(fields))


def overlaid(usual: Conventions, own: Conventions) -> Conventions:
    """The usual conventions, changed where one's own declare something."""
    names = dict(own.declared)
    return replace(
        usual,
        **{name: getattr(own, name) for name in names},
        declared=(*(each for each in usual.declared if each[0] not in names), *own.declared),
    )


CONVENTIONS = Directive(
    "conventions",
    Record(
        "conventions",
        "How to reckon where the words leave it open. What is not declared holds at its default; a note "
        "names it.",
        CONVENTIONS_IN_ORDER,
        _build,
    ),
    "How to reckon where the words leave it open, for the whole agreement.",
    "{missing_data: left out}",
    default=Otherwise(_DEFAULTS, "each at its default"),
)

OWN_CONVENTIONS = Directive(
    "conventions",
    Record(
        "conventions of an objective",
        "Conventions that hold for one objective; for the others those of the agreement hold.",
        tuple(
            replace(directive, default=Inherited(directive, "that of the agreement"))
            for directive in CONVENTIONS_IN_ORDER
        ),
        _build_over,
    ),
    "Conventions that hold for this objective only.",
    "{belongs_to: breach}",
    default=Inherited(CONVENTIONS, "those of the agreement"),
)
