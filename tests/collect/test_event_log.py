"""The log of a ticket, put in order column by column, against sorting its events one by one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from evidence_folder import write_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.collect.folder import read_folder
from upheld.evidence.ticket import EventKind

START = parse_instant("2026-03-01T00:00:00Z")
KINDS = [kind for kind in EventKind if kind is not EventKind.OPENED]
ACTORS = ["agent", "automatic", "customer", "system"]


@dataclass(frozen=True)
class Told:
    """A row of the log, as this test makes it."""

    ticket: int
    minute: int
    sequence: int | None
    kind: EventKind
    actor: str
    contains: str | None

    def row(self) -> dict[str, str | None]:
        return {
            "source": "desk",
            "ticket": f"T-{self.ticket}",
            "at": _at(self.minute),
            "sequence": None if self.sequence is None else str(self.sequence),
            "event": self.kind.value,
            "actor": self.actor,
            "priority": "P1" if self.kind is EventKind.PRIORITY else None,
            "contains": self.contains,
        }

    def place(self) -> tuple[object, ...]:
        """Where it stands in the log: by time and number, unnumbered ones last."""
        numbered = self.sequence is None, self.sequence or 0
        return self.minute, numbered, KINDS.index(self.kind), self.actor, self.contains or ""


def _at(minute: int) -> str:
    return format_instant(Instant(START + minute * 60_000_000))


told = st.builds(
    Told,
    st.integers(0, 2),
    st.integers(0, 4),
    st.none() | st.integers(0, 3),
    st.sampled_from(KINDS),
    st.sampled_from(ACTORS),
    st.sampled_from([None, "eta", "cause"]),
)


def _in_order(rows: list[Told]) -> list[Told]:
    return sorted(set(rows), key=Told.place)


def _contradict(rows: list[Told]) -> bool:
    """Whether two events have one time and number, or one waits after the end."""
    log = _in_order(rows)
    keys = [(each.minute, each.sequence) for each in log if each.sequence is not None]
    over = False
    for each in log:
        if each.kind is EventKind.PAUSED and over:
            return True
        over = each.kind in (EventKind.RESOLVED, EventKind.CLOSED) or (
            over and each.kind is not EventKind.REOPENED
        )
    return len(keys) != len(set(keys))


def _numbers(log: list[Told]) -> list[int]:
    numbers: list[int] = []
    minute, last = None, -1
    for each in log:
        last = last if each.minute == minute else -1
        minute, last = each.minute, last + 1 if each.sequence is None else each.sequence
        numbers.append(last)
    return numbers


def _is_flagged(files: list[list[Told]]) -> bool:
    """Whether times go back within a file that is not newest first throughout."""
    pairs = [pair for rows in files for pair in pairwise(dict.fromkeys(rows))]
    steps = [1 for one, two in pairs if two.minute < one.minute]
    return bool(steps) and not (len(steps) > 1 and len(steps) == len(pairs))


@settings(max_examples=120, deadline=None)
@given(files=st.lists(st.lists(told, min_size=1, max_size=9), min_size=1, max_size=2))
def test_the_log_is_what_sorting_it_by_hand_gives(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[Told]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("log")
    opened: list[dict[str, str | None]] = [
        {"source": "desk", "ticket": f"T-{n}", "opened_at": _at(0)} for n in range(3)
    ]
    write_rows(folder, "tickets.csv", opened)
    for number, rows in enumerate(files):
        write_rows(folder, f"ticket_events.{number}.csv", [each.row() for each in rows])
    logs = [[[each for each in rows if each.ticket == n] for rows in files] for n in range(3)]
    together = [[each for rows in log for each in rows] for log in logs]
    reading = read_folder(folder)
    if any(_contradict(rows) for rows in together):
        assert reading.evidence is None
        return
    assert reading.evidence is not None
    for ticket, rows in zip(reading.evidence.tickets, together, strict=True):
        log = _in_order(rows)
        assert [(each.at, each.kind, each.actor.value) for each in ticket.events[1:]] == [
            (START + each.minute * 60_000_000, each.kind, each.actor) for each in log
        ]
        assert [";".join(each.contains) or None for each in ticket.events[1:]] == [
            each.contains for each in log
        ]
        assert [each.sequence for each in ticket.events[1:]] == _numbers(log)
    assert reading.repeated == sum(len(rows) - len(set(rows)) for rows in together)
    flagged = {flag.says.split()[4] for flag in reading.evidence.flags}
    assert flagged == {f"T-{n}" for n, log in enumerate(logs) if _is_flagged(log)}
