"""Event rows: rows of the table `ticket_events`, read into events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TypeVar

from upheld.chrono.instant import Instant
from upheld.collect.problem import Problems, Row
from upheld.collect.records import Records
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent

UNNUMBERED = -2
"""Sequence of an event whose source gives none."""

_JUDGED = frozenset({EventKind.REPLY, EventKind.UPDATE})
_REASONED = frozenset({EventKind.PAUSED, EventKind.RESUMED})
_Word = TypeVar("_Word", bound=Enum)


def read_events(records: Records, problems: Problems) -> Iterator[TicketEvent]:
    """Read the events of a batch, row by row; a cell that does not belong to its kind is a problem."""
    columns = zip(
        records.times["at"].tolist(),
        records.counts["sequence"].tolist(),
        _words(records, "event", EventKind),
        _words(records, "actor", Actor),
        records.texts["public"].codes.tolist(),
        _words(records, "substance", Substance),
        records.texts["priority"].texts(),
        records.texts["reason"].texts(),
        strict=True,
    )
    for index, (at, sequence, kind, actor, public, substance, priority, reason) in enumerate(columns):
        event = TicketEvent(
            at=Instant(at),
            sequence=sequence if sequence >= 0 else UNNUMBERED,
            kind=kind or EventKind.NOTE,
            actor=actor or Actor.SYSTEM,
            public=public == 1 if public >= 0 else kind is not EventKind.NOTE,
            substance=substance or Substance.UNJUDGED,
            priority=priority,
            reason=reason,
        )
        if priority or reason or substance or kind is EventKind.PRIORITY:
            _refuse_unfit(event, Row(file=records.file, index=records.first + index), problems)
        yield event


def _words(records: Records, column: str, words: type[_Word]) -> Sequence[_Word | None]:
    """Give a column of words as what they stand for; absent where a cell is empty."""
    codes = records.texts[column]
    meanings = [*(words(word) for word in codes.words), None]
    return [meanings[code] for code in codes.codes.tolist()]


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
