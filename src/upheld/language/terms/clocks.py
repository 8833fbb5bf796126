"""Clocks: objectives about how long a ticket may wait."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.clock import (
    Cases,
    ClockKind,
    FewCases,
    MeanTime,
    Reply,
    Solution,
    Start,
    TicketClock,
    UpdateEffect,
)
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, Sense, senses
from upheld.language.kind import Choice, ListOf, Phrase, choice
from upheld.language.record import Record
from upheld.language.terms.declared import CHANNEL_NAMES, PRIORITY_NAME
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.matrices import Times
from upheld.language.terms.spans import parse_cases, parse_few
from upheld.language.terms.timing import BUSINESS_DAYS, HOURS, TimedTerms, timed
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_PRIORITY: Directive[str | None] = Directive(
    "priority",
    PRIORITY_NAME,
    "The one priority whose tickets are promised this.",
    "critical",
    default=Otherwise(None, "every priority, or those named under `within`"),
)
_CHANNELS: Directive[tuple[str, ...]] = Directive(
    "channels",
    CHANNEL_NAMES,
    "The channels whose tickets are promised this.",
    "[e-mail, portal]",
    default=Otherwise((), "all of them"),
)
_ARRIVAL_HOURS: Directive[str | None] = Directive(
    "arrival_hours",
    HOURS_NAME,
    "The service hours that tell tickets from inside hours from those outside; time is counted in `hours`.",
    "office",
    default=Otherwise(None, "`hours`"),
    only_with=(HOURS,),
)
_STARTS = (Start.REPORT, Start.FIRST_CONTACT, Start.DETECTION, Start.AWARENESS, Start.OCCURRENCE)
_LATER_STARTS = (Start.ACKNOWLEDGEMENT, Start.DIAGNOSIS, Start.DISPATCH)
_STARTS_AT: Directive[Start] = Directive(
    "starts_at",
    Choice({each.value: each for each in _STARTS}),
    "What starts the clock: the ticket (`report`), a call or message before it, or what the ticket is about.",
    "first contact",
    default=Otherwise(Start.REPORT, f"`{Start.REPORT.value}`"),
)
_STARTS_AT_WORK: Directive[Start] = Directive(
    "starts_at",
    Choice({each.value: each for each in (*_STARTS, *_LATER_STARTS)}),
    "What starts the clock: the ticket (`report`), a call or message before it, what the ticket is about, or "
    "what was done about it: a person acknowledged it, the fault was located (`diagnosis`), somebody or a "
    "part was sent out (`dispatch`). Until the log of the ticket has that event, the clock has not begun.",
    "diagnosis",
    default=Otherwise(Start.REPORT, f"`{Start.REPORT.value}`"),
)
_UNTIL: Directive[Reply] = Directive(
    "until",
    choice(Reply),
    "Which message stops the clock.",
    "reply by a person",
    default=Otherwise(Reply.SUBSTANTIVE, f"`{Reply.SUBSTANTIVE.value}`"),
)
_SOLVED_BY: Directive[Solution] = Directive(
    "solved_by",
    choice(Solution),
    "Whether a workaround ends it too.",
    "solution",
    default=Otherwise(Solution.WORKAROUND, f"`{Solution.WORKAROUND.value}`"),
)
_AUTOMATIC: Directive[Reply] = Directive(
    "automatic",
    Choice({"counts": Reply.ANY_ACKNOWLEDGEMENT, "does not count": Reply.ACKNOWLEDGEMENT}),
    "Whether an automatic acknowledgement is one.",
    "does not count",
    default=Open(
        Code.AUTOMATIC_REPLY,
        "nothing says whether an automatic acknowledgement is one",
        (
            Sense("counts", "the confirmation that a machine sends is enough", Reply.ANY_ACKNOWLEDGEMENT),
            Sense("does not count", "a person must acknowledge it", Reply.ACKNOWLEDGEMENT),
        ),
    ),
)
_UPDATE: Directive[UpdateEffect] = Directive(
    "update",
    choice(UpdateEffect),
    "What an update does: it ends the duty, or the next one, or the resolution, is due in the same time.",
    "restarts the clock",
    default=Open(
        Code.UPDATE_EFFECT,
        "a resolution or an update is promised, and nothing says what is due after an update",
        senses(
            {
                UpdateEffect.ENDS: "nothing more is due",
                UpdateEffect.RESTARTS: "the next update, or the resolution, is due in the same time",
            }
        ),
    ),
)
_SHARE_OF: Directive[Cases] = Directive(
    "share_of",
    choice(Cases),
    "Of what the `target` is a share: of tickets, each of which counts by the worst of its waits, or of all "
    "replies that were due.",
    "replies",
    default=Otherwise(Cases.TICKETS, f"`{Cases.TICKETS.value}`"),
)
_AT_LEAST: Directive[int] = Directive(
    "at_least",
    Phrase(parse_cases, "a least number of tickets (`20 tickets`)"),
    "How many tickets, or replies where the share is of those, a period must have to be judged; with fewer "
    "the promise does not apply in it.",
    "20 tickets",
    default=Otherwise(1, "`1 ticket`"),
)
MAY_BE_LATE: Directive[tuple[FewCases, ...]] = Directive(
    "may_be_late",
    ListOf(
        Phrase(parse_few, "so many of few (`1 of fewer than 10 tickets`)"),
        "so many of few (`1 of fewer than 10 tickets`), so many (`2 tickets`), or a list of these",
    ),
    "The rule for small numbers: how many tickets, or replies, of a period may be late where there are so "
    "few that a share says little. It holds in place of the `target`, which is for more of them; of several "
    "rules the one for the fewest that fits. Without a number of which, so many may be late however many "
    "there are.",
    "1 of fewer than 10 tickets",
    default=Otherwise((), "none; the `target` holds however few there are"),
)


class ClockFigure(Struct, frozen=True):
    """What the figure of a clock is."""

    is_mean: bool
    of_each: str | None = None
    """What each has a mean of its own, such as `circuit`."""


_EACH_TICKET = ClockFigure(is_mean=False)
_MEAN_OF_EACH = Pattern(r"mean (?:of|for) each (?P<noun>[a-z][a-z -]*)|mean per (?P<other>[a-z][a-z -]*)")


def parse_clock_figure(text: str) -> ClockFigure:
    """The figure of `each ticket`, `mean` or `mean of each circuit`; PhraseError for another one."""
    phrase = tidy(text)
    if phrase == "each ticket":
        return _EACH_TICKET
    if phrase == "mean":
        return ClockFigure(is_mean=True)
    found = _MEAN_OF_EACH.fullmatch(phrase)
    if found is None or (noun := found["noun"] or found["other"]) in ("ticket", "priority"):
        raise PhraseError(f"`{phrase}` is no figure of tickets", f"write {_CLOCK_FIGURES}")
    return ClockFigure(is_mean=True, of_each=noun)


_CLOCK_FIGURES = "`each ticket`, `mean`, or `mean of each circuit` (site, server or any other noun)"
FIGURE: Directive[ClockFigure] = Directive(
    "figure",
    Phrase(parse_clock_figure, _CLOCK_FIGURES),
    "What is held against the time under `within`: the time of `each ticket`, so that the figure is the "
    "share of them in time; or the `mean` (average) of the times that the tickets of the period took, such "
    "as the mean time to repair or respond (MTTR). Tickets of several priorities have a mean for each. With "
    "`mean of each circuit` so has each resource that tickets name, with a credit of its own fee where that "
    "is owed; a ticket that names none leaves open whose it is.",
    "mean",
    default=Otherwise(_EACH_TICKET, "`each ticket`"),
)
_SHARED = (
    HOURS,
    _ARRIVAL_HOURS,
    BUSINESS_DAYS,
    _PRIORITY,
    _CHANNELS,
    _AT_LEAST,
    MAY_BE_LATE,
    FIGURE,
)
_OF_WORK = frozenset({ClockKind.UPDATE, ClockKind.RESOLUTION, ClockKind.RESOLUTION_OR_UPDATE})
"""Clocks of what is done once somebody has taken a ticket up."""
_MANY = 1 << 62


def _fewest_first(rules: tuple[FewCases, ...]) -> tuple[FewCases, ...]:
    return tuple(sorted(rules, key=lambda each: _MANY if each.below is None else each.below))


def _clock(
    key: str, kind: ClockKind, meaning: str, example: str, *own: Directive[Any]
) -> Directive[TimedTerms]:
    starts_at = _STARTS_AT_WORK if kind in _OF_WORK else _STARTS_AT

    def build(fields: Fields) -> TimedTerms:
        hours, business_days = timed(fields)
        clock = _with_own(TicketClock(kind=kind, cells=()), own, fields)
        clock = replace(
            clock,
            hours=hours,
            business_days=business_days,
            arrival_hours=fields[_ARRIVAL_HOURS],
            channels=fields[_CHANNELS],
            starts_at=fields[starts_at],
            at_least=fields[_AT_LEAST],
            may_be_late=_fewest_first(fields[MAY_BE_LATE]),
        )

        is_mean = fields[FIGURE].is_mean
        if is_mean and fields.has(MAY_BE_LATE):
            message = "none of the tickets is late by itself where their mean is promised"
            remedy = f"delete `{MAY_BE_LATE.key}`, or `{FIGURE.key}`"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(MAY_BE_LATE), message, remedy)

        def make(times: Times) -> TicketClock | MeanTime:
            timed_clock = replace(clock, cells=times.cells, tracked=times.tracked)
            return MeanTime(timed_clock, fields[FIGURE].of_each) if is_mean else timed_clock

        return TimedTerms(hours, business_days, make, fields[_PRIORITY], by_priority=True)

    record = Record(
        f"{kind.value} clock" if key == kind.name.lower() else key,
        f"{meaning} A single text is `hours`.",
        (*own, starts_at, *_SHARED),
        build,
        short=HOURS,
        may_be_empty=True,
    )
    return Directive(key, record, meaning, example)


def _with_own(clock: TicketClock, own: tuple[Directive[Any], ...], fields: Fields) -> TicketClock:
    """The clock with what only its kind can say."""
    if _UNTIL in own:
        clock = replace(clock, until=fields[_UNTIL])
    if _AUTOMATIC in own:
        clock = replace(clock, until=fields[_AUTOMATIC])
    if _SHARE_OF in own:
        clock = replace(clock, share_of=fields[_SHARE_OF])
    if _SOLVED_BY in own:
        clock = replace(clock, solved_by=fields[_SOLVED_BY])
    return replace(clock, update=fields[_UPDATE]) if _UPDATE in own else clock


CLOCKS: tuple[Directive[TimedTerms], ...] = (
    _clock(
        "response",
        ClockKind.RESPONSE,
        "The objective is the time until a ticket's first response.",
        "{hours: office, until: substantive reply}",
        _UNTIL,
    ),
    _clock(
        "acknowledgement",
        ClockKind.RESPONSE,
        "The objective is the time until a ticket is acknowledged.",
        "{automatic: does not count}",
        _AUTOMATIC,
    ),
    _clock(
        "next_response",
        ClockKind.NEXT_RESPONSE,
        "The objective is the time in which each later message of the customer is answered.",
        "{hours: office}",
        _UNTIL,
        _SHARE_OF,
    ),
    _clock(
        "update",
        ClockKind.UPDATE,
        "The objective is the longest silence while a ticket is open.",
        "{hours: office, until: reply by a person}",
        _UNTIL,
        _SHARE_OF,
    ),
    _clock(
        "resolution",
        ClockKind.RESOLUTION,
        "The objective is the time until a ticket is resolved.",
        "{hours: office}",
        _SOLVED_BY,
    ),
    _clock(
        "resolution_or_update",
        ClockKind.RESOLUTION_OR_UPDATE,
        "The objective is the time until a ticket is resolved, or else its customer is told how it stands.",
        "{hours: office, update: restarts the clock}",
        _UPDATE,
        _UNTIL,
        _SOLVED_BY,
    ),
)
