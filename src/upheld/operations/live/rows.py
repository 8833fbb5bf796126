"""Rows of evidence, kept as they were read: of what is recorded next only the tables it is in are read anew.

Tickets are kept one by one, and of all that there ever were only those that may still matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from msgspec import Struct
from msgspec.structs import replace

from upheld.chrono.instant import DAY, Instant
from upheld.collect.clock_steps import Key
from upheld.collect.folder import FolderReading
from upheld.collect.holdings import Holding, SortedRuns, read_holdings, sort_holdings
from upheld.collect.series import Run
from upheld.errors import UsageError
from upheld.evidence.evidence import Evidence, Table
from upheld.evidence.ticket import Ticket
from upheld.operations.live.ticket_marks import follow_tickets, matter_since
from upheld.store.dossiers import Dossier
from upheld.store.holding import (
    Moved,
    bindings_known,
    moved_since,
    rows_known_of,
    rows_of_subjects,
)
from upheld.store.keeping import tables_kept

OF_TICKETS = frozenset({Table.TICKETS, Table.TICKET_EVENTS})
OBSERVED = frozenset({Table.SAMPLES, Table.STATES})
_GROUPS: tuple[frozenset[Table], ...] = (
    frozenset({Table.INCIDENTS, Table.INCIDENT_UPDATES}),
    frozenset({Table.MEASUREMENTS, Table.AGGREGATES}),
    *(
        frozenset({table})
        for table in Table
        if table
        not in OF_TICKETS
        | OBSERVED
        | {Table.INCIDENTS, Table.INCIDENT_UPDATES, Table.MEASUREMENTS, Table.AGGREGATES}
    ),
)
"""Tables that are read together, for one tells of the other."""
_LISTS = (
    "maintenance",
    "measurements",
    "aggregates",
    "requests",
    "incidents",
    "outages",
    "exclusions",
    "changes",
    "notices",
    "snapshots",
    "recoveries",
    "attestations",
    "reviews",
    "claims",
    "fees",
    "resources",
    "accounts",
    "credits",
)
BEFORE = 62 * DAY
"""A ticket that ended so long before a time plays no part in it: no promise about tickets runs that long."""


class Change(Struct, frozen=True, kw_only=True):
    """What is otherwise than at the look before."""

    everything: bool = False
    """Whether nothing can be said of what is as before."""
    tickets: frozenset[str] = frozenset()
    """Numbers of tickets."""
    customers: frozenset[str] = frozenset()
    """Customers of whom records changed that concern nobody else, tickets among them."""
    concerns_all: bool = False
    """Whether records changed that may concern everybody."""
    of_nobody: bool = False
    """Whether tickets changed that name no customer: they count for everybody, their clocks are nobody's."""
    points: frozenset[str] = frozenset()
    """Points of which something else was seen."""

    @property
    def is_nothing(self) -> bool:
        """Whether all is as before."""
        return not (self.is_for_all or self.tickets or self.customers or self.points)

    @property
    def is_for_all(self) -> bool:
        """Whether promises to everybody may come to something else."""
        return self.everything or self.concerns_all or self.of_nobody


@dataclass(slots=True, eq=False)
class KeptRows:
    """What is known of a dossier by its rows, up to an entry of the ledger."""

    dossier: Dossier
    known_at: int = -1
    has_moved: bool = False
    """Whether the look before found rows that it had not read, though they may come to nothing else."""
    _since: Instant | None = None
    _bindings: bytes | None = None
    _present: frozenset[Table] = frozenset()
    _parts: dict[frozenset[Table], Evidence] = field(default_factory=dict)
    _runs: SortedRuns = field(default_factory=lambda: SortedRuns(samples={}, states={}))
    _tickets: dict[str, tuple[Ticket, ...]] = field(default_factory=dict)
    """By number."""
    _resources: tuple[Holding, ...] = ()
    """Rows of resources, which tell sites that are points."""
    _in_order: tuple[Ticket, ...] | None = None
    _observed: tuple[Mapping[Key, Run] | None, Evidence] | None = None
    _ahead: list[tuple[Instant, str]] = field(default_factory=list)
    """Events of tickets that were later than now when they were read, with the ticket; a heap."""
    _now: int = 0

    def follow(self, sequence: int, period_begins: Instant, now: Instant) -> Change:
        """Read what was recorded up to an entry, and say what that and the time that passed have changed.

        `period_begins` is the earliest instant that is judged. UsageError where rows can't be read.
        """
        self._now = now
        change = self._follow(sequence, period_begins)
        come: set[str] = set()
        while self._ahead and self._ahead[0][0] <= now:
            come.add(heappop(self._ahead)[1])
        return change if not come else self._with_tickets(change, come)

    @property
    def comes_next(self) -> Instant | None:
        """When the next event comes that was recorded ahead of its time, as by a clock that is fast."""
        return self._ahead[0][0] if self._ahead else None

    def _with_tickets(self, change: Change, numbers: set[str]) -> Change:
        concerned = self._customers_of(numbers)
        return replace(
            change,
            tickets=change.tickets | numbers,
            customers=change.customers | {each for each in concerned if each is not None},
            of_nobody=change.of_nobody or None in concerned,
        )

    def _follow(self, sequence: int, period_begins: Instant) -> Change:
        before, self_since = self.known_at, Instant(period_begins - BEFORE)
        moved = None if before < 0 else moved_since(self.dossier, before, sequence)
        self.has_moved = moved is None or bool(moved.rows)
        if moved is None or moved.structure or self._is_elsewhere(self_since):
            self._read_all(sequence, self_since)
            return Change(everything=True)
        if not moved.rows:
            self.known_at = sequence
            return Change()
        return self._read_moved(moved, sequence)

    def _is_elsewhere(self, since: Instant) -> bool:
        """Whether rows are wanted that were not read, or many that were are wanted no more.

        Where a period rolls, it begins a little later at every look: what was read before that does no harm.
        """
        return self._since is None or not self._since <= since <= self._since + DAY

    @property
    def samples(self) -> Mapping[Key, Run]:
        """Samples that stand in rows."""
        return self._runs.samples

    def evidence(self, telemetry: Mapping[Key, Run] | None) -> Evidence:
        """Put everything together with samples that are sorted. UsageError where they contradict rows."""
        observed = self._observations(telemetry)
        lists: dict[str, tuple[object, ...]] = dict.fromkeys(_LISTS, ())
        for part in self._parts.values():
            for name in _LISTS:
                lists[name] = getattr(part, name) or lists[name]
        if self._in_order is None:
            found = (each for several in self._tickets.values() for each in several)
            self._in_order = tuple(sorted(found, key=lambda each: (each.source, each.number)))
        tables = self._present | ({Table.SAMPLES} if telemetry is not None else frozenset())
        whole = Evidence(
            tables=tables,
            observations=observed.observations,
            tickets=self._in_order,
            illustration=observed.illustration,
        )
        return replace(whole, **lists)

    def _observations(self, telemetry: Mapping[Key, Run] | None) -> Evidence:
        if self._observed is not None and self._observed[0] is telemetry:
            return self._observed[1]
        twice = (telemetry or {}).keys() & self._runs.samples.keys()
        if twice:
            raise UsageError(f"samples of {min(twice)[1]} stand both in rows and in telemetry")
        with_samples = telemetry is not None or Table.SAMPLES in self._present
        found = self._read(
            {Table.RESOURCES: self._resources},
            telemetry={**self._runs.samples, **(telemetry or {})} if with_samples else None,
            states=self._runs.states if Table.STATES in self._present else None,
        )
        self._observed = telemetry, found
        return found

    def _read_all(self, sequence: int, since: Instant) -> None:
        self._bindings = bindings_known(self.dossier, sequence)
        self._present = frozenset(Table(name) for name in tables_kept(self.dossier, sequence))
        self._parts, self._tickets, self._ahead, self._observed = {}, {}, [], None
        for group in _GROUPS:
            self._read_group(group, sequence)
        self._read_observed(sequence)
        follow_tickets(self.dossier, sequence)
        self._read_tickets(matter_since(self.dossier, since), sequence)
        self.known_at, self._since = sequence, since

    def _read_moved(self, moved: Moved, sequence: int) -> Change:
        tables = {Table(row.table) for row in moved.rows}
        for group in _GROUPS:
            if group & tables:
                self._read_group(group, sequence)
        seen_before = self._runs
        if OBSERVED & tables:
            self._read_observed(sequence)
        numbers = frozenset(row.subject for row in moved.rows if Table(row.table) in OF_TICKETS)
        concerned = self._customers_of(numbers)
        if numbers:
            follow_tickets(self.dossier, sequence)
            self._read_tickets(numbers, sequence)
            concerned |= self._customers_of(numbers)
        others = [row for row in moved.rows if Table(row.table) not in OF_TICKETS | OBSERVED]
        own = {row.customer for row in others if row.customer}
        self.known_at = sequence
        return Change(
            tickets=numbers,
            customers=frozenset({*own, *(each for each in concerned if each is not None)}),
            concerns_all=any(not row.customer for row in others),
            of_nobody=None in concerned,
            points=frozenset(_sites_that_differ(seen_before, self._runs)),
        )

    def _customers_of(self, numbers: Iterable[str]) -> set[str | None]:
        return {each.customer for number in numbers for each in self._tickets.get(number, ())}

    def _read_group(self, group: frozenset[Table], sequence: int) -> None:
        held = self._held(group & self._present, sequence)
        if group == {Table.RESOURCES}:
            self._resources, self._observed = tuple(held.get(Table.RESOURCES, ())), None
        self._parts[group] = self._read(held, present=group & self._present)

    def _read_observed(self, sequence: int) -> None:
        found = sort_holdings(self._held(OBSERVED & self._present, sequence), self._bindings)
        if isinstance(found, FolderReading):
            raise _unreadable(found)
        self._runs, self._observed = found, None

    def _read_tickets(self, numbers: Iterable[str], sequence: int) -> None:
        self._in_order = None
        wanted = sorted(set(numbers))
        for number in wanted:
            self._tickets.pop(number, None)
        held: dict[Table, list[Holding]] = {}
        tables = [table.value for table in sorted(OF_TICKETS, key=lambda each: each.value)]
        for rows in rows_of_subjects(self.dossier, tables, wanted, sequence):
            held.setdefault(Table(rows.table), []).append(Holding(rows=rows.rows, recorded_with=rows.key))
        for each in self._read(held, present=frozenset(held)).tickets:
            self._tickets[each.number] = (*self._tickets.get(each.number, ()), each)
            for event in each.events:
                if event.at > self._now:
                    heappush(self._ahead, (event.at, each.number))

    def _held(self, tables: Iterable[Table], sequence: int) -> dict[Table, list[Holding]]:
        held: dict[Table, list[Holding]] = {}
        for rows in rows_known_of(self.dossier, [each.value for each in tables], sequence):
            held.setdefault(Table(rows.table), []).append(Holding(rows=rows.rows, recorded_with=rows.key))
        return held

    def _read(
        self,
        held: Mapping[Table, Iterable[Holding]],
        present: frozenset[Table] = frozenset(),
        telemetry: Mapping[Key, Run] | None = None,
        states: Mapping[Key, Run] | None = None,
    ) -> Evidence:
        reading = read_holdings(held, self._bindings, present, telemetry, states)
        if reading.evidence is None:
            raise _unreadable(reading)
        return replace(reading.evidence, flags=())


def _unreadable(reading: FolderReading) -> UsageError:
    said = "; ".join(str(problem) for problem in reading.problems[:3])
    return UsageError(f"the evidence can't be used: {said or 'the bindings are wrong'}")


def _sites_that_differ(before: SortedRuns, after: SortedRuns) -> set[str]:
    """Sites of which the records differ: they are looked at by the points bound to them."""
    if before is after:
        return set()
    found: set[str] = set()
    for one, other in ((before.samples, after.samples), (before.states, after.states)):
        for key in one.keys() | other.keys():
            if key not in one or key not in other or not same_run(one[key], other[key]):
                found.add(key[1])
    return found


def same_run(one: Run, other: Run) -> bool:
    """Whether two runs hold the same records."""
    return one is other or (
        len(one.times) == len(other.times)
        and bool((one.times == other.times).all())
        and bool((one.ends == other.ends).all())
        and bool((one.states == other.states).all())
        and bool((one.retries == other.retries).all())
    )
