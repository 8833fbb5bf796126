"""What objectives leave unwritten and mean all the same: force, period, the reply that counts, the time."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.clock import ClockKind, RunsOn, TicketClock
from upheld.agreement.objective import Objective, clock_of
from upheld.agreement.recovery import Recovery
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.patch import NodePath
from upheld.language.quotations import keys_within
from upheld.language.reader import Reader

_REPLIES = frozenset(ClockKind) - {ClockKind.RESOLUTION}
_SOLUTIONS = frozenset({ClockKind.RESOLUTION, ClockKind.RESOLUTION_OR_UPDATE})


def review_unwritten(draft: Draft, reader: Reader) -> None:
    """Note, once, what holds by default for which objectives; open questions are told by themselves."""
    if reader.found_errors:
        return
    held: dict[str, list[str]] = {}
    asked = _asked(Code.AMBIGUOUS_FORCE, reader)
    for written in draft.objectives:
        for line in _unwritten(written, force_is_asked=reader.path_of(written.node) in asked):
            held.setdefault(line, []).append(f"`{written.value.name}`")
    if held:
        listed = "; ".join(f"`{line}` for {', '.join(names)}" for line, names in held.items())
        message = f"not written, so by default: {listed}"
        remedy = "write them beside the promise, so that both parties read the same"
        reader.report(Code.TERM_DEFAULT, _objectives_key(draft), message, remedy)


def _unwritten(written: Written[Objective], *, force_is_asked: bool) -> Iterator[str]:
    """The lines that hold and are not there."""
    keys, objective = frozenset(keys_within(written.node)), written.value
    clock = clock_of(objective) or objective.indicator
    if "force" not in keys and not force_is_asked:
        yield f"force: {objective.force.value}"
    if isinstance(clock, TicketClock | Recovery) and "starts_at" not in keys:
        yield f"starts_at: {clock.starts_at.value}"
    if not isinstance(clock, TicketClock):
        return
    if "period" not in keys:
        yield f"period: {objective.period}"
    if "until" not in keys and clock.kind in _REPLIES and "acknowledgement" not in keys:
        yield f"until: {clock.until.value}"
    if "solved_by" not in keys and clock.kind in _SOLUTIONS:
        yield f"solved_by: {clock.solved_by.value}"
    if clock.hours is not None and "counted_in" not in keys and _has_plain_time(clock):
        yield f"counted_in: {RunsOn.WALL_CLOCK.value}"


def _asked(code: Code, reader: Reader) -> frozenset[NodePath]:
    """The terms of which a key is asked for by a code."""
    edits = (edit for each in reader.questions if each.code is code for edit in each.readings[0].edits)
    return frozenset(edit.path[:-1] for edit in edits)


def _has_plain_time(clock: TicketClock) -> bool:
    times = (time for cell in clock.cells for time in (cell.inside, cell.outside))
    return any(time is not None and time.runs_on is RunsOn.WALL_CLOCK for time in times)


def _objectives_key(draft: Draft) -> Node:
    root = draft.fields.node
    keys = [key for key, _ in root.entries if key.text == "objectives"] if isinstance(root, MapNode) else []
    return keys[0] if keys else root
