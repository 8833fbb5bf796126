"""Event rows: a batch of the table `ticket_events`, read into columns of codes."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from upheld.collect.cells import Codes
from upheld.collect.problem import Problems
from upheld.collect.records import Records, names_in
from upheld.collect.tables.tickets import EVENT_WORDS
from upheld.collect.vocabulary import Vocabulary
from upheld.evidence.ticket import EventKind

KINDS = tuple(EventKind(word) for word in EVENT_WORDS)
"""Kinds of events by their code."""

_Mask = NDArray[np.bool_]

_BELONGS = (
    (
        "priority",
        (EventKind.PRIORITY,),
        "priority",
        "only the event `priority` changes it; leave the cell empty",
    ),
    ("by", (EventKind.PRIORITY,), "side that set a priority", "only the event `priority` has"),
    ("substance", (EventKind.REPLY, EventKind.UPDATE), "substance", "only a reply or update has"),
    ("reason", (EventKind.PAUSED, EventKind.RESUMED), "reason", "only `paused` and `resumed` have"),
    ("is_workaround", (EventKind.RESOLVED,), "workaround", "only `resolved` has"),
)
"""Columns that belong to some kinds of events, what an event of another kind has, and why it can't."""


class EventRows(Struct):
    """Reads the batches of the table; words that are free have the same codes in all of them."""

    priorities: Vocabulary = field(default_factory=Vocabulary)
    reasons: Vocabulary = field(default_factory=Vocabulary)
    contents: Vocabulary = field(default_factory=Vocabulary)

    def read(self, records: Records, tickets: NDArray[np.int32], problems: Problems) -> dict[str, Any]:
        """Read a batch into columns; a cell that does not belong to its kind of event is a problem."""
        texts = records.texts
        kinds = texts["event"].codes
        _refuse_unfit(records, kinds, problems)
        is_note = kinds == KINDS.index(EventKind.NOTE)
        public = texts["public"].codes
        return {
            "ticket": tickets,
            "at": records.times["at"],
            "sequence": records.counts["sequence"],
            "kind": kinds.astype(np.int8),
            "actor": texts["actor"].codes.astype(np.int8),
            "public": np.where(public < 0, ~is_note, public == 1),
            "substance": texts["substance"].codes.astype(np.int8),
            "priority": self.priorities.number(texts["priority"]),
            "by": texts["by"].codes.astype(np.int8),
            "reason": self.reasons.number(texts["reason"]),
            "contains": self.contents.number(_tidied(texts["contains"])),
            "workaround": texts["is_workaround"].codes.astype(np.int8),
        }


def _refuse_unfit(records: Records, kinds: NDArray[np.int32], problems: Problems) -> None:
    """Refuse cells that have no meaning for the kind of event."""
    priority = KINDS.index(EventKind.PRIORITY)
    unnamed = (kinds == priority) & (records.texts["priority"].codes < 0)
    rows = np.flatnonzero(unnamed) + records.first
    problems.of_rows(
        records.file,
        rows.tolist(),
        "priority",
        lambda _: ("the event `priority` names none", "write the new one"),
    )
    for column, belongs_to, what, remedy in _BELONGS:
        fitting = np.isin(kinds, [KINDS.index(kind) for kind in belongs_to])
        for index in np.flatnonzero((records.texts[column].codes >= 0) & ~fitting).tolist():
            kind = KINDS[int(kinds[index])].value
            row = records.row(index)
            problems.of_row(row, f"the event `{kind}` has a {what}", remedy, column=column)


def _tidied(names: Codes) -> Codes:
    """Write cells of names alike where they name the same."""
    words = tuple(";".join(names_in(word)) for word in names.words)
    return Codes(codes=names.codes, words=words, unread=names.unread, why=names.why)
