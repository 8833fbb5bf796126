"""A row of results, and how rows are shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: what was measured, what was to be reached, and what another tool does in the same run."""

    what: str
    figure: float
    unit: str
    asked: str = ""
    beside: str = ""
    ratio: float | None = None
    """How many times as much as what stands beside it."""


def shortest(work: Callable[[], object], runs: int = 7) -> float:
    """Seconds of the shortest of some runs: whatever else the machine does can only make a run longer."""
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def show(title: str, rows: Iterable[Row]) -> None:
    """Print rows as a plain table."""
    print(title)
    for row in rows:
        asked = f"asked {row.asked}" if row.asked else ""
        beside = f"{row.beside}, {times(row.ratio)} times" if row.ratio is not None else row.beside
        print(f"  {row.what:<58} {number(row.figure):>9} {row.unit:<13} {asked:<14} {beside}".rstrip())


def number(figure: float) -> str:
    """Three digits that count."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def times(ratio: float) -> str:
    """How many times as much; a small number with a decimal, since 1.4 is not 1."""
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"
