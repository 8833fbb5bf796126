"""Event rows: rows of the table `ticket_events`, read into events."""

from __future__ import annotations

from upheld.chrono.instant import Instant
from upheld.collect.problem import Problems, Row
from upheld.collect.records import Records
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent

UNNUMBERED = -2
"""Sequence of an event whose source gives none."""

_JUDGED = frozenset({EventKind.REPLY, EventKind.UPDATE})
_REASONED = frozenset({EventKind.PAUSED, EventKind.RESUMED})


def cell_text(records: Records, column: str, index: int) -> str | None:
    """Give one cell of a column of text or words; absent where it is empty."""
    codes = records.texts[column]
    code = int(codes.codes[index])
    return codes.words[code] if code >= 0 else None


def read_event(records: Records, index: int, row: Row, problems: Problems) -> TicketEvent:
    """Read one event; a cell that does not belong to its kind is a problem."""
    kind = EventKind(cell_text(records, "event", index) or EventKind.NOTE.value)
    public = cell_text(records, "public", index)
    sequence = int(records.counts["sequence"][index])
    event = TicketEvent(
        at=Instant(int(records.times["at"][index])),
        sequence=sequence if sequence >= 0 else UNNUMBERED,
        kind=kind,
        actor=Actor(cell_text(records, "actor", index) or Actor.SYSTEM.value),
        public=kind is not EventKind.NOTE if public is None else public == "yes",
        substance=Substance(cell_text(records, "substance", index) or Substance.UNJUDGED.value),
        priority=cell_text(records, "priority", index),
        reason=cell_text(records, "reason", index),
    )
    _refuse_unfit(event, row, problems)
    return event


def _refuse_unfit(event: TicketEvent, row: Row, problems: Problems) -> None:
    kind = event.kind
    if kind is EventKind.PRIORITY and event.priority is None:
        problems.of_row(row, "the event `priority` names none", "write the new one", column="priority")
    if kind is not EventKind.PRIORITY and event.priority is not None:
        problems.of_row(
            row,
            f"the event `{kind.value}` has a priority",
            "only the event `priority` changes it; leave the cell empty",
            column="priority",
        )
    if kind not in _JUDGED and event.substance is not Substance.UNJUDGED:
        problems.of_row(
            row, f"the event `{kind.value}` has a substance", "only a reply or update has", column="substance"
        )
    if kind not in _REASONED and event.reason is not None:
        problems.of_row(
            row, f"the event `{kind.value}` has a reason", "only `paused` and `resumed` have", column="reason"
        )
