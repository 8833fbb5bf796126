"""Columns: the one list of what the tables of evidence hold; it drives reading, messages and documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from upheld.evidence.evidence import Table
from upheld.evidence.maintenance import WorkKind
from upheld.evidence.observation import State
from upheld.evidence.ticket import Actor, EventKind, Substance


class Kind(Enum):
    """How the cells of a column are written; the value is the word for it in the documentation."""

    TEXT = "text"
    WORD = "word"
    """One of a closed list of words."""
    TIME = "time"
    COUNT = "whole number"
    YES_NO = "yes or no"
    NAMES = "names"
    """Any number of names, separated by semicolons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    required: bool = False
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()
    """For `WORD` columns, what is allowed, in the order of their codes."""


STATE_WORDS = tuple(state.name.lower() for state in State)
"""Words of the column `state`; the position of a word is the number of its `State`."""

EVENT_WORDS = tuple(kind.value for kind in EventKind if kind is not EventKind.OPENED)
"""Words of the column `event`: an opening is told by `tickets.opened_at`, not by an event."""

_SOURCE = Column(
    name="source", kind=Kind.TEXT, required=True, meaning="who recorded it, as in `bindings.yaml`"
)
_SITE = Column(
    name="site", kind=Kind.TEXT, required=True, meaning="what was watched, in the words of the source"
)
_LOCATION = Column(name="location", kind=Kind.TEXT, meaning="from where it was watched")
_STATE = Column(
    name="state", kind=Kind.WORD, required=True, words=STATE_WORDS, meaning="what it was seen to be"
)
_DETAIL = Column(name="detail", kind=Kind.TEXT, meaning="a remark for people; not used in judging")
_TICKET = Column(name="ticket", kind=Kind.TEXT, required=True, meaning="number of the ticket")

COLUMNS: dict[Table, tuple[Column, ...]] = {
    Table.SAMPLES: (
        _SOURCE,
        _SITE,
        _LOCATION,
        Column(name="at", kind=Kind.TIME, required=True, meaning="when the check was made"),
        _STATE,
        Column(
            name="retry",
            kind=Kind.YES_NO,
            meaning="whether it is a retry within a failing check, not a check of its own; no where empty",
        ),
        Column(name="response_us", kind=Kind.COUNT, unit="µs", meaning="how long the answer took"),
        _DETAIL,
    ),
    Table.STATES: (
        _SOURCE,
        _SITE,
        _LOCATION,
        Column(name="at", kind=Kind.TIME, required=True, meaning="when the state began or was seen again"),
        Column(
            name="until",
            kind=Kind.TIME,
            meaning="when it ended, where the record says so; else it holds until the next one or for `hold`",
        ),
        _STATE,
        _DETAIL,
    ),
    Table.TICKETS: (
        _SOURCE,
        _TICKET,
        Column(name="customer", kind=Kind.TEXT, meaning="whose ticket it is"),
        Column(name="channel", kind=Kind.TEXT, meaning="how it came in, in the agreement's words"),
        Column(name="priority", kind=Kind.TEXT, meaning="priority at the opening, in the agreement's words"),
        Column(name="opened_at", kind=Kind.TIME, required=True, meaning="when it was reported"),
    ),
    Table.TICKET_EVENTS: (
        _SOURCE,
        _TICKET,
        Column(name="at", kind=Kind.TIME, required=True, meaning="when it happened, not before the opening"),
        Column(name="sequence", kind=Kind.COUNT, meaning="order among the ticket's events of one instant"),
        Column(name="event", kind=Kind.WORD, required=True, words=EVENT_WORDS, meaning="what happened"),
        Column(
            name="actor",
            kind=Kind.WORD,
            required=True,
            words=tuple(actor.value for actor in Actor),
            meaning="who did it",
        ),
        Column(
            name="public",
            kind=Kind.YES_NO,
            meaning="whether the customer could see it; where empty, no for a note and yes otherwise",
        ),
        Column(
            name="substance",
            kind=Kind.WORD,
            words=tuple(substance.value for substance in Substance),
            meaning="for a reply or an update, whether somebody judged it substantive; unjudged where empty",
        ),
        Column(
            name="priority", kind=Kind.TEXT, meaning="for the event `priority`, the priority from here on"
        ),
        Column(
            name="reason",
            kind=Kind.TEXT,
            meaning="for `paused` and `resumed`, why; a `resumed` without a reason ends every pause",
        ),
    ),
    Table.MAINTENANCE: (
        _SOURCE,
        Column(name="name", kind=Kind.TEXT, required=True, meaning="what was done"),
        Column(
            name="kind",
            kind=Kind.WORD,
            required=True,
            words=tuple(kind.value for kind in WorkKind),
            meaning="whether it was planned beforehand",
        ),
        Column(
            name="services",
            kind=Kind.NAMES,
            meaning="services of the agreement it was about; all where empty",
        ),
        Column(
            name="announced_at", kind=Kind.TIME, meaning="when customers were told; empty if they were not"
        ),
        Column(name="starts_at", kind=Kind.TIME, required=True, meaning="start of the plan"),
        Column(
            name="ends_at", kind=Kind.TIME, required=True, meaning="end of the plan, later than its start"
        ),
        Column(
            name="took_place_from",
            kind=Kind.TIME,
            meaning="start of the time that was used; the whole plan where empty",
        ),
        Column(
            name="took_place_until",
            kind=Kind.TIME,
            meaning="end of the time that was used; stands together with its start",
        ),
        Column(name="cancelled_at", kind=Kind.TIME, meaning="when it was called off"),
    ),
}


def column_named(table: Table, name: str) -> Column:
    """Give a column of a table by name; `KeyError` where there is none."""
    for column in COLUMNS[table]:
        if column.name == name:
            return column
    raise KeyError(name)


def required_of(table: Table) -> tuple[str, ...]:
    """Name the columns without which a row says nothing."""
    return tuple(column.name for column in COLUMNS[table] if column.required)
