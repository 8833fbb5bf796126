"""The log of one incident, written as a ticket and its events; what does not agree in it is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.importers.importer import Import
from upheld.collect.importers.incident import Happening, Phase, Snapshot, Standing, happenings
from upheld.collect.importers.snapshot_store import Stored
from upheld.evidence.evidence import Table
from upheld.evidence.ticket import Actor, EventKind

_MISSING = frozenset({"", "?"})


def write_incident(
    number: str, rows: Sequence[Stored], standings: Mapping[str, Standing], work: Import
) -> None:
    """Write one ticket and its events from the rows of its log, in the order of their updates."""
    log = _in_time(_once(rows, work), work)
    opened = _opening(log, work)
    told = list(happenings(list(_snapshots(log, standings, work.settings.system_users))))
    told.extend(_beyond_the_log(log[-1], told, opened, work))
    _compare(log, told, work)
    work.publication.write(
        Table.TICKETS,
        {
            "source": work.source,
            "ticket": number,
            "customer": _recorded(log[0].caller),
            "channel": _recorded(log[0].contact),
            "priority": log[0].priority,
            "opened_at": format_instant(opened),
        },
    )
    for sequence, happening in enumerate(sorted(told, key=lambda each: each.at), start=1):
        work.publication.write(Table.TICKET_EVENTS, _event(work.source, number, sequence, happening))


def _once(rows: Iterable[Stored], work: Import) -> list[Stored]:
    """Leave out rows that say again what the row before said."""
    kept: list[Stored] = []
    for row in rows:
        if kept and row[:-1] == kept[-1][:-1]:
            work.repeated += 1
        else:
            kept.append(row)
    return kept


def _in_time(log: Sequence[Stored], work: Import) -> list[Stored]:
    """Let no update be later than the one that follows it, whose number is higher."""
    ordered: list[Stored] = []
    for row in reversed(log):
        at = min([row.at, *(later.at for later in ordered[-1:])])
        ordered.append(row._replace(at=at))
    for earlier, later in pairwise(log):
        if later.at < earlier.at:
            work.notes.add(
                "updates stand out of order of time; the earlier one was taken to be no later than the next",
                _where(earlier),
            )
    return ordered[::-1]


def _opening(log: Sequence[Stored], work: Import) -> Instant:
    """Tell when the incident was opened: one that was worked on earlier than it says was open by then."""
    first = log[0]
    seen = min(row.at for row in log)
    created = seen if first.created is None else min(seen, first.created)
    if created < first.opened:
        work.notes.add(
            "incidents were at hand before they were opened; the earlier time counts", _where(first)
        )
    return Instant(min(first.opened, created))


def _snapshots(
    log: Sequence[Stored], standings: Mapping[str, Standing], system_users: frozenset[str]
) -> Iterator[Snapshot]:
    """Give the log as snapshots; where a state or priority is not recorded, the one before goes on."""
    standing = Standing(phase=Phase.NEW)
    priority = next((row.priority for row in log if row.priority), "")
    reopened = log[0].reopened
    for row in log:
        standing = standings.get(row.state, standing)
        priority = row.priority or priority
        yield Snapshot(
            at=Instant(row.at),
            standing=standing,
            priority=priority,
            by_person=row.user not in system_users,
            may_reopen=row.reopened is None or reopened is None or row.reopened > reopened,
        )
        reopened = row.reopened


def _beyond_the_log(
    last: Stored, told: Sequence[Happening], opened: Instant, work: Import
) -> Iterator[Happening]:
    """Add a resolution or closing that only the incident's own columns tell: the log ends before it."""
    kinds = {happening.kind for happening in told}
    for kind, at in ((EventKind.RESOLVED, last.resolved), (EventKind.CLOSED, last.closed)):
        if at is None or kind in kinds or EventKind.CLOSED in kinds:
            continue
        if at < max(opened, last.at):
            work.problems.of_file(
                work.path.name,
                f"incident {last.number} says it was {kind.value} before the last update of its log",
                "export the log whole",
                column=f"{kind.value}_at",
                line=last.line,
            )
            continue
        work.notes.add(
            f"logs end before the incident was {kind.value}; its own column tells when", _where(last)
        )
        yield Happening(at=Instant(at), kind=kind, actor=Actor.SYSTEM)


def _compare(log: Sequence[Stored], told: Sequence[Happening], work: Import) -> None:
    """Hold the incident's own columns against its log."""
    last = log[-1]
    for kind, said in ((EventKind.RESOLVED, last.resolved), (EventKind.CLOSED, last.closed)):
        logged = [happening.at for happening in told if happening.kind is kind]
        if said is not None and logged and said != logged[-1]:
            work.notes.add(
                f"incidents name another time in `{kind.value}_at` than their log shows; the log counts",
                f"{_where(last)}: {format_instant(Instant(said))} against {format_instant(logged[-1])}",
            )
    reopened = sum(happening.kind is EventKind.REOPENED for happening in told)
    if last.reopened is not None and reopened != last.reopened - (log[0].reopened or 0):
        work.notes.add("incidents count more reopenings than their log shows; the log counts", _where(last))


def _event(source: str, number: str, sequence: int, happening: Happening) -> dict[str, str]:
    return {
        "source": source,
        "ticket": number,
        "at": format_instant(happening.at),
        "sequence": str(sequence),
        "event": happening.kind.value,
        "actor": happening.actor.value,
        "priority": happening.priority,
        "reason": happening.reason,
    }


def _recorded(text: str) -> str:
    return "" if text in _MISSING else text


def _where(row: Stored) -> str:
    return f"{row.number}, line {row.line}"
