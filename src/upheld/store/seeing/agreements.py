"""Agreements, customers and subscriptions as they are seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import OuterRef, Q, Subquery
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.customers import Customer, Subscription
from upheld.store.dossiers import Dossier
from upheld.store.reach import reached
from upheld.store.seeing.eyes import AT_ONCE, Eyes

TO_CHOOSE_FROM = 200
"""So many customers make a list to choose from; nobody finds anybody in a longer one."""


class SeenDossier(Struct, frozen=True, kw_only=True):
    """A body of evidence."""

    number: int
    slug: str
    name: str


class SeenAgreement(Struct, frozen=True, kw_only=True):
    """An agreement, with the version that was sealed last."""

    number: int
    slug: str
    name: str
    dossier: str
    version: str
    settling_days: int
    is_released_at_once: bool


class SeenVersion(Struct, frozen=True, kw_only=True):
    """A version of an agreement, and when it is in force."""

    version: str
    in_force_from: Instant
    in_force_until: Instant | None
    ledger: int
    """The entry it was sealed with."""


class SeenTerms(Struct, frozen=True, kw_only=True):
    """An agreement with all its versions, in the order in which they were sealed."""

    number: int
    slug: str
    name: str
    dossier: str
    settling_days: int
    versions: tuple[SeenVersion, ...]


class SeenCustomer(Struct, frozen=True, kw_only=True):
    """A customer of a dossier."""

    number: int
    name: str
    dossier: str


class SeenSubscription(Struct, frozen=True, kw_only=True):
    """What a customer subscribed to, and when."""

    number: int
    agreement: str
    customer: SeenCustomer
    name: str
    plan: str
    starts_at: Instant
    ends_at: Instant | None


class AgreementEyes(Eyes):
    """See agreements, and who subscribed to them."""

    def dossiers(self, find: str = "", start: int = 0, at_most: int | None = None) -> list[SeenDossier]:
        """Give the bodies of evidence, by name; those in whose name something stands, from one on."""
        rows = reached(self.viewer, Dossier).order_by("name", "pk")
        if find:
            rows = rows.filter(Q(name__icontains=find) | Q(slug__icontains=find))
        shown = rows[start : None if at_most is None else start + at_most]
        return [SeenDossier(number=each.pk, slug=each.slug, name=each.name) for each in shown]

    def dossier(self, slug: str) -> SeenDossier | None:
        """Give one body of evidence; absent where there is none that this viewer sees."""
        row = reached(self.viewer, Dossier).filter(slug=slug).first()
        return None if row is None else SeenDossier(number=row.pk, slug=row.slug, name=row.name)

    def customers_to_choose(self, among: Collection[int] | None = None) -> list[SeenCustomer]:
        """Give names of customers to choose from, or of some of them; choosing is not looking.

        Where there are more than `TO_CHOOSE_FROM`, there is one too many, and they are to be named instead.
        """
        rows = reached(self.viewer, Customer).select_related("dossier").order_by("name", "pk")
        chosen = rows if among is None else rows.filter(pk__in=among)
        return [
            SeenCustomer(number=each.pk, name=each.name, dossier=each.dossier.slug)
            for each in chosen[: TO_CHOOSE_FROM + 1]
        ]

    def customers_called(self, called: str) -> list[SeenCustomer]:
        """Give the customers of a name, which may be followed by the slug of its dossier in brackets."""
        rows = reached(self.viewer, Customer).select_related("dossier")
        name, _, slug = called.removesuffix(")").rpartition(" (")
        either = Q(name=called) | (
            Q(name=name, dossier__slug=slug) if name and called.endswith(")") else Q(pk__in=[])
        )
        found = rows.filter(either).order_by("pk")[:2]
        return [SeenCustomer(number=each.pk, name=each.name, dossier=each.dossier.slug) for each in found]

    def agreements(
        self, find: str = "", start: int = 0, at_most: int | None = None
    ) -> Iterator[SeenAgreement]:
        """Give the agreements, by name; those in whose name something stands, from one on."""
        versions = reached(self.viewer, AgreementVersion).filter(agreement=OuterRef("pk")).order_by("-entry")
        rows = reached(self.viewer, Agreement).annotate(newest=Subquery(versions.values("version")[:1]))
        if find:
            rows = rows.filter(name__icontains=find)
        ordered = rows.select_related("dossier").order_by("name", "pk")
        for each in ordered[start : None if at_most is None else start + at_most]:
            yield SeenAgreement(
                number=each.pk,
                slug=each.slug,
                name=each.name,
                dossier=each.dossier.slug,
                version=each.newest or "",
                settling_days=each.settling_days,
                is_released_at_once=each.is_released_at_once,
            )

    def customers(self, after: str = "", at_most: int = AT_ONCE) -> list[SeenCustomer]:
        """Give customers by name, from behind one on."""
        rows = reached(self.viewer, Customer).filter(name__gt=after).select_related("dossier")
        return [self._customer(each) for each in rows.order_by("name", "pk")[:at_most]]

    def customer(self, number: int) -> SeenCustomer | None:
        """Give one customer; absent where there is none, or none that this viewer sees."""
        row = reached(self.viewer, Customer).filter(pk=number).select_related("dossier").first()
        return None if row is None else self._customer(row)

    def subscriptions(self, at_most: int = AT_ONCE, start: int = 0, find: str = "") -> list[SeenSubscription]:
        """Give subscriptions by customer and agreement; of customers in whose name something stands."""
        rows = reached(self.viewer, Subscription).select_related("agreement", "customer__dossier")
        if find:
            rows = rows.filter(customer__name__icontains=find)
        ordered = rows.order_by("customer__name", "agreement__name", "starts_at", "pk")
        return [self._subscription(each) for each in ordered[start : start + at_most]]

    def _customer(self, row: Customer) -> SeenCustomer:
        self.looked_at.add(row.pk)
        return SeenCustomer(number=row.pk, name=row.name, dossier=row.dossier.slug)

    def _subscription(self, row: Subscription) -> SeenSubscription:
        return SeenSubscription(
            number=row.pk,
            agreement=row.agreement.name,
            customer=self._customer(row.customer),
            name=row.name,
            plan=row.plan,
            starts_at=Instant(row.starts_at),
            ends_at=None if row.ends_at is None else Instant(row.ends_at),
        )
