"""Conduct: objectives about how works, replies, classification and channels are handled."""

from __future__ import annotations

from upheld.agreement.conduct import (
    ChannelEntitlement,
    Classification,
    MaintenanceConduct,
    Moment,
    ReplyContent,
)
from upheld.agreement.exclusion import MaintenanceKind
from upheld.chrono.instant import Micros
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Text, choice
from upheld.language.record import Record
from upheld.language.terms.declared import CHANNEL_NAMES, PRIORITY_NAMES
from upheld.language.terms.exclusions import HOURS_NAME
from upheld.language.terms.lengths import LEAST_LENGTH, parse_least
from upheld.language.terms.matrices import TIME
from upheld.quantity import Duration, Target
from upheld.quantity.phrase import tidy

_KINDS: Directive[tuple[MaintenanceKind, ...]] = Directive(
    "kinds",
    ListOf(choice(MaintenanceKind), "`planned`, `urgent`, `emergency` or a list of them"),
    "The kinds of maintenance that are meant.",
    "[planned, emergency]",
    default=Otherwise((MaintenanceKind.PLANNED,), "`planned`"),
)


def parse_notice(text: str) -> Micros:
    """The least notice of `at least 24 hours`, or of `beforehand`, which is any."""
    return Micros(0) if tidy(text).lower() == "beforehand" else parse_least(text)


_NOTICE: Directive[Micros | None] = Directive(
    "notice",
    Phrase(parse_notice, f"{LEAST_LENGTH.what}, or `beforehand`"),
    "How long before its start it must be announced.",
    "at least 24 hours",
    default=Otherwise(None, "none is promised"),
)
_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Hours in which it must lie.",
    "nightly",
    default=Otherwise(None, "at any time"),
)
_LASTING: Directive[Target[Duration] | None] = Directive(
    "lasting",
    TIME,
    "How long each may take.",
    "< 1 h",
    default=Otherwise(None, "as long as it takes"),
)


def _build_conduct(fields: Fields) -> MaintenanceConduct:
    lasting = fields[_LASTING]
    if lasting is not None and lasting.bound.is_business:
        message, remedy = f"`{lasting.bound}` is business time", "write it in hours or minutes"
        fields.reader.report(Code.WRONG_UNIT, fields.at(_LASTING), message, remedy)
    if not (fields.has(_NOTICE) or fields.has(_HOURS) or fields.has(_LASTING)):
        message = "nothing is promised about maintenance here"
        remedy = "write `notice`, `hours` or `lasting`"
        fields.reader.report(Code.MISSING_KEY, fields.standing, message, remedy)
    return MaintenanceConduct(
        kinds=fields[_KINDS], notice=fields[_NOTICE], hours=fields[_HOURS], lasting=lasting
    )


MAINTENANCE_CONDUCT: Directive[MaintenanceConduct] = Directive(
    "maintenance_conduct",
    Record(
        "maintenance conduct",
        "How maintenance is announced and carried out, promised for itself, whatever it excludes.",
        (_KINDS, _NOTICE, _HOURS, _LASTING),
        _build_conduct,
    ),
    "The objective is that maintenance is announced in time, lies in its hours and does not last too long.",
    "{notice: at least 24 hours, hours: nightly, lasting: < 1 h}",
)

_CONTAINS: Directive[tuple[str, ...]] = Directive(
    "contains",
    ListOf(Text("an item"), "an item or a list of items"),
    "What must be told, each of it.",
    "[next step, action plan]",
    default=Otherwise((), "nothing in particular"),
)
_WHERE_POSSIBLE: Directive[tuple[str, ...]] = Directive(
    "where_possible",
    ListOf(Text("an item"), "an item or a list of items"),
    "What is told where there is anything to tell; it is reported where it lacks, and never missed.",
    "[temporary workaround]",
    default=Otherwise((), "nothing"),
)
_MOMENT: Directive[Moment] = Directive(
    "moment",
    choice(Moment),
    "Which message must contain it.",
    "every update",
    default=Otherwise(Moment.FIRST_RESPONSE, f"`{Moment.FIRST_RESPONSE.value}`"),
)
_PRIORITIES: Directive[tuple[str, ...]] = Directive(
    "priorities",
    PRIORITY_NAMES,
    "The priorities whose tickets are promised this.",
    "[P1, P2]",
    default=Otherwise((), "all of them"),
)
_CHANGE_FLOW: Directive[str | None] = Directive(
    "change_flow",
    Text("a change flow"),
    "The flow by which changes for such tickets are made, as evidence names it.",
    "regular change flow",
    default=Otherwise(None, "any"),
)


def _build_content(fields: Fields) -> ReplyContent:
    if not (fields.has(_CONTAINS) or fields.has(_WHERE_POSSIBLE) or fields.has(_CHANGE_FLOW)):
        message = "nothing is promised about replies here"
        remedy = "write what they contain, such as `contains: [next step]`"
        fields.reader.report(Code.MISSING_KEY, fields.standing, message, remedy)
    return ReplyContent(
        contains=fields[_CONTAINS],
        where_possible=fields[_WHERE_POSSIBLE],
        moment=fields[_MOMENT],
        priorities=fields[_PRIORITIES],
        change_flow=fields[_CHANGE_FLOW],
    )


REPLY_CONTENT: Directive[ReplyContent] = Directive(
    "reply_content",
    Record(
        "reply content",
        "What customers are told, and how changes for them are made. A list is `contains`.",
        (_CONTAINS, _WHERE_POSSIBLE, _MOMENT, _PRIORITIES, _CHANGE_FLOW),
        _build_content,
        listed=_CONTAINS,
    ),
    "The objective is that messages on tickets contain what they must.",
    "{contains: [next step], moment: first response, priorities: [P1, P2]}",
)

_RECORDS: Directive[tuple[str, ...]] = Directive(
    "records",
    ListOf(Text("a field"), "a field or a list of fields"),
    "What is recorded with each class, besides who gave it and when.",
    "[impact, workaround]",
    default=Otherwise((), "nothing else"),
)


def _build_classification(fields: Fields) -> Classification:
    return Classification(records=fields[_RECORDS])


CLASSIFICATION: Directive[Classification] = Directive(
    "classification",
    Record(
        "classification",
        "A promise that each ticket is given its priority by the rules, by who has to, and on record.",
        (_RECORDS,),
        _build_classification,
        listed=_RECORDS,
        may_be_empty=True,
    ),
    "The objective is that tickets are classified by the rules of the priorities, on record.",
    "{records: [impact, workaround]}",
)

_CHANNELS: Directive[tuple[str, ...]] = Directive(
    "channels", CHANNEL_NAMES, "The channels that customers can use.", "[e-mail, chat]"
)


def _build_entitlement(fields: Fields) -> ChannelEntitlement:
    return ChannelEntitlement(channels=fields[_CHANNELS])


CHANNEL_ENTITLEMENT: Directive[ChannelEntitlement] = Directive(
    "channel_entitlement",
    Record(
        "channel entitlement",
        "A promise that customers have channels; on which plans stands beside it. A list is `channels`.",
        (_CHANNELS,),
        _build_entitlement,
        short=_CHANNELS,
        listed=_CHANNELS,
    ),
    "The objective is that customers can use channels.",
    "[e-mail, chat]",
)
