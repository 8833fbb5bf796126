"""Intake: what a report must bring, which requests may be made, and where they are followed."""

from __future__ import annotations

from upheld.agreement.channel import Intake, RequestKind
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Text, Written
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import CHANNEL_NAMES

_FIELDS: Directive[tuple[str, ...]] = Directive(
    "fields",
    ListOf(Text("a field"), "a field or a list of fields"),
    "What a ticket must record when it is opened.",
    "[service id, description, steps taken]",
    default=Otherwise((), "nothing in particular"),
)
_FOLLOWED_AT: Directive[str | None] = Directive(
    "followed_at",
    Text("a place"),
    "Where the customer sees at any time how a ticket stands.",
    "customer dashboard",
    default=Otherwise(None, "not said"),
)
_OPEN_TO: Directive[str | None] = Directive(
    "open_to",
    Text("who may make it"),
    "Who may make such a request.",
    "users with access to the system",
    default=Otherwise(None, "every customer"),
)
_ABOUT: Directive[tuple[str, ...]] = Directive(
    "about",
    ListOf(Text("a subject"), "a subject or a list of subjects"),
    "What it may be about.",
    "[billing, credits for outages]",
    default=Otherwise((), "anything"),
)
_CHANNELS: Directive[tuple[str, ...]] = Directive(
    "channels",
    CHANNEL_NAMES,
    "The channels it is taken by.",
    "[helpdesk]",
    default=Otherwise((), "all of them"),
)


def _build_request(fields: Fields) -> RequestKind:
    return RequestKind(
        name=fields.name,
        open_to=fields[_OPEN_TO],
        about=fields[_ABOUT],
        channels=fields[_CHANNELS],
        place=fields.place,
    )


_REQUESTS: Directive[tuple[Written[RequestKind], ...]] = Directive(
    "requests",
    Named(
        "request",
        Record(
            "request",
            "A sort of request that customers may make. A single text is `open_to`.",
            (_OPEN_TO, _ABOUT, _CHANNELS),
            _build_request,
            short=_OPEN_TO,
            may_be_empty=True,
        ),
    ),
    "Sorts of requests by name.",
    "{technical support: users with access to the system}",
    default=Otherwise((), "not told apart"),
)


def _build(fields: Fields) -> Intake:
    return Intake(
        fields=fields[_FIELDS],
        followed_at=fields[_FOLLOWED_AT],
        requests=tuple(each.value for each in fields[_REQUESTS]),
        clause=fields[CLAUSE],
        place=fields.place,
    )


INTAKE: Directive[Intake | None] = Directive(
    "intake",
    Record(
        "intake",
        "What a report must bring, and what becomes of it. A list is `fields`.",
        (_FIELDS, _FOLLOWED_AT, _REQUESTS, CLAUSE),
        _build,
        listed=_FIELDS,
    ),
    "What a report must bring, and where its customer can follow it.",
    "{fields: [service id, description], followed_at: customer dashboard}",
    default=Otherwise(None, "nothing is said about it"),
)
