"""Tickets on a page: the worst in a table, more of them folded under it, and of those kept a few."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.html.blocks import Blocks, fields, more, table
from upheld.report.html.reasons import folded
from upheld.report.text.duties import STATES, WORST_FIRST
from upheld.report.text.tickets import due_edges, took
from upheld.report.text.wording import in_states, moment, target, then

MOST_TICKETS = 100
MOST_KEPT = 20
UNFOLDED = 12
_HEADERS = ("ticket", "promised", "started", "stopped", "took", "left or over", "due", "state")


def tickets_blocks(finding: Json, zone: Zone) -> Blocks:
    """The counts, the clocks that were judged, and the times that were only tracked."""
    record = finding["record"]
    return [
        fields([("Tickets", [in_states(record, record.get("noun", "ticket"))])]),
        *_judged(record["clocks"], zone),
        *_only_tracked(record["tracked"], zone),
    ]


def _judged(clocks: Sequence[Json], zone: Zone) -> Blocks:
    listed = _worst_first(clocks)
    several = len({clock["cell"] for clock in listed}) > 1
    rows = [_clock(clock, zone, several=several) for clock in listed]
    first, others = (
        table(caption, _HEADERS, part, numbers=("took", "left or over"))
        for caption, part in (
            ("Clocks, the least time left first", rows[:UNFOLDED]),
            ("Further clocks", rows[UNFOLDED:]),
        )
    )
    further = f"{len(rows) - UNFOLDED} further clocks"
    return [first, folded(further, others) if others else None, more(len(clocks) - len(listed))]


def _only_tracked(clocks: Sequence[Json], zone: Zone) -> Blocks:
    longest = sorted(clocks, key=lambda clock: (-clock["elapsed"], clock["ticket"]))
    rows = [_tracked(clock, zone) for clock in longest[:UNFOLDED]]
    headers = ("ticket", "started", "took", "doubt")
    return [
        table("Times without a promise, the longest first", headers, rows, numbers=("took",)),
        more(len(clocks) - len(rows)),
    ]


def _worst_first(clocks: Sequence[Json]) -> list[Json]:
    """By what became of them and by the time left, as many as are shown; of those kept only a few."""
    ordered = sorted(
        clocks,
        key=lambda clock: (
            WORST_FIRST.index(clock["state"]),
            clock["remaining"],
            clock["started_at"],
            clock["ticket"],
        ),
    )
    not_kept = sum(clock["state"] != "kept" for clock in clocks)
    return ordered[: min(MOST_TICKETS, not_kept + MOST_KEPT)]


def _clock(clock: Json, zone: Zone, *, several: bool) -> list[str]:
    """One clock as a row; `several` says that its cell must be told from others."""
    started, over = clock["started_at"], clock["remaining"]
    due, last = (then(edge, started, zone) for edge in due_edges(clock))
    promised = target(clock["target"])
    return [
        clock["ticket"],
        f"{clock['cell']}: {promised}" if several else promised,
        moment(started, zone),
        then(clock["stopped_at"], started, zone) if "stopped_at" in clock else "not yet",
        write_length(clock["elapsed"]),
        f"{write_length(-over)} over" if over < 0 else f"{write_length(over)} left",
        due if due == last else f"{due} (close), {last} (next opening)",
        STATES[clock["state"]],
    ]


def _tracked(clock: Json, zone: Zone) -> list[str]:
    running = "" if "stopped_at" in clock else ", still running"
    return [
        clock["ticket"],
        moment(clock["started_at"], zone),
        f"{took(clock)}{running}",
        clock.get("doubt", ""),
    ]
