"""Event rows: rows of the table `ticket_events`, read into events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TypeVar

from upheld.chrono.instant import Instant
from upheld.collect.problem import Problems, Row
from upheld.collect.records import Records, names_in
from upheld.evidence.ticket import Actor, EventKind, Substance, TicketEvent

UNNUMBERED = -2
"""Sequence of an event whose source gives none."""

_JUDGED = frozenset({EventKind.REPLY, EventKind.UPDATE})
_REASONED = frozenset({EventKind.PAUSED, EventKind.RESUMED})
_TRUTHS = (False, True, None)
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
        records.texts["by"].texts(),
        records.texts["reason"].texts(),
        names(records, "contains"),
        records.texts["is_workaround"].codes.tolist(),
        strict=True,
    )
    for index, columns_of in enumerate(columns):
        at, sequence, kind, actor, public, substance, priority, by, reason, contains, workaround = columns_of
        event = TicketEvent(
            at=Instant(at),
            sequence=sequence if sequence >= 0 else UNNUMBERED,
            kind=kind or EventKind.NOTE,
            actor=actor or Actor.SYSTEM,
            public=public == 1 if public >= 0 else kind is not EventKind.NOTE,
            substance=substance or Substance.UNJUDGED,
            priority=priority,
            reason=reason,
            contains=contains,
            is_workaround=_TRUTHS[workaround],
            by=by,
        )
        if priority or by or reason or substance or workaround >= 0 or kind is EventKind.PRIORITY:
            _refuse_unfit(event, records.row(index), problems)
        yield event


def names(records: Records, column: str) -> list[tuple[str, ...]]:
    """Give a column of names, row by row."""
    codes = records.texts[column]
    meanings: list[tuple[str, ...]] = [*(names_in(word) for word in codes.words), ()]
    return [meanings[code] for code in codes.codes.tolist()]


def truths(records: Records, column: str) -> list[bool | None]:
    """Give a column of yes and no, row by row; absent where a cell is empty."""
    return [_TRUTHS[code] for code in records.texts[column].codes.tolist()]


def _words(records: Records, column: str, words: type[_Word]) -> Sequence[_Word | None]:
    """Give a column of words as what they stand for; absent where a cell is empty."""
    codes = records.texts[column]
    meanings = [*(words(word) for word in codes.words), None]
    return [meanings[code] for code in codes.codes.tolist()]


def _refuse_unfit(event: TicketEvent, row: Row, problems: Problems) -> None:
    """Refuse cells that have no meaning for the kind of event."""
    kind = event.kind
    if kind is EventKind.PRIORITY and event.priority is None:
        problems.of_row(row, "the event `priority` names none", "write the new one", column="priority")
    is_priority, is_judged = kind is EventKind.PRIORITY, kind in _JUDGED
    only_here = (
        (
            "priority",
            event.priority is not None and not is_priority,
            "priority",
            "only the event `priority` changes it; leave the cell empty",
        ),
        (
            "by",
            event.by is not None and not is_priority,
            "side that set a priority",
            "only the event `priority` has",
        ),
        (
            "substance",
            event.substance is not Substance.UNJUDGED and not is_judged,
            "substance",
            "only a reply or update has",
        ),
        (
            "reason",
            event.reason is not None and kind not in _REASONED,
            "reason",
            "only `paused` and `resumed` have",
        ),
        (
            "is_workaround",
            event.is_workaround is not None and kind is not EventKind.RESOLVED,
            "workaround",
            "only `resolved` has",
        ),
    )
    for column, amiss, what, remedy in only_here:
        if amiss:
            problems.of_row(row, f"the event `{kind.value}` has a {what}", remedy, column=column)
