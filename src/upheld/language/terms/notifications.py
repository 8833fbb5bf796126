"""Notifications: objectives that somebody is told of something in time."""

from __future__ import annotations

from upheld.agreement.clock import Start
from upheld.agreement.notification import Notification
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Choice, ListOf, Text
from upheld.language.record import Record
from upheld.language.terms.declared import CHANNEL_NAMES
from upheld.language.terms.matrices import Times
from upheld.language.terms.timing import BUSINESS_DAYS, HOURS, TimedTerms, timed

_OF: Directive[str] = Directive(
    "of",
    Text("a kind of event"),
    "The kind of event of which somebody is told, as evidence names it.",
    "service-impacting issue",
)
_STARTS = (Start.OCCURRENCE, Start.DETECTION, Start.REPORT, Start.AWARENESS, Start.DECLARED_FAILURE)
_STARTS_AT: Directive[Start] = Directive(
    "starts_at",
    Choice({each.value: each for each in _STARTS}),
    "What starts the time: that it happened, was detected, reported or declared, or that the provider knew.",
    "awareness",
    default=Open(
        Code.NOTIFICATION_START,
        "nothing says from when on the time to tell of it runs",
        senses(
            {
                Start.OCCURRENCE: "from when it happened, known or not",
                Start.DETECTION: "from when monitoring saw it",
                Start.AWARENESS: "from when somebody of the provider knew",
            }
        ),
    ),
)
_CONTAINS: Directive[tuple[str, ...]] = Directive(
    "contains",
    ListOf(Text("what is told"), "what is told, or a list of it"),
    "What the notice must contain, each of it; without it nobody was told.",
    "[estimated resolution time]",
    default=Otherwise((), "nothing in particular"),
)
_ONLY_IF: Directive[str | None] = Directive(
    "only_if",
    Text("a condition in words"),
    "The condition on which alone it is promised; for each event evidence says whether it holds.",
    "legally required",
    default=Otherwise(None, "always"),
)
_AUDIENCE: Directive[str | None] = Directive(
    "audience",
    Text("who is told"),
    "Who must be told, as evidence names them.",
    "affected customers",
    default=Otherwise(None, "the customer"),
)
_CHANNELS: Directive[tuple[str, ...]] = Directive(
    "channels",
    CHANNEL_NAMES,
    "The channels of which one must be used.",
    "[e-mail, status page]",
    default=Otherwise((), "any channel"),
)


def _build(fields: Fields) -> TimedTerms:
    hours, business_days = timed(fields)
    of, starts_at, contains = fields[_OF], fields[_STARTS_AT], fields[_CONTAINS]
    only_if, audience, channels = fields[_ONLY_IF], fields[_AUDIENCE], fields[_CHANNELS]

    def make(times: Times) -> Notification:
        return Notification(
            of=of,
            within=times.cells[0].inside,
            starts_at=starts_at,
            hours=hours,
            business_days=business_days,
            contains=contains,
            only_if=only_if,
            audience=audience,
            channels=channels,
        )

    return TimedTerms(hours, business_days, make)


NOTIFICATION: Directive[TimedTerms] = Directive(
    "notification",
    Record(
        "notification",
        "A promise to tell of each event of a kind, in time and completely. A single text is `of`.",
        (_OF, _STARTS_AT, _CONTAINS, _ONLY_IF, _AUDIENCE, _CHANNELS, HOURS, BUSINESS_DAYS),
        _build,
        short=_OF,
    ),
    "The objective is the time until somebody is told of an event.",
    "{of: security event, starts_at: awareness, only_if: legally required}",
)
