"""Statements and the closings they came of, as they are seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import nlargest
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evaluation.statement import Verdict
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing, Stage, Statement, Unjudged
from upheld.store.customers import Customer
from upheld.store.reach import reached
from upheld.store.seeing.eyes import AT_ONCE, Eyes, Leaf, Wanted

_IN_ORDER = tuple(
    verdict.value
    for verdict in sorted(
        Verdict, key=lambda each: each in (Verdict.MET, Verdict.TRACKED, Verdict.NOT_APPLICABLE)
    )
)
"""Verdicts that somebody has to look at first."""
FEW = 100
"""So many customers are looked for by name first."""


class SeenStatement(Struct, frozen=True, kw_only=True):
    """A statement, without its document."""

    key: int
    """By which it is asked for."""
    number: int | None
    """By which people know it, once it is out."""
    agreement: str
    period: str
    revision: int
    """0 unless it stands in place of an earlier one."""
    customer: str
    """Empty where it is of nobody in particular."""
    subscription: str
    plan: str
    verdicts: Mapping[str, int]
    """How many findings of each verdict there are."""
    breaches: int
    is_owed: bool
    owed: str
    is_released: bool
    is_superseded: bool
    illustration: str
    """Why it is no verdict on anybody, where it is none."""


class SeenClosing(Struct, frozen=True, kw_only=True):
    """A closing, and how far it is."""

    number: int
    agreement: str
    slug: str
    period: str
    revision: int
    stage: str
    subscriptions: int
    judged: int
    """Those of which no statement could be made among them."""
    unjudged: int
    begun_at: Instant
    released_at: Instant | None
    trouble: str

    @property
    def is_ready(self) -> bool:
        """Whether its statements wait to be let out."""
        return self.stage == Stage.READY

    @property
    def is_judging(self) -> bool:
        """Whether its statements are being made."""
        return self.stage == Stage.JUDGING


class SeenUnjudged(Struct, frozen=True, kw_only=True):
    """A subscription for which a closing could make no statement."""

    customer: str
    subscription: str
    plan: str
    why: str


class StatementEyes(Eyes):
    """See what was found for whom."""

    def statements(
        self, closing: int | None = None, before: int | None = None, at_most: int = AT_ONCE, find: str = ""
    ) -> list[SeenStatement]:
        """Give statements, the latest first, from before one on; of one closing where that is asked for.

        Where something is looked for, those of customers in whose name it stands.
        """
        rows = self._statements().order_by("-pk")
        if closing is not None:
            rows = rows.filter(closing=closing)
        if find:
            named = list(
                Customer.objects.filter(name__icontains=find).values_list("pk", flat=True)[: FEW + 1]
            )
            # of a few an index has the statements; among many customers the latest are soon found
            known = len(named) <= FEW
            rows = rows.filter(customer__in=named) if known else rows.filter(customer__name__icontains=find)
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return self._by_key(rows.values_list("pk", flat=True)[:at_most])

    def _by_key(self, numbers: Iterable[int]) -> list[SeenStatement]:
        """Give statements by their keys, the latest first.

        Keys first: whatever else is asked of a row would be asked of all that are put in order, too.
        """
        found = self._statements().filter(pk__in=list(numbers)).order_by("-pk")
        return [self._statement(each) for each in found]

    def _latest_of(self, closings: Iterable[int], wanted: Wanted) -> Leaf[SeenStatement]:
        """Give a part of the statements of some closings, the latest first: of each its index has them so."""
        keys = reached(self.viewer, Statement).order_by("-pk").values_list("pk", flat=True)
        if wanted.after:
            keys = keys.filter(pk__lt=wanted.after[0])
        most = wanted.at_most + 1
        latest = nlargest(most, (key for each in closings for key in keys.filter(closing=each)[:most]))
        shown = latest[: wanted.at_most]
        return Leaf(self._by_key(shown), (shown[-1],) if len(latest) > len(shown) else None)

    def statement(self, key: int) -> tuple[SeenStatement, dict[str, Any]] | None:
        """Give a statement with its document; absent where there is none that this viewer sees."""
        row = self._statements().defer(None).filter(pk=key).first()
        document = None if row is None else row.document()
        if row is None or document is None:
            return None
        self.opened.add(row.pk)
        return self._statement(row), document

    def closings(self, before: int | None = None, at_most: int = AT_ONCE) -> list[SeenClosing]:
        """Give closings, the latest first, from before one on."""
        rows = self._closings().order_by("-pk")
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return [seen_closing(each) for each in rows[:at_most]]

    def closing(self, number: int) -> SeenClosing | None:
        """Give one closing; absent where there is none that this viewer sees."""
        row = self._closings().filter(pk=number).first()
        return None if row is None else seen_closing(row)

    def _closings(self) -> QuerySet[Closing]:
        """Closings with their agreements, whose text is not read."""
        rows = reached(self.viewer, Closing).select_related("version__agreement")
        some = rows.annotate(troubled=Count("unjudged"))
        return some.defer("version__content", "version__salt", "version__digest")

    def unjudged(self, closing: int, start: int = 0, at_most: int = AT_ONCE) -> list[SeenUnjudged]:
        """Give the subscriptions for which a closing could make no statement, and why, from one on."""
        rows = reached(self.viewer, Unjudged).filter(closing=closing).select_related("customer")
        found = []
        for row in rows.order_by("pk")[start : start + at_most]:
            if row.customer is not None:
                self.looked_at.add(row.customer.pk)
            found.append(
                SeenUnjudged(
                    customer="" if row.customer is None else row.customer.name,
                    subscription=row.subscription,
                    plan=row.plan,
                    why=row.why,
                )
            )
        return found

    def _statements(self) -> QuerySet[Statement]:
        """Statements without their documents; of many the closings are few, and are read once each."""
        later = Statement.objects.filter(supersedes=OuterRef("pk"), closing__stage=Stage.RELEASED)
        versions = AgreementVersion.objects.defer("content", "salt", "digest").select_related("agreement")
        closings = Closing.objects.prefetch_related(Prefetch("version", queryset=versions))
        rows = reached(self.viewer, Statement).defer("content", "salt", "digest").select_related("customer")
        return rows.annotate(has_later=Exists(later)).prefetch_related(Prefetch("closing", queryset=closings))

    def _statement(self, row: Statement) -> SeenStatement:
        if row.customer is not None:
            self.looked_at.add(row.customer.pk)
        return SeenStatement(
            key=row.pk,
            number=row.number,
            agreement=row.closing.version.agreement.name,
            period=row.closing.period,
            revision=0 if row.supersedes_id is None else row.closing.revision,
            customer="" if row.customer is None else row.customer.name,
            subscription=row.subscription,
            plan=row.plan,
            verdicts={name: row.verdicts[name] for name in _IN_ORDER if row.verdicts.get(name)},
            breaches=row.breaches,
            is_owed=row.is_owed,
            owed=row.owed,
            is_released=row.closing.stage == Stage.RELEASED,
            is_superseded=row.has_later,  # type: ignore[attr-defined]
            illustration=row.closing.illustration,
        )


def seen_closing(row: Closing) -> SeenClosing:
    """Give a closing as it is seen."""
    return SeenClosing(
        number=row.pk,
        agreement=row.version.agreement.name,
        slug=row.version.agreement.slug,
        period=row.period,
        revision=row.revision,
        stage=row.stage,
        subscriptions=row.subscriptions,
        judged=row.judged,
        unjudged=row.troubled,  # type: ignore[attr-defined]
        begun_at=Instant(row.begun_at),
        released_at=None if row.released_at is None else Instant(row.released_at),
        trouble=row.trouble,
    )
