"""What a ticket promise shows: how many were kept, and each breached one with its times."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.text.page import Page
from upheld.report.text.wording import counted, in_states, moment, target

MOST_TICKETS = 5


def tickets_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """Everything between the promise and the reasons."""
    record = finding["record"]
    lines = page.field("Tickets", in_states(record, record.get("noun", "ticket")))
    for label, state in (("Breached", "breached"), ("Running", "running"), ("Undecided", "indeterminate")):
        chosen = [clock for clock in record["clocks"] if clock["state"] == state]
        lines += _listed(label, chosen, zone, page)
    return lines + page.field("Tracked", *_tracked(record["tracked"]))


def _listed(label: str, clocks: list[Json], zone: Zone, page: Page) -> list[str]:
    """The clocks with the least time remaining first: the furthest over, or the next to run out."""
    ordered = sorted(clocks, key=lambda clock: (clock["remaining"], clock["started_at"], clock["ticket"]))
    lines = []
    for number, clock in enumerate(ordered[:MOST_TICKETS]):
        lines += page.field("" if number else label, *_clock(clock, zone))
    if len(ordered) > MOST_TICKETS:
        lines += page.field("", f"… and {len(ordered) - MOST_TICKETS} more (see JSON)")
    return lines


def _tracked(clocks: list[Json]) -> Iterator[str]:
    """The times that were measured without a promise, the longest first."""
    if not clocks:
        return
    yield f"{counted(len(clocks), 'ticket')} without a time promised"
    longest = sorted(clocks, key=lambda clock: (-clock["elapsed"], clock["ticket"]))
    for clock in longest[:MOST_TICKETS]:
        running = "" if "stopped_at" in clock else ", still running"
        doubt = f" ({clock['doubt']})" if "doubt" in clock else ""
        yield f"{clock['ticket']}: {took(clock)}{running}{doubt}"
    if len(longest) > MOST_TICKETS:
        yield f"… and {len(longest) - MOST_TICKETS} more (see JSON)"


def took(clock: Json) -> str:
    """The time a clock ran, and which time it counts."""
    basis = "" if clock["basis"] == "elapsed" else f" of {clock['basis']}"
    return f"{write_length(clock['elapsed'])}{basis}"


def _clock(clock: Json, zone: Zone) -> Iterator[str]:
    """The ticket, the time it took against its target, and when things happened."""
    over = clock["remaining"]
    rest = f"{write_length(-over)} over" if over < 0 else f"{write_length(over)} left"
    yield f"{clock['ticket']} ({clock['cell']}): {took(clock)}, promised {target(clock['target'])}: {rest}"
    stopped = clock.get("stopped_at")
    stop = f"stopped {moment(stopped, zone)}" if stopped else "not stopped yet"
    paused = f", paused {_times(len(clock['paused']))}" if clock.get("paused") else ""
    yield f"started {moment(clock['started_at'], zone)}, {stop}{paused}"
    yield _due(clock, zone)


def due_edges(clock: Json) -> tuple[str, str]:
    """The close by which it was due, and until when it was in time; one, where the break lies between."""
    due, last, broken = clock["due"], clock["last_compliant"], clock.get("breached_at")
    is_broken = broken is not None and parse_instant(broken) < parse_instant(last)
    return due, due if is_broken else last


def _due(clock: Json, zone: Zone) -> str:
    """Both edges of the due time, where the calendar sets them apart."""
    due, last = due_edges(clock)
    if due == last:
        return f"due {moment(due, zone)}"
    return f"due {moment(due, zone)} (close); in time until {moment(last, zone)} (next opening)"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
