"""Run every benchmark and write the page of results: `make bench`, or `python -m benchmarks NAME ...`."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.row import Row, number, times

NAMES = (
    "calendars",
    "clocks",
    "tickets",
    "reading",
    "telemetry",
    "intake",
    "service",
    "large",
    "probes",
    "agents",
    "live",
    "statements",
    "closings",
    "commands",
)
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Written by `make bench` on {day}: Python {python}, numpy {numpy}, {cores} cores ({machine}). A machine's speed
drifts; ratios were taken in one run. One table alone: `python -m benchmarks NAME`.
"""


def main() -> None:
    """Run the benchmarks named, or all of them; the page is written only after all."""
    asked = sys.argv[1:] or list(NAMES)
    sections = []
    for name in asked:
        module = import_module(f"benchmarks.{name}")
        rows = module.main()
        print()
        title, _, command = (module.__doc__ or "").rstrip(".\n").partition(": ")
        sections.append(f"## {title}\n\n{command}\n\n{_table(rows)}")
    if len(asked) == len(NAMES):
        PAGE.write_text("\n".join([_head(), "\n\n".join(sections), ""]))
        print(f"written to {PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE}")


def _head() -> str:
    return HEAD.format(
        day=datetime.now(UTC).date(),
        python=platform.python_version(),
        numpy=version("numpy"),
        cores=os.cpu_count(),
        machine=platform.machine(),
    )


def _table(rows: list[Row]) -> str:
    lines = ["| what | figure | asked | beside | ratio |", "|---|---|---|---|---|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{times(row.ratio)} ×"
        lines.append(
            f"| {row.what} | {number(row.figure)} {row.unit} | {row.asked} | {row.beside} | {ratio} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
