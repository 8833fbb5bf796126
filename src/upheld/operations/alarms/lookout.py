"""The lookout: looks at the live state for what raises an alarm, at little cost where nothing changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from msgspec import Struct

from upheld.chrono.instant import MINUTE, SECOND, Instant, Micros
from upheld.evaluation.alarms.rules import AlarmRules
from upheld.operations.alarms.clocks import Mark, clock_conditions, goes_on, marks_reached, reached_between
from upheld.operations.alarms.condition import Condition, Identity
from upheld.operations.alarms.promises import (
    allowance_conditions,
    burn_conditions,
    burns_of_late,
    findings,
    first_expected,
    silence_conditions,
    state_conditions,
)
from upheld.operations.alarms.raising import Raised, end_orphans, set_down, tell
from upheld.operations.alarms.ruling import Rulings, rules_for, rulings
from upheld.operations.alarms.tables import has_arrived, table_conditions
from upheld.operations.work.duties import Duty
from upheld.report.letters.alarm import UNTOLD
from upheld.store.alarms import Alarm, AlarmKind
from upheld.store.live import LiveBook, LiveFinding

ALARMS = "alarms"
WHILE_BURNING = MINUTE
"""So often a rate is looked at that time alone changes."""
_UNSEEN: Mapping[int, Mark] = {-1: (0, ())}
"""Of an agreement that was not looked at yet: all of its clocks may have ended."""
TABLES_EVERY = Micros(30 * SECOND)
Turn = tuple[int, str, AlarmRules]
"""What a look goes by: two at the same turn see the same rows and the same rules."""


class Found(Struct, frozen=True, kw_only=True):
    """What is so now, and of what it was looked for."""

    conditions: tuple[Condition, ...]
    books: Mapping[int, LiveBook]
    clocks: Mapping[int, Collection[Identity]]
    """Clocks that go on, of agreements of which some don't any more."""
    marks: Mapping[int, Mapping[int, Mark]]
    """By agreement and clock, how far it has come."""
    again: Mapping[int, Instant]
    """When time alone may have changed what is so of an agreement."""
    rules: Mapping[int, AlarmRules]
    """By agreement, by which it was looked."""
    with_tables: bool
    now: Instant


class Lookout:
    """Looks again and again; what it remembers only spares it work, and may be lost at any time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._last: Instant | None = None
        self._turns: dict[int, Turn] = {}
        self._marks: dict[int, Mapping[int, Mark]] = {}
        self._again: dict[int, Instant] = {}
        self._tables_at: Instant | None = None

    def look(self, duty: Duty) -> None:
        """Look for alarms, as work that comes round."""
        found, open_alarms = self._find(duty.now)
        with duty.finishing():
            end_orphans(duty.now)
            raised = _set_down(found, open_alarms)
            tell(raised, self._address, duty.now)
        self._remember(found)

    def look_once(self, now: Instant) -> Raised:
        """Look without a lease: two that do so at the same time raise each alarm once all the same."""
        found, open_alarms = self._find(now)
        with transaction.atomic():
            end_orphans(now)
            raised = _set_down(found, open_alarms)
            tell(raised, self._address, now)
        self._remember(found)
        return raised

    def _find(self, now: Instant) -> tuple[Found, list[Alarm]]:
        if self._last is not None and now < self._last:
            # a clock that was stepped back: what was spared must be looked at
            self._turns, self._marks, self._again, self._tables_at = {}, {}, {}, None
        known = rulings()
        books = {each.agreement_id: each for each in self._due(known, now)}
        with_tables = self._tables_at is None or now - self._tables_at >= TABLES_EVERY
        rules = {number: rules_for(number, known) for number in books}
        reached = {number: marks_reached(book, rules[number].clocks, now) for number, book in books.items()}
        marks = {number: each.marks for number, each in reached.items()}
        # of clocks that have reached no more than before, nothing is new
        ended = [each for each in books if _has_ended(self._marks.get(each, _UNSEEN), marks[each])]
        open_alarms = self._open(list(books), ended, with_tables=with_tables)
        standing = frozenset(each for alarm in open_alarms for each in (alarm.thing, alarm.key))
        conditions: list[Condition] = []
        again: dict[int, Instant] = {}
        for number, book in books.items():
            before = self._marks.get(number, {})
            fresh = {clock: mark for clock, mark in marks[number].items() if before.get(clock) != mark}
            conditions.extend(clock_conditions(book, fresh, rules[number].clocks, now))
            promises = findings(book)
            conditions.extend(_conditions(book, promises, rules[number], standing, now))
            burning = any(burns_of_late(each, rules[number], now) for each in promises)
            looks = [Instant(now + WHILE_BURNING)] if burning else []
            firsts = (first_expected(book, each, rules[number], now) for each in promises)
            looks += [at for at in (*firsts, reached[number].next_at) if at is not None]
            if looks:
                again[number] = min(looks)
        if with_tables:
            conditions.extend(table_conditions(now))
        found = Found(
            conditions=tuple({each.key: each for each in conditions}.values()),
            books=books,
            clocks={number: goes_on(books[number]) for number in ended},
            marks=marks,
            again=again,
            rules=rules,
            with_tables=with_tables,
            now=now,
        )
        return found, open_alarms

    def _open(self, books: list[int], ended: list[int], *, with_tables: bool) -> list[Alarm]:
        """Open alarms that may be over by now; of clocks only where some have ended."""
        scope = Q(agreement__in=books) & ~Q(kind=AlarmKind.CLOCK)
        scope |= Q(agreement__in=ended, kind=AlarmKind.CLOCK)
        if with_tables:
            scope |= Q(agreement=None)
        return list(Alarm.objects.filter(scope, over_at=None).order_by("pk")) if books or with_tables else []

    def _due(self, known: Rulings, now: Instant) -> Sequence[LiveBook]:
        rows = LiveBook.objects.select_related("agreement__dossier", "version__entry")
        books = list(rows.defer("version__content").order_by("agreement"))
        reached = set() if self._last is None else reached_between(self._last, now)
        return [
            book
            for book in books
            if self._turns.get(book.agreement_id) != _turn(book, rules_for(book.agreement_id, known))
            or book.agreement_id in reached
            or now >= self._again.get(book.agreement_id, Instant(2**62))
        ]

    def _remember(self, found: Found) -> None:
        self._last = found.now
        self._marks.update(found.marks)
        turns = {number: _turn(book, found.rules[number]) for number, book in found.books.items()}
        self._turns.update(turns)
        for number in found.books:
            self._again.pop(number, None)
        self._again.update(found.again)
        if found.with_tables:
            self._tables_at = found.now


def _turn(book: LiveBook, rules: AlarmRules) -> Turn:
    return book.turn, book.trouble, rules


def _conditions(
    book: LiveBook,
    promises: Sequence[LiveFinding],
    rules: AlarmRules,
    standing: frozenset[str],
    now: Instant,
) -> Iterator[Condition]:
    yield from state_conditions(book)
    for finding in promises:
        yield from allowance_conditions(book, finding, rules)
        yield from burn_conditions(book, finding, rules, standing, now)
        yield from silence_conditions(book, finding, rules, standing, now)


def _has_ended(before: Mapping[int, Mark], now: Mapping[int, Mark]) -> bool:
    """Tell whether some run of a clock may have ended since the look before."""
    return any(number not in now or now[number][0] != mark[0] for number, mark in before.items())


def _set_down(found: Found, open_alarms: Collection[Alarm]) -> Raised:
    so = {(each.kind.value, each.thing_digest): each for each in found.conditions}
    return set_down(
        found.conditions,
        open_alarms,
        lambda alarm: _is_over(alarm, so.get((alarm.kind, alarm.thing)), found),
        found.now,
    )


def _is_over(alarm: Alarm, condition: Condition | None, found: Found) -> bool:
    """Tell whether an alarm is over; never by what was judged as of before it was raised."""
    if alarm.kind == AlarmKind.CLOCK:
        # only what happens to its ticket ends it, not a clock that is stepped
        return tuple(alarm.said["group"]) not in found.clocks[alarm.agreement_id or 0]
    if condition is not None:
        return _is_another(alarm, condition)
    if alarm.agreement_id is None:
        return has_arrived(alarm.said)
    if alarm.kind == AlarmKind.BURN_RATE:
        return found.now >= alarm.as_of
    as_of = found.books[alarm.agreement_id].as_of
    return as_of >= alarm.as_of or _has_spoken(alarm, as_of)


def _has_spoken(alarm: Alarm, as_of: int) -> bool:
    """Tell whether a point that is not silent as of an instant must have spoken since its alarm.

    So an alarm that was raised by a clock an hour ahead ends when evidence comes, and not an hour later.
    """
    if alarm.said.get("what") != "point":
        return False
    since = alarm.said["since"]
    return since is None or as_of - alarm.said["every"] >= since


def _is_another(alarm: Alarm, condition: Condition) -> bool:
    """Tell whether what is so now is another time than the one the alarm was about."""
    if alarm.kind == AlarmKind.SILENCE and alarm.said["what"] not in UNTOLD:
        return condition.key != alarm.key
    if alarm.kind == AlarmKind.ALLOWANCE:
        return bool(alarm.said["until"] <= condition.said["from"])
    return False
