"""Live state as it is seen: how agreements stand, their findings to date, and the clocks that go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property, reduce
from operator import or_
from typing import Any

import orjson
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from msgspec import Struct

from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.evaluation.live.clock import left_of
from upheld.evaluation.statement import Verdict
from upheld.store.customers import Customer
from upheld.store.live import NOT_JUDGED, LiveBook, LiveClock, LiveFinding
from upheld.store.reach import reached
from upheld.store.records import Batch
from upheld.store.roles import CUSTOMER_ROLES
from upheld.store.seeing.eyes import AT_ONCE, Eyes, Leaf, Wanted, leaf

WORST_FIRST = (
    NOT_JUDGED,
    *(
        verdict.value
        for verdict in (
            Verdict.MISSED,
            Verdict.AMBIGUOUS,
            Verdict.INDETERMINATE,
            Verdict.MET,
            Verdict.TRACKED,
            Verdict.NOT_APPLICABLE,
        )
    ),
)


LOOKED_AT_WITHIN = 10 * SECOND
"""So soon evidence mostly is in live state: what is younger is not told of as missing."""


class SeenLag(Struct, frozen=True, kw_only=True):
    """Evidence that the live state of an agreement does not tell of yet."""

    agreement: int
    name: str
    as_of: Instant
    rows: int | None
    """How many rows; only the provider is told, for they may be anybody's."""
    since: Instant
    """When the first of them was recorded."""


class SeenState(Struct, frozen=True, kw_only=True):
    """How an agreement stands."""

    number: int
    slug: str
    name: str
    period: str
    as_of: Instant
    changed_at: Instant
    trouble: str
    """Why it can't be told; how it stood before is shown then."""
    illustration: str
    verdicts: Mapping[str, int]
    """How many findings there are of each, those of customers among them."""
    of_customers: Mapping[str, int]
    clocks: int
    overdue: int


class SeenLive(Struct, frozen=True, kw_only=True):
    """A finding to date."""

    number: int
    agreement: str
    slug: str
    customer: str
    """Empty where it is the same for everybody on the plan."""
    subscription: str
    plan: str
    objective: str
    member: str
    period: str
    begins_at: Instant
    ends_at: Instant
    verdict: str
    verdict_since: Instant
    figure: Mapping[str, Any]
    allowance: Micros | None
    allowance_left: Micros | None
    used: Fraction | None
    """The share of the allowance that is used; above 1 where it is overspent."""
    best_achievable: Fraction | None
    projected: Fraction | None
    said: Mapping[str, Any]
    as_of: Instant
    changed_at: Instant
    ledger: int
    is_current: bool
    """Whether all evidence that was recorded is in the live state of its agreement."""


class SeenClock(Struct, frozen=True, kw_only=True):
    """A clock that goes on; lengths are microseconds of the time it counts."""

    number: int
    agreement: str
    slug: str
    customer: str
    subscription: str
    plan: str
    objective: str
    ticket: str
    priority: str
    state: str
    is_paused: bool
    started_at: Instant
    budget: Micros
    spent: Micros
    """By `turned_at`."""
    turned_at: Instant
    due_at: Instant | None
    last_compliant_at: Instant | None
    half_at: Instant | None
    three_quarters_at: Instant | None
    full_at: Instant | None
    said: Mapping[str, Any]
    changed_at: Instant
    ledger: int
    is_current: bool

    def left_at(self, at: Instant) -> Micros:
        """What is left of it at an instant; 0 where its target is used up."""
        return left_of(self.budget, self.spent, ((one, other) for one, other in self.said["windows"]), at)

    def is_overdue(self, at: Instant) -> bool:
        """Whether no answer at an instant would keep it any more."""
        return self.last_compliant_at is not None and self.last_compliant_at < at


class LiveEyes(Eyes):
    """See how things stand."""

    @cached_property
    def _shared(self) -> dict[int, dict[str, int]]:
        """By agreement, how many findings of each verdict are the same for everybody, the worst first."""
        return {}

    def state_mark(self, now: Instant) -> str:
        """Tell whether anything that this viewer sees of live state is otherwise: then so is the mark."""
        books = reached(self.viewer, LiveBook)
        found = books.aggregate(several=Count("pk"), turns=Sum("turn"), last=Max("changed_at"))
        late = [(each.agreement, each.rows) for each in self.lags(now)]
        return f"{found['several']} {found['turns']} {found['last']} {late}"

    def lags(self, now: Instant, number: int | None = None) -> list[SeenLag]:
        """Tell of which agreements live state is older than their evidence, by name; of one alone, or all.

        One of which it can't be told how it stands is left out: its page says why.
        """
        books = reached(self.viewer, LiveBook).filter(trouble="", known_at__lt=_last_batch())
        late = books.select_related("agreement")
        if number is not None:
            late = late.filter(pk=number)
        found = []
        for book in late.order_by("agreement__name", "pk"):
            batches = Batch.objects.filter(dossier=book.agreement.dossier_id, pk__gt=book.known_at)
            told = batches.aggregate(several=Sum("rows"), first=Min("entry__recorded_at"))
            if told["first"] is not None and told["first"] <= now - LOOKED_AT_WITHIN:
                found.append(
                    SeenLag(
                        agreement=book.pk,
                        name=book.agreement.name,
                        as_of=Instant(book.as_of),
                        rows=told["several"] if self.viewer.is_staff else None,
                        since=Instant(told["first"]),
                    )
                )
        return found

    def states(self, now: Instant, start: int = 0, at_most: int = AT_ONCE, find: str = "") -> list[SeenState]:
        """Give agreements with how they stand, by name; where something is looked for, those it stands in."""
        books = reached(self.viewer, LiveBook).select_related("agreement").order_by("agreement__name", "pk")
        if find:
            books = books.filter(agreement__name__icontains=find)
        return self._states(list(books[start : start + at_most]), now)

    def state(self, number: int, now: Instant) -> SeenState | None:
        """Give one agreement with how it stands; absent where there is none that this viewer sees."""
        books = reached(self.viewer, LiveBook).filter(pk=number).select_related("agreement")
        return next(iter(self._states(list(books), now)), None)

    def _states(self, books: list[LiveBook], now: Instant) -> list[SeenState]:
        numbers = [book.pk for book in books]
        shared, own = self._counts_shared(numbers), self._counts(numbers, of_customers=True)
        rows = self._clocks().filter(agreement__in=numbers).order_by().values("agreement")
        found = rows.annotate(
            several=Count("pk"), overdue=Count("pk", filter=Q(last_compliant_at__lt=int(now)))
        )
        clocks = {row["agreement"]: (row["several"], row["overdue"]) for row in found}
        return [
            SeenState(
                number=book.pk,
                slug=book.agreement.slug,
                name=book.agreement.name,
                period=book.period,
                as_of=Instant(book.as_of),
                changed_at=Instant(book.changed_at),
                trouble=book.trouble,
                illustration=book.illustration,
                verdicts=_sums(shared.get(book.pk, {}), own.get(book.pk, {})),
                of_customers=own.get(book.pk, {}),
                clocks=clocks.get(book.pk, (0, 0))[0],
                overdue=clocks.get(book.pk, (0, 0))[1],
            )
            for book in books
        ]

    def live_shared(self, numbers: Iterable[int], at_most: int, start: int = 0) -> dict[int, list[SeenLive]]:
        """Give for agreements the findings that are the same for all on a plan, the worst first."""
        several = list(numbers)
        counts = self._counts_shared(several)
        return {
            number: self._worst_first(number, counts.get(number, {}), at_most, start) for number in several
        }

    def _worst_first(
        self, number: int, counts: Mapping[str, int], at_most: int, start: int
    ) -> list[SeenLive]:
        """Findings verdict by verdict: each is found in order by its index, and none is sorted."""
        shared = self._findings().filter(agreement=number, customer=None)
        found: list[SeenLive] = []
        for verdict, several in counts.items():
            rows = shared.filter(verdict=verdict).order_by("place", "pk")
            if several <= start:
                start -= several
                continue
            found += [self._live(each) for each in rows[start : start + at_most - len(found)]]
            start = 0
            if len(found) >= at_most:
                break
        return found

    def live_of_customers(
        self, number: int, verdict: str, start: int = 0, at_most: int = AT_ONCE, find: str = ""
    ) -> list[SeenLive]:
        """Give customers' own findings of an agreement that came to a verdict, customer by customer.

        Where something is looked for, those of customers in whose name it stands, whatever the verdict.
        """
        rows = self._own(self._findings().filter(agreement=number))
        rows = rows.filter(customer__in=_named(find)) if find else rows.filter(verdict=verdict)
        return [self._live(each) for each in rows.order_by("customer", "place")[start : start + at_most]]

    def live_clocks(
        self, agreement: int | None = None, start: int = 0, at_most: int = AT_ONCE, find: str = ""
    ) -> list[SeenClock]:
        """Give clocks that go on: those that are due first, and those that stand still in the end.

        Where something is looked for, those of tickets, or of customers, in whose name it stands.
        """
        rows = self._clocks()
        if find:
            # as two lists of numbers, each found by an index: as one condition all of each row is read
            ticket, customer = Q(ticket__icontains=find), Q(customer__in=_named(find))
            alike = (LiveClock.objects.filter(each).values_list("pk") for each in (ticket, customer))
            rows = rows.filter(reduce(or_, (Q(pk__in=each) for each in alike)))
        if agreement is not None:
            rows = rows.filter(agreement=agreement)
        ordered = rows.order_by(F("due_at").asc(nulls_last=True), "pk")
        # numbers first: of the rows before these a database would fetch agreements and customers, too
        numbers = list(ordered.values_list("pk", flat=True)[start : start + at_most])
        return [self._clock(each) for each in ordered.filter(pk__in=numbers)]

    def list_state(self, wanted: Wanted) -> Leaf[SeenLive]:
        """Give findings to date."""
        rows = self._findings()
        if wanted.agreement is not None:
            rows = rows.filter(agreement__slug=wanted.agreement)
        if wanted.customer is not None:
            rows = rows.filter(customer=wanted.customer)
        return leaf(rows, wanted, self._live)

    def live(self, number: int) -> SeenLive | None:
        """Give one finding to date; absent where there is none that this viewer sees."""
        row = self._findings().filter(pk=number).first()
        return None if row is None else self._live(row)

    def list_clocks(self, wanted: Wanted) -> Leaf[SeenClock]:
        """Give clocks that go on."""
        rows = self._clocks()
        if wanted.agreement is not None:
            rows = rows.filter(agreement__slug=wanted.agreement)
        if wanted.customer is not None:
            rows = rows.filter(customer=wanted.customer)
        return leaf(rows, wanted, self._clock)

    def clock(self, number: int) -> SeenClock | None:
        """Give one clock that goes on; absent where there is none that this viewer sees."""
        row = self._clocks().filter(pk=number).first()
        return None if row is None else self._clock(row)

    @cached_property
    def _late(self) -> frozenset[int]:
        """Agreements of which the live state does not tell of all evidence."""
        late = reached(self.viewer, LiveBook).filter(~Q(trouble="") | Q(known_at__lt=_last_batch()))
        return frozenset(late.values_list("pk", flat=True))

    def _findings(self) -> QuerySet[LiveFinding]:
        return reached(self.viewer, LiveFinding).select_related("customer").prefetch_related("agreement")

    def _clocks(self) -> QuerySet[LiveClock]:
        return reached(self.viewer, LiveClock).select_related("customer").prefetch_related("agreement")

    def _own(self, rows: QuerySet[LiveFinding]) -> QuerySet[LiveFinding]:
        """Rows of customers; of a customer's viewer their own are looked for by number, which is quicker."""
        if self.viewer.is_staff:
            return rows.exclude(customer=None)
        return rows.filter(customer__in=self.viewer.customers_as(CUSTOMER_ROLES))

    def _counts_shared(self, numbers: list[int]) -> dict[int, dict[str, int]]:
        """How many findings of each verdict are the same for everybody; looked up once a request."""
        unknown = [number for number in numbers if number not in self._shared]
        if unknown:
            found = self._counts(unknown, of_customers=False)
            self._shared.update((number, found.get(number, {})) for number in unknown)
        return {number: self._shared[number] for number in numbers}

    def _counts(self, numbers: list[int], *, of_customers: bool) -> dict[int, dict[str, int]]:
        rows = reached(self.viewer, LiveFinding).filter(agreement__in=numbers)
        some = self._own(rows) if of_customers else rows.filter(customer=None)
        found: dict[int, dict[str, int]] = {}
        counted = some.order_by().values("agreement", "verdict").annotate(several=Count("pk"))
        for row in counted:
            found.setdefault(row["agreement"], {})[row["verdict"]] = row["several"]
        return {
            number: {each: counts[each] for each in WORST_FIRST if each in counts}
            for number, counts in found.items()
        }

    def _live(self, row: LiveFinding) -> SeenLive:
        if row.customer is not None:
            self.looked_at.add(row.customer.pk)
        return SeenLive(
            number=row.pk,
            agreement=row.agreement.name,
            slug=row.agreement.slug,
            customer="" if row.customer is None else row.customer.name,
            subscription=row.subscription,
            plan=row.plan,
            objective=row.objective,
            member=row.member,
            period=row.period,
            begins_at=Instant(row.begins_at),
            ends_at=Instant(row.ends_at),
            verdict=row.verdict,
            verdict_since=Instant(row.verdict_since),
            figure=orjson.loads(row.figure),
            allowance=None if row.allowance is None else Micros(row.allowance),
            allowance_left=None if row.allowance_left is None else Micros(row.allowance_left),
            used=_share(row.used),
            best_achievable=_share(row.best_achievable),
            projected=_share(row.projected),
            said=row.said,
            as_of=Instant(row.as_of),
            changed_at=Instant(row.changed_at),
            ledger=row.known_at,
            is_current=row.agreement_id not in self._late,
        )

    def _clock(self, row: LiveClock) -> SeenClock:
        if row.customer is not None:
            self.looked_at.add(row.customer.pk)
        return SeenClock(
            number=row.pk,
            agreement=row.agreement.name,
            slug=row.agreement.slug,
            customer="" if row.customer is None else row.customer.name,
            subscription=row.subscription,
            plan=row.plan,
            objective=row.objective,
            ticket=row.ticket,
            priority=row.priority,
            state=row.state,
            is_paused=row.is_paused,
            started_at=Instant(row.started_at),
            budget=Micros(row.budget),
            spent=Micros(row.spent),
            turned_at=Instant(row.turned_at),
            due_at=_instant(row.due_at),
            last_compliant_at=_instant(row.last_compliant_at),
            half_at=_instant(row.half_at),
            three_quarters_at=_instant(row.three_quarters_at),
            full_at=_instant(row.full_at),
            said=row.said,
            changed_at=Instant(row.changed_at),
            ledger=row.known_at,
            is_current=row.agreement_id not in self._late,
        )


def _last_batch() -> Subquery:
    """The entry of the last batch of the evidence that a live book is about."""
    batches = Batch.objects.filter(dossier=OuterRef("agreement__dossier"))
    return Subquery(batches.order_by("-pk").values("pk")[:1])


def _named(find: str) -> QuerySet[Customer, int]:
    """Numbers of customers in whose name something stands."""
    return Customer.objects.filter(name__icontains=find).values_list("pk", flat=True)


def _sums(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    together = {each: one.get(each, 0) + other.get(each, 0) for each in WORST_FIRST}
    return {verdict: number for verdict, number in together.items() if number}


def _share(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _instant(at: int | None) -> Instant | None:
    return None if at is None else Instant(at)
