"""Long lists as programs read them: part by part, each from where the one before ended."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from upheld.chrono.instant import Instant
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.closings import Closing
from upheld.store.customers import Customer, Subscription
from upheld.store.reach import reached
from upheld.store.seeing.agreements import (
    AgreementEyes,
    SeenCustomer,
    SeenSubscription,
    SeenTerms,
    SeenVersion,
)
from upheld.store.seeing.eyes import Leaf, Wanted, leaf
from upheld.store.seeing.statements import SeenClosing, SeenStatement, StatementEyes, seen_closing


class ListEyes(AgreementEyes, StatementEyes):
    """See lists part by part, and agreements with their versions."""

    def list_agreements(self, wanted: Wanted) -> Leaf[SeenTerms]:
        """Give agreements with their versions."""
        return leaf(_only(self._agreements(), dossier__slug=wanted.dossier), wanted, _terms)

    def agreement(self, number: int) -> SeenTerms | None:
        """Give one agreement; absent where there is none that this viewer sees."""
        row = self._agreements().filter(pk=number).first()
        return None if row is None else _terms(row)

    def list_customers(self, wanted: Wanted) -> Leaf[SeenCustomer]:
        """Give customers."""
        rows = reached(self.viewer, Customer).select_related("dossier")
        return leaf(_only(rows, dossier__slug=wanted.dossier, name=wanted.name), wanted, self._customer)

    def list_subscriptions(self, wanted: Wanted) -> Leaf[SeenSubscription]:
        """Give subscriptions."""
        rows = reached(self.viewer, Subscription).select_related("agreement", "customer__dossier")
        some = _only(rows, agreement__slug=wanted.agreement, customer=wanted.customer)
        return leaf(some, wanted, self._subscription)

    def subscription(self, number: int) -> SeenSubscription | None:
        """Give one subscription; absent where there is none that this viewer sees."""
        rows = reached(self.viewer, Subscription).filter(pk=number)
        row = rows.select_related("agreement", "customer__dossier").first()
        return None if row is None else self._subscription(row)

    def list_statements(self, wanted: Wanted) -> Leaf[SeenStatement]:
        """Give statements, the latest first."""
        some = _only(self._statements(), closing=wanted.closing, customer=wanted.customer)
        if wanted.period is not None or wanted.agreement is not None:
            # few are found first, so that an index leads to their statements
            closings = _only(
                Closing.objects.all(), period=wanted.period, version__agreement__slug=wanted.agreement
            )
            numbers = list(closings.values_list("pk", flat=True))
            if wanted.customer is None:
                among = numbers if wanted.closing is None else {wanted.closing}.intersection(numbers)
                return self._latest_of(among, wanted)
            some = some.filter(closing__in=numbers)
        return leaf(some, wanted, self._statement, latest_first=True)

    def list_closings(self, wanted: Wanted) -> Leaf[SeenClosing]:
        """Give closings, the latest first."""
        some = _only(self._closings(), version__agreement__slug=wanted.agreement, period=wanted.period)
        return leaf(some, wanted, seen_closing, latest_first=True)

    def _agreements(self) -> QuerySet[Agreement]:
        versions = reached(self.viewer, AgreementVersion).defer("content", "salt", "digest").order_by("entry")
        several = Prefetch("versions", queryset=versions, to_attr="sealed")
        return reached(self.viewer, Agreement).select_related("dossier").prefetch_related(several)


def _only(rows: QuerySet[Any], **conditions: object) -> QuerySet[Any]:
    return rows.filter(**{name: value for name, value in conditions.items() if value is not None})


def _terms(row: Agreement) -> SeenTerms:
    sealed: list[AgreementVersion] = row.sealed  # type: ignore[attr-defined]
    return SeenTerms(
        number=row.pk,
        slug=row.slug,
        name=row.name,
        dossier=row.dossier.slug,
        settling_days=row.settling_days,
        versions=tuple(
            SeenVersion(
                version=each.version,
                in_force_from=Instant(each.in_force_from),
                in_force_until=None if each.in_force_until is None else Instant(each.in_force_until),
                ledger=each.entry_id,
            )
            for each in sealed
        ),
    )
