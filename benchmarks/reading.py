"""How long reading takes, and writing anew: `python -m benchmarks.reading`.

Agreements of almost 1 MB, the most that is read, made of different things: objectives, tickets by priority,
alternatives and holes, terms of plans, mistakes in every line. Reading is what `upheld check` does once it is
started, without looking for cycles of garbage, as it does it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, count

from benchmarks.row import Row, shortest, show
from upheld.collect.gazetteer import gazetteer
from upheld.language.formatting.formatting import format_agreement
from upheld.language.reading import read_agreement
from upheld.language.source import LARGEST

HEAD = """\
upheld: 1
agreement: Example Hosting Service Level Agreement
provider: Example Hosting
version: "2026-01"
in_force: 2026-01-01
time_zone: Europe/Brussels
"""
SERVICES = "services:\n  app: {points: [web], sampled_every: 20 s}\n"
OFFICE = "hours: {office: Mon-Fri 09:00-17:00}\n"
RUNS = 3

Block = Callable[[int], str]


def objective(number: int) -> str:
    """An objective of its own, on lines of its own."""
    return (
        f"  uptime {number}:\n"
        f"    clause: {{reference: Section {number}, quote: uptime of service {number}}}\n"
        "    availability: {of: app}\n"
        f'    target: ">= 99.{number % 900 + 100} %"\n    period: calendar month\n    force: guarantee\n'
    )


def matrix(number: int) -> str:
    """A clock with a time for each of four priorities."""
    return (
        f"  response {number}:\n    response: {{hours: office, until: reply by a person}}\n"
        "    within: {P1: 30 minutes, P2: 4 business hours, P3: 1 business day, P4: 2 business days}\n"
        "    period: calendar month\n    force: target\n"
    )


def open_objective(number: int) -> str:
    """An objective whose target is one of two, and whose clause is to be agreed."""
    return (
        f'  uptime {number}:\n    availability: app\n    target: {{either: [">= 99.5 %", ">= 99.9 %"]}}\n'
        "    clause: to be agreed\n    period: calendar month\n    force: guarantee\n"
    )


def mistaken(number: int) -> str:
    """An objective with nothing right in it."""
    return f"  uptime {number}:\n    availabilty: ap\n    target: 99.{number} hours\n    perod: month\n"


AGREEMENTS: dict[str, tuple[str, Block]] = {
    "objectives": (HEAD + SERVICES + "objectives:\n", objective),
    "times by priority": (HEAD + OFFICE + SERVICES + "objectives:\n", matrix),
    "alternatives and holes": (HEAD + SERVICES + "objectives:\n", open_objective),
    "mistakes": (HEAD + SERVICES + "objectives:\n", mistaken),
}


def made(name: str) -> bytes:
    """An agreement of a kind, as large as an agreement may be."""
    head, block = AGREEMENTS[name]
    return _filled(chain([head], map(block, count())))


def made_with_plans() -> bytes:
    """One of half the size with three plans, each of which has terms of its own: four to be read."""
    head, block = AGREEMENTS["objectives"]
    terms = "{objectives: {uptime 1: {target: 99.99 %}}}"
    plans = "plans:\n" + "".join(f"  plan {number}: {{terms: {terms}}}\n" for number in range(3))
    return _filled(chain([plans, head], map(block, count())), LARGEST // 4)


def _filled(blocks: Iterator[str], size: int = LARGEST) -> bytes:
    parts: list[bytes] = []
    room = size
    for block in blocks:
        data = block.encode()
        if len(data) > room:
            break
        room -= len(data)
        parts.append(data)
    return b"".join(parts)


def main() -> list[Row]:
    """Measure, print and return the rows."""
    gc.disable()
    places = gazetteer()
    rows = []
    for name in AGREEMENTS:
        data = made(name)
        read = partial(read_agreement, {"a.yaml": data}, "a.yaml", places)
        rows.append(_row(f"read 1 MB of {name}", read, "<= 2 s"))
    with_plans = partial(read_agreement, {"a.yaml": made_with_plans()}, "a.yaml", places)
    rows.append(_row("read 256 KB of objectives with terms of three plans", with_plans, "<= 2 s"))
    rows.append(
        _row("write 1 MB of objectives anew", partial(format_agreement, "a.yaml", made("objectives")))
    )
    gc.enable()
    show(f"Reading (shortest of {RUNS} runs)", rows)
    return rows


def _row(what: str, work: Callable[[], object], asked: str = "") -> Row:
    gc.collect()
    return Row(what=what, figure=shortest(work, RUNS), unit="s", asked=asked)


if __name__ == "__main__":
    main()
