"""What the text leaves open: undeclared terms, their readings, and what differs by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.report.figure import Json
from upheld.report.text.page import Page

MOST_TERMS = 10


def undeclared_lines(terms: Sequence[Json], page: Page) -> list[str]:
    """The section on open terms: in full those that decide something, in a line those that don't."""
    if not terms:
        return []
    deciding, idle = told_apart(terms)
    lines = page.heading("LEFT OPEN BY THE TEXT")
    for term in deciding[:MOST_TERMS]:
        lines += page.paragraph(f"{term['asks']} ({term['code']}, {term['at']})", 2, 2)
        lines += page.paragraph(f"by its readings differ {decided(term)}", 4)
        for reading in readings(term):
            lines += page.paragraph(f"- {reading}", 4, 2)
    if len(deciding) > MOST_TERMS:
        lines += page.paragraph(f"… and {len(deciding) - MOST_TERMS} more (see JSON)", 2)
    if idle:
        listed = "; ".join(f"{term['code']} at {term['at']}" for term in idle)
        lines += page.paragraph(f"Open too, though nothing here differs by it: {listed}", 2, 2)
    return lines


def told_apart(terms: Sequence[Json]) -> tuple[list[Json], list[Json]]:
    """Terms by whose readings something comes to something else, and the others."""
    deciding = [term for term in terms if decided(term)]
    return deciding, [term for term in terms if not decided(term)]


def decided(term: Json) -> str:
    """What comes to something else by the readings of a term; empty where nothing does."""
    return ", ".join([*term.get("decides", ()), *term.get("settlement", ())])


def readings(term: Json) -> Iterator[str]:
    """Each reading as the line that would declare it, what it means, and whether it is the one in force."""
    for number, reading in enumerate(term["readings"]):
        meaning = f": {reading['meaning']}" if "meaning" in reading else ""
        counts = "; so it is read, against the drafter" if term.get("read_as") == number else ""
        yield f"`{reading['line']}`{meaning}{counts}"
