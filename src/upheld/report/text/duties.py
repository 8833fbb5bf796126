"""What promises kept one occasion at a time show: how many were kept, and a table of the occasions."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.report.figure import Json
from upheld.report.text.page import Ink, Page
from upheld.report.text.wording import in_states, moment, then

MOST_OCCASIONS = 12
MOST_KEPT = 3
NARROW = 80
"""A page of fewer columns has no room for the table."""

NOT_DONE = "not done"
HEADERS = ("occasion", "began", "done", "took", "due", "lacks", "state")
WORST_FIRST = ("breached", "indeterminate", "running", "kept")
STATES = {
    "kept": "kept",
    "breached": "breached",
    "running": "open",
    "indeterminate": "undecided",
}
"""How the state of an occasion is said."""
_INKS = {"kept": Ink.GREEN, "breached": Ink.RED, "running": Ink.FAINT, "indeterminate": Ink.YELLOW}


def duties_lines(finding: Json, zone: Zone, page: Page) -> list[str]:
    """Everything between the promise and the reasons."""
    record = finding["record"]
    lines = page.field("Occasions", in_states(record, "occasion"))
    listed = most_telling(record["duties"], MOST_OCCASIONS, MOST_KEPT)
    cells = [duty_cells(duty, zone) for duty in listed]
    if page.width < NARROW:
        lines += [line for row in cells for line in page.paragraph(_in_a_sentence(row), 2, 2)]
    elif listed:
        lines += page.table(*_filled(HEADERS, cells), [_INKS[duty["state"]] for duty in listed])
    if len(record["duties"]) > len(listed):
        lines += page.paragraph(f"… and {len(record['duties']) - len(listed)} more (see JSON)", 4)
    return lines


def _in_a_sentence(row: Sequence[str]) -> str:
    """A row where there is no room for columns: `INC-2, breached: began …, done …`."""
    named = zip(HEADERS[1:-1], row[1:-1], strict=True)
    parts = [cell if cell == NOT_DONE else f"{head} {cell}" for head, cell in named if cell]
    return f"{row[0]}, {row[-1]}: {', '.join(parts)}"


def _filled(
    headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The columns in which there is something."""
    kept = [number for number in range(len(headers)) if any(row[number] for row in rows)]
    return [headers[number] for number in kept], [[row[number] for number in kept] for row in rows]


def most_telling(duties: Sequence[Json], most: int, most_kept: int) -> list[Json]:
    """The occasions to show, in order of time: the worst that there is room for, and few that were kept."""
    worst = sorted(
        range(len(duties)), key=lambda number: (WORST_FIRST.index(duties[number]["state"]), number)
    )
    not_kept = sum(duty["state"] != "kept" for duty in duties)
    return [duties[number] for number in sorted(worst[: min(most, not_kept + most_kept)])]


def duty_cells(duty: Json, zone: Zone) -> list[str]:
    """One occasion as a row: when it was done and due are as short as when it began allows."""
    began, done, due = duty["began_at"], duty.get("done_at"), duty.get("due")
    return [
        duty["what"],
        moment(began, zone),
        then(done, began, zone) if done else NOT_DONE,
        write_length(duty["length"]["length"]) if "length" in duty else "",
        then(due, began, zone) if due else "",
        ", ".join(duty.get("lacks", ())),
        STATES[duty["state"]],
    ]
