"""References: numbers of tickets, incidents and the like by which one record of evidence names another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from upheld.collect.problem import nearest
from upheld.evidence.evidence import Evidence, Flag, Table

_MOST_COMPARED = 1000


class _Reference(Struct, frozen=True):
    """A record that names others by their numbers."""

    source: str
    named_by: str
    numbers: tuple[str, ...]


def dangling(evidence: Evidence) -> Iterator[Flag]:
    """Flag references to what no table has, once for each table and source; missing tables are no fault."""
    tickets = {each.number for each in evidence.tickets}
    incidents = {each.number for each in evidence.incidents}
    others = {each.number for each in evidence.outages} | {each.number for each in evidence.changes}
    if Table.INCIDENTS in evidence.tables:
        tickets_of = [(each.source, f"ticket {each.number}", each.incident) for each in evidence.tickets]
        outages_of = [(each.source, f"outage {each.number}", each.incident) for each in evidence.outages]
        recoveries_of = [
            (each.source, f"recovery {each.number}", each.incident) for each in evidence.recoveries
        ]
        named = [
            _Reference(source, named_by, (number,))
            for source, named_by, number in (*tickets_of, *outages_of, *recoveries_of)
            if number is not None
        ]
        yield from _dangling(named, incidents, "incident")
    if Table.TICKETS in evidence.tables:
        named = [_Reference(each.source, f"change {each.number}", each.tickets) for each in evidence.changes]
        yield from _dangling(named, tickets, "ticket")
    if {Table.TICKETS, Table.INCIDENTS, Table.OUTAGES, Table.CHANGES} & evidence.tables:
        named = [
            _Reference(each.source, f"exclusion case {each.number}", each.about)
            for each in evidence.exclusions
        ]
        yield from _dangling(named, tickets | incidents | others, "ticket, incident, outage or change")


def _dangling(references: Iterable[_Reference], known: set[str], what: str) -> Iterator[Flag]:
    lost: dict[str, list[tuple[str, str]]] = {}
    for each in references:
        for number in each.numbers:
            if number not in known:
                lost.setdefault(each.source, []).append((each.named_by, number))
    for source, found in sorted(lost.items()):
        named_by, number = found[0]
        more = f" ({len(found) - 1} more like it)" if len(found) > 1 else ""
        near = nearest(number, sorted(known)[:_MOST_COMPARED], f"correct the number, or add the {what}")
        yield Flag(
            code="names-nothing",
            source=source,
            says=f"{named_by} names `{number}`, and there is no such {what}{more}; {near}",
        )
