"""Indicators: what an objective measures; the kind is the key it stands under."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreement.objective import Availability, ClockKind, Reply
from upheld.language.directive import Directive, Fields, Need, Otherwise
from upheld.language.kind import ListOf, Reference, choice
from upheld.language.record import Record
from upheld.language.terms.declared import CHANNEL_NAMES, PRIORITY_NAME
from upheld.language.terms.exclusions import HOURS_NAME

_OF: Directive[str] = Directive(
    "of",
    Reference("service", "the name of a service"),
    "The service that is promised to be available.",
    "app",
)
EXCLUDING: Directive[tuple[str, ...]] = Directive(
    "excluding",
    ListOf(Reference("exclusion", "the name of an exclusion"), "the name of an exclusion or a list of them"),
    "The exclusions that hold for it.",
    "[works]",
    default=Otherwise((), "none"),
)
_DURING: Directive[str | None] = Directive(
    "during",
    HOURS_NAME,
    "Service hours in which alone time is measured.",
    "office",
    default=Otherwise(None, "all the time"),
)


def _build_availability(fields: Fields) -> Availability:
    return Availability(of=fields[_OF], excluding=fields[EXCLUDING], during=fields[_DURING])


AVAILABILITY: Directive[Availability] = Directive(
    "availability",
    Record(
        "availability",
        "The share of measured time in which a service was up. A single text is `of`.",
        (_OF, EXCLUDING, _DURING),
        _build_availability,
        short=_OF,
    ),
    "The objective is the share of time in which a service is up.",
    "{of: app, excluding: [works]}",
)

_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Service hours the clock runs on; needed for business time, and for `outside_hours`.",
    "office",
    default=Otherwise(None, "none; the clock runs day and night"),
)
_BUSINESS_DAYS: Directive[str | None] = Directive(
    "business_days",
    Reference("business days", "the name of business days"),
    "The calendar by which business days are counted.",
    "banking",
    default=Otherwise(None, "the days of `hours`"),
)
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
_UNTIL: Directive[Reply] = Directive(
    "until",
    choice(Reply),
    "Which message stops the clock.",
    "reply by a person",
    default=Otherwise(Reply.SUBSTANTIVE, f"`{Reply.SUBSTANTIVE.value}`"),
)
_RESOLUTION_DIRECTIVES = (_HOURS, _BUSINESS_DAYS, _PRIORITY, _CHANNELS)


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """What a clock waits for and where it runs, before it has its times."""

    kind: ClockKind
    hours: str | None
    business_days: str | None
    priority: str | None
    channels: tuple[str, ...]
    until: Reply


def _clock(key: str, kind: ClockKind, meaning: str, example: str) -> Directive[ClockTerms]:
    replies = () if kind is ClockKind.RESOLUTION else (_UNTIL,)

    def build(fields: Fields) -> ClockTerms:
        return ClockTerms(
            kind=kind,
            hours=fields[_HOURS],
            business_days=fields[_BUSINESS_DAYS],
            priority=fields[_PRIORITY],
            channels=fields[_CHANNELS],
            until=fields[_UNTIL] if replies else Reply.SUBSTANTIVE,
        )

    record = Record(
        f"{kind.value} clock",
        f"{meaning} A single text is `hours`.",
        (*replies, *_RESOLUTION_DIRECTIVES),
        build,
        short=_HOURS,
        may_be_empty=True,
    )
    return Directive(key, record, meaning, example, default=Need.REQUIRED)


CLOCKS: tuple[Directive[ClockTerms], ...] = (
    _clock(
        "response",
        ClockKind.RESPONSE,
        "The objective is the time until a ticket's first response.",
        "{hours: office, until: substantive reply}",
    ),
    _clock(
        "next_response",
        ClockKind.NEXT_RESPONSE,
        "The objective is the time in which each later message of the customer is answered.",
        "{hours: office}",
    ),
    _clock(
        "update",
        ClockKind.UPDATE,
        "The objective is the longest silence while a ticket is open.",
        "{hours: office, until: reply by a person}",
    ),
    _clock(
        "resolution",
        ClockKind.RESOLUTION,
        "The objective is the time until a ticket is resolved.",
        "{hours: office}",
    ),
)
