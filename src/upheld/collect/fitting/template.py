"""The template of a folder of evidence: empty tables and commented bindings for one agreement."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.collect.columns import COLUMNS, ROWS
from upheld.collect.discovery import BINDINGS
from upheld.collect.fitting.bound_names import measures_of, points_of
from upheld.collect.fitting.needed_tables import Need, needs_of
from upheld.evidence.evidence import Table

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.\- ]*[A-Za-z0-9]", re.ASCII)
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


class TemplateFile(Struct, frozen=True, kw_only=True):
    """A file of the template: its name, what is in it, what that is, and what for."""

    name: str
    data: bytes
    holds: str
    purpose: str


def template_of(agreements: tuple[Agreement, ...]) -> tuple[TemplateFile, ...]:
    """Write the empty tables and the bindings that an agreement, given on all its plans, is judged by."""
    needs: dict[Table, list[Need]] = {}
    for need in needs_of(agreements):
        needs.setdefault(need.any_of[0], []).append(need)
    bindings = TemplateFile(
        name=BINDINGS,
        data=_bindings(agreements),
        holds="what the sources are",
        purpose="to tell which of them feeds which point and measure",
    )
    return bindings, *(_table(table, several) for table, several in needs.items())


def spoken_need(need: Need) -> str:
    """Say what a table is needed for."""
    parts = [
        f"for {_listed(need.objectives)}" if need.objectives else "",
        f"for what {_listed(need.leaves_out)} {_do(need.leaves_out)} out" if need.leaves_out else "",
        f"to tell {' and '.join(need.settles)}" if need.settles else "",
    ]
    return "; ".join(filter(None, parts))


def _table(table: Table, needs: list[Need]) -> TemplateFile:
    header = ",".join(column.name for column in COLUMNS[table])
    others = {other: None for need in needs for other in need.any_of[1:]}
    instead = "".join(f"; {other.value}.csv will do as well: {ROWS[other]}" for other in others)
    return TemplateFile(
        name=f"{table.value}.csv",
        data=f"{header}\n".encode(),
        holds=ROWS[table],
        purpose="; ".join(map(spoken_need, needs)) + instead,
    )


def _bindings(agreements: tuple[Agreement, ...]) -> bytes:
    return "".join(f"{line}\n" for line in _binding_lines(agreements)).encode()


def _binding_lines(agreements: tuple[Agreement, ...]) -> Iterator[str]:
    yield f"# What feeds what: {agreements[0].name}."
    yield "# Take away the # where a line fits, and put in the names that your sources use."
    yield "bindings: 1"
    yield ""
    yield "# Sources by their name in the column `source`; one that needs nothing said may be left out."
    yield "#sources:"
    yield "#  monitor:"
    yield "#    zone: Europe/London    # of local times; times with Z or an offset need none"
    yield "#    hold: 26 h             # for the table states: how long one holds when nothing follows"
    yield from _section(
        "points",
        "Measurement points of the agreement, each with the site that a source watches there.",
        points_of(agreements),
        "site",
    )
    yield from _section(
        "measures",
        "Measures of the agreement, each with a series of a source. Series of the same name need no line.",
        measures_of(agreements),
        "series",
    )


def _section(key: str, comment: str, names: Iterable[str], fed_by: str) -> Iterator[str]:
    names = tuple(names)
    if names:
        yield ""
        yield f"# {comment}"
        yield f"#{key}:"
        yield from (f"#  {_scalar(name)}: {{source: monitor, {fed_by}: {_scalar(name)}}}" for name in names)


def _scalar(name: str) -> str:
    """Write a name so that it is read back as it is, plain where that is safe."""
    if _PLAIN.fullmatch(name) and name.lower() not in _NOT_PLAIN:
        return name
    return json.dumps(name, ensure_ascii=False)


def _listed(names: tuple[str, ...], most: int = 4) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _do(exclusions: tuple[str, ...]) -> str:
    return "leaves" if len(exclusions) == 1 else "leave"
