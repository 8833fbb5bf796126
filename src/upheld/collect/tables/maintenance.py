"""The table of maintenance: announced, planned, and as it took place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upheld.collect.column import RESOURCES, SERVICES, SOURCE, Column, Kind
from upheld.collect.problem import Problems
from upheld.collect.records import Entry
from upheld.collect.register import Placed, RecordTable
from upheld.evidence.maintenance import Maintenance, WorkKind

MAINTENANCE = (
    SOURCE,
    Column(name="name", kind=Kind.TEXT, required=True, meaning="what was done"),
    Column(
        name="kind",
        kind=Kind.WORD,
        required=True,
        words=tuple(kind.value for kind in WorkKind),
        meaning="whether it was planned beforehand",
    ),
    SERVICES,
    RESOURCES,
    Column(name="announced_at", kind=Kind.TIME, meaning="when customers were told; empty if they were not"),
    Column(name="starts_at", kind=Kind.TIME, required=True, meaning="start of the plan"),
    Column(name="ends_at", kind=Kind.TIME, required=True, meaning="end of the plan, later than its start"),
    Column(
        name="took_place_from",
        kind=Kind.TIME,
        meaning="start of the time that was used; the whole plan where empty",
    ),
    Column(
        name="took_place_until",
        kind=Kind.TIME,
        meaning="end of the time that was used; stands together with its start",
    ),
    Column(name="cancelled_at", kind=Kind.TIME, meaning="when it was called off"),
)


def _work(entry: Entry) -> Maintenance | None:
    planned = entry.interval("starts_at", "ends_at", "work")
    took_place = entry.interval("took_place_from", "took_place_until", "work")
    if planned is None:
        return None
    return Maintenance(
        source=entry.known("source"),
        name=entry.known("name"),
        kind=WorkKind(entry.known("kind")),
        services=entry.names("services"),
        resources=entry.names("resources"),
        announced_at=entry.time("announced_at"),
        planned=planned,
        took_place=took_place,
        cancelled_at=entry.time("cancelled_at"),
    )


def _refuse_overlaps(placed: Iterable[Placed[Maintenance]], problems: Problems) -> None:
    """Refuse work of one name that is planned twice for the same time; what was cancelled is not planned."""
    standing = [each for each in placed if each[0].cancelled_at is None]
    standing.sort(key=lambda each: (each[0].source, each[0].name, each[0].planned.start))
    last: Placed[Maintenance] | None = None
    for work, row in standing:
        if last is not None and _clash(last[0], work):
            problems.of_pair(
                row,
                last[1],
                f"maintenance `{work.name}` is planned for a time in which, by {{other}}, it lasts already",
                "write it once with its whole time, cancel one of the two, or give them names of their own",
            )
        if last is None or not _same(last[0], work) or work.planned.end > last[0].planned.end:
            last = work, row


def _same(one: Maintenance, other: Maintenance) -> bool:
    return (one.source, one.name) == (other.source, other.name)


def _clash(one: Maintenance, later: Maintenance) -> bool:
    shared = _share(one.services, later.services) and _share(one.resources, later.resources)
    return _same(one, later) and shared and later.planned.start < one.planned.end


def _share(some: Sequence[str], others: Sequence[str]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)


WORKS: RecordTable[Maintenance] = RecordTable(
    read=_work,
    spoken=lambda work: f"maintenance `{work.name}` with this start",
    check=_refuse_overlaps,
)
"""How the table is read."""
