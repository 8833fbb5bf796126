"""Telling: live rows written down where they say something else than before, so many at a time.

Whoever would record something meanwhile waits no longer than one part takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import transaction
from msgspec.structs import replace

from upheld.errors import ConflictError
from upheld.store.agreements import Agreement
from upheld.store.customers import customers_named
from upheld.store.live import FORM, LiveBook, LiveClock, LiveFinding
from upheld.store.live_rows import ClockKey, FindingKey, Standing, Stands, Telling

AT_ONCE = 200
"""So many rows are written in one transaction."""
Key = TypeVar("Key", FindingKey, ClockKey)
Row: TypeAlias = LiveFinding | LiveClock
Step: TypeAlias = Callable[[], AbstractContextManager[object]]
_Part: TypeAlias = tuple[int, Callable[[], object]]
"""How many rows, and what writes them."""


def tell(
    agreement: Agreement,
    stood: Standing,
    telling: Telling,
    book: Mapping[str, object],
    step: Step = nullcontext,
) -> Standing:
    """Write down what says something else, and give the rows as they stand then.

    `step` gives the transactions, one for every so many rows. Where one fails, what was written before it
    stands: each row says as of when it was judged, and only the last one says how far all of them are.
    ConflictError where the rows are not those that stood: another process has written meanwhile.
    """
    names = {each.key[0] for each in telling.findings} | {each.key[0] for each in telling.clocks}
    customers = customers_named(agreement.dossier, names)
    findings = _findings(agreement, stood, telling, customers)
    clocks = _clocks(agreement, stood, telling, customers)
    # first what is no more: a ticket that was another customer's has its clocks under another key
    parts = [*findings.going(), *clocks.going(), *findings.coming(), *clocks.coming()]
    *before, last = _together(parts)
    turn = stood.turn
    for together in before:
        with step(), transaction.atomic():
            if not _is_first(agreement, turn):
                turn += 1
                LiveBook.objects.filter(agreement=agreement).update(turn=turn)
            _write(together)
    with step(), transaction.atomic():
        is_changed = _is_first(agreement, turn) or findings.is_changed or clocks.is_changed
        _write(last)
        turn += is_changed
        kept = {**book, "form": FORM, "turn": turn, "as_of": telling.as_of, "known_at": telling.known_at}
        if is_changed:
            kept["changed_at"] = telling.as_of
        LiveBook.objects.update_or_create(agreement=agreement, defaults=kept)
    return Standing(turn=turn, findings=findings.stand(), clocks=clocks.stand())


@dataclass(slots=True, eq=False)
class _Writing(Generic[Key]):
    """What is to be done to the rows of one kind."""

    model: type[LiveFinding] | type[LiveClock]
    standing: dict[Key, Stands]
    gone: list[int] = field(default_factory=list)
    new: list[tuple[Key, Row]] = field(default_factory=list)
    other: list[tuple[Row, list[str]]] = field(default_factory=list)
    """Rows that say something else, and which of their columns do."""
    moved: list[tuple[Row, list[str]]] = field(default_factory=list)
    """Rows that say the same until another instant than before."""
    same: list[int] = field(default_factory=list)
    now: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return bool(self.gone or self.new or self.other)

    def going(self) -> Iterator[_Part]:
        for part in _parts(self.gone):
            yield len(part), self.model.objects.filter(pk__in=part).delete

    def coming(self) -> Iterator[_Part]:
        for part in _parts([row for _, row in self.new]):
            yield len(part), partial(self._rows.bulk_create, part)
        for rows in (self.other, self.moved):
            for some in _parts(rows):
                yield len(some), partial(self._replace, some)
        for numbers in _parts(self.same):
            yield len(numbers), partial(self.model.objects.filter(pk__in=numbers).update, **self.now)

    def stand(self) -> dict[Key, Stands]:
        """How all rows stand once they are written, and so numbered."""
        for key, row in self.new:
            self.standing[key] = replace(self.standing[key], number=row.pk)
        return self.standing

    def put(self, key: Key, before: Stands | None, stands: Stands, row: Row, columns: list[str]) -> None:
        """Take a row that was judged, with the columns in which it may say something else."""
        self.standing[key] = stands
        if before is None:
            self.new.append((key, row))
        elif before.digest != stands.digest:
            self.other.append((row, [*columns, "changed_at"]))
        elif before.look_at != stands.look_at:
            self.moved.append((row, columns))
        else:
            self.same.append(before.number)

    @property
    def _rows(self) -> Any:  # noqa: ANN401 a manager of either kind of rows
        return self.model.objects

    def _replace(self, rows: Sequence[tuple[Row, list[str]]]) -> None:
        """Write many rows by their numbers in one statement, instead of one each."""
        columns = rows[0][1]
        self._rows.bulk_create(
            [row for row, _ in rows], update_conflicts=True, unique_fields=["pk"], update_fields=columns
        )


def _findings(
    agreement: Agreement, stood: Standing, telling: Telling, customers: Mapping[str, int]
) -> _Writing[FindingKey]:
    writing, now = _begun(LiveFinding, stood.findings, telling.gone_findings, telling)
    for each in telling.findings:
        before = writing.standing.get(each.key)
        since = before.verdict_since if before and before.verdict == each.verdict else telling.as_of
        stands = Stands(
            number=before.number if before else 0,
            digest=each.digest,
            as_of=telling.as_of,
            look_at=each.look_at,
            verdict=each.verdict,
            verdict_since=since,
        )
        customer, subscription, plan, objective, member = each.key
        said = {**each.fields, **now, "verdict_since": since, "look_at": each.look_at}
        row = LiveFinding(
            pk=before.number if before else None,
            agreement=agreement,
            customer_id=customers.get(customer),
            subscription=subscription,
            plan=plan,
            objective=objective,
            member=member,
            changed_at=telling.as_of,
            **said,
        )
        writing.put(each.key, before, stands, row, list(said))
    return writing


def _clocks(
    agreement: Agreement, stood: Standing, telling: Telling, customers: Mapping[str, int]
) -> _Writing[ClockKey]:
    writing, now = _begun(LiveClock, stood.clocks, telling.gone_clocks, telling)
    for each in telling.clocks:
        before = writing.standing.get(each.key)
        stands = Stands(
            number=before.number if before else 0,
            digest=each.digest,
            as_of=telling.as_of,
            look_at=each.look_at,
        )
        customer, subscription, plan, objective, ticket, started_at = each.key
        said = {**each.fields, **now, "look_at": each.look_at}
        row = LiveClock(
            pk=before.number if before else None,
            agreement=agreement,
            customer_id=customers.get(customer),
            subscription=subscription,
            plan=plan,
            objective=objective,
            ticket=ticket,
            started_at=started_at,
            changed_at=telling.as_of,
            **said,
        )
        writing.put(each.key, before, stands, row, list(said))
    return writing


def _begun(
    model: type[LiveFinding] | type[LiveClock],
    stood: Mapping[Key, Stands],
    gone: Sequence[Key],
    telling: Telling,
) -> tuple[_Writing[Key], dict[str, object]]:
    now: dict[str, object] = {"as_of": telling.as_of, "known_at": telling.known_at}
    writing = _Writing(model=model, standing=dict(stood), now=now)
    writing.gone += [writing.standing.pop(key).number for key in gone if key in stood]
    return writing, now


def _is_first(agreement: Agreement, turn: int) -> bool:
    """Lock the book of an agreement; tell whether there is none yet. ConflictError where it went on."""
    known = LiveBook.objects.select_for_update().filter(agreement=agreement, form=FORM).first()
    if (0 if known is None else known.turn) != turn:
        raise ConflictError(f"the live state of {agreement.slug} was kept by another process meanwhile")
    return known is None


def _together(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Put parts together to as many rows as are written in one transaction; one of none in any case."""
    found: list[list[_Part]] = [[]]
    for part in parts:
        if found[-1] and sum(size for size, _ in found[-1]) + part[0] > AT_ONCE:
            found.append([])
        found[-1].append(part)
    return found


def _write(together: Sequence[_Part]) -> None:
    for _, write in together:
        write()


Item = TypeVar("Item")


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
