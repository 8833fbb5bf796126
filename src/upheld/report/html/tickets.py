"""Tickets on a page: those whose clocks were breached, run or lie open in full, and of those kept a few."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.html.blocks import fields, more, table
from upheld.report.markup import Markup
from upheld.report.text.duties import STATES, WORST_FIRST
from upheld.report.text.tickets import took
from upheld.report.text.wording import in_states, moment, target, then

MOST_TICKETS = 100
MOST_KEPT = 20
_HEADERS = ("ticket", "promised", "started", "stopped", "took", "left or over", "due", "state")


def tickets_blocks(finding: Json, zone: Zone) -> list[Markup | None]:
    """The counts, a table of clocks and one of times that were only tracked."""
    record = finding["record"]
    listed = _listed(record["clocks"])
    tracked = sorted(record["tracked"], key=lambda clock: (-clock["elapsed"], clock["ticket"]))
    return [
        fields([("Tickets", [in_states(record, "ticket")])]),
        table(
            "Clocks, the least time left first",
            _HEADERS,
            [_clock(clock, zone) for clock in listed],
            numbers=("took", "left or over"),
        ),
        more(len(record["clocks"]) - len(listed)),
        table(
            "Times without a promise, the longest first",
            ("ticket", "started", "took", "doubt"),
            [_tracked(clock, zone) for clock in tracked[:MOST_TICKETS]],
            numbers=("took",),
        ),
        more(len(tracked) - MOST_TICKETS),
    ]


def _listed(clocks: Sequence[Json]) -> list[Json]:
    """The worst first, by what became of them and by the time left; of those kept only a few."""
    worst = sorted(
        clocks,
        key=lambda clock: (
            WORST_FIRST.index(clock["state"]),
            clock["remaining"],
            clock["started_at"],
            clock["ticket"],
        ),
    )
    not_kept = sum(clock["state"] != "kept" for clock in clocks)
    return worst[: min(MOST_TICKETS, not_kept + MOST_KEPT)]


def _clock(clock: Json, zone: Zone) -> list[str]:
    started, over = clock["started_at"], clock["remaining"]
    due, last = (then(clock[edge], started, zone) for edge in ("due", "last_compliant"))
    return [
        clock["ticket"],
        promised(clock),
        moment(started, zone),
        then(clock["stopped_at"], started, zone) if "stopped_at" in clock else "not yet",
        write_length(clock["elapsed"]),
        f"{write_length(-over)} over" if over < 0 else f"{write_length(over)} left",
        due if due == last else f"{due} (close), {last} (next opening)",
        STATES[clock["state"]],
    ]


def promised(clock: Json) -> str:
    """The target, and for which tickets it is, where there are several kinds of them."""
    limit = target(clock["target"])
    return limit if clock["cell"] == "every ticket" else f"{clock['cell']}: {limit}"


def _tracked(clock: Json, zone: Zone) -> list[str]:
    running = "" if "stopped_at" in clock else ", still running"
    return [
        clock["ticket"],
        moment(clock["started_at"], zone),
        f"{took(clock)}{running}",
        clock.get("doubt", ""),
    ]
