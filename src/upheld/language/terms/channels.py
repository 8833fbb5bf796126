"""Channels: the ways to reach the provider, and what each is for."""

from __future__ import annotations

from upheld.agreement.channel import Channel, ChannelKind, ChannelRole
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Named, Reference, Text, Written, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.declared import PRIORITY_NAMES
from upheld.language.terms.exclusions import HOURS_NAME

_KIND: Directive[ChannelKind] = Directive(
    "kind",
    choice(ChannelKind),
    "What sort of channel it is.",
    "e-mail",
)
_ROLES: Directive[tuple[ChannelRole, ...]] = Directive(
    "role",
    ListOf(choice(ChannelRole), f"{choice(ChannelRole).words()}, or a list of them"),
    "What it is for. What the `source of truth` records is what happened.",
    "[entry, source of truth]",
    default=Otherwise((ChannelRole.ENTRY,), "`entry`"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that have it.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_PRIORITIES: Directive[tuple[str, ...]] = Directive(
    "priorities",
    PRIORITY_NAMES,
    "The priorities it is meant for.",
    "[P1]",
    default=Otherwise((), "all of them"),
)
_HOURS: Directive[str | None] = Directive(
    "hours",
    HOURS_NAME,
    "Service hours in which it is staffed.",
    "office",
    default=Otherwise(None, "always"),
)
_ADDRESS: Directive[str | None] = Directive(
    "address",
    Text("an address"),
    "Where it is reached.",
    "support@example.com",
    default=Otherwise(None, "not said"),
)


def _build(fields: Fields) -> Channel:
    return Channel(
        name=fields.name,
        kind=fields[_KIND],
        roles=fields[_ROLES],
        plans=fields[_PLANS],
        priorities=fields[_PRIORITIES],
        hours=fields[_HOURS],
        address=fields[_ADDRESS],
        clause=fields[CLAUSE],
        place=fields.place,
    )


CHANNELS: Directive[tuple[Written[Channel], ...]] = Directive(
    "channels",
    Named(
        "channel",
        Record(
            "channel",
            "A way to reach the provider, or to be told something by it. A single text is `kind`.",
            (_KIND, _ROLES, _PLANS, _PRIORITIES, _HOURS, _ADDRESS, CLAUSE),
            _build,
            short=_KIND,
        ),
    ),
    "Channels by name. Where any are declared, there are no others.",
    "{helpdesk: e-mail, incident line: {kind: phone, role: escalation}}",
    default=Otherwise((), "those that objectives name"),
)
