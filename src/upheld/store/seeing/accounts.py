"""Accounts, invitations, tokens and the trail as they are seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q
from msgspec import Struct

from upheld.chrono.instant import Instant, from_datetime
from upheld.store.customers import Customer
from upheld.store.inlets import Inlet
from upheld.store.invitations import Invitation, open_invitations
from upheld.store.people import Membership, User
from upheld.store.reach import reached
from upheld.store.seeing.eyes import AT_ONCE, Eyes
from upheld.store.tokens import Token
from upheld.store.trail import Step

LOOKED_THROUGH = 50_000
"""Steps of the trail, at most, in which something is looked for at once."""


class SeenMember(Struct, frozen=True, kw_only=True):
    """Somebody in a role."""

    number: int
    """Of the membership."""
    user: int
    name: str
    email: str
    role: str
    customer: str
    """Empty for the provider's."""
    is_from_groups: bool
    last_came_at: Instant | None


class SeenInvitation(Struct, frozen=True, kw_only=True):
    """An invitation that can still be accepted."""

    number: int
    email: str
    role: str
    customer: str
    invited_by: str
    expires_at: Instant


class SeenToken(Struct, frozen=True, kw_only=True):
    """A token, without its secret."""

    number: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    dossier: str
    customer: str
    made_by: str
    made_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    state: str
    """`valid`, `expired` or `revoked`."""


class SeenInlet(Struct, frozen=True, kw_only=True):
    """An inlet; of a heartbeat without the end of its address."""

    number: int
    kind: str
    name: str
    hint: str
    public: str
    dossier: str
    source: str
    site: str
    location: str
    origins: tuple[str, ...]
    made_by: str
    made_at: Instant
    last_used_at: Instant | None
    is_open: bool


class SeenStep(Struct, frozen=True, kw_only=True):
    """A step of the trail."""

    number: int
    at: Instant
    actor: str
    action: str
    subject: str
    outcome: int
    address: str


class AccountEyes(Eyes):
    """See who has an account, which tokens there are, and what was done."""

    def members(self, find: str = "", start: int = 0, at_most: int = AT_ONCE) -> list[SeenMember]:
        """Give memberships, those of the provider first, then by customer and address, from one on.

        Where something is looked for, those of people or customers in whose name or address it stands.
        """
        rows = reached(self.viewer, Membership).select_related("user", "customer")
        if find:
            rows = rows.filter(
                Q(user__email__icontains=find)
                | Q(user__name__icontains=find)
                | Q(customer__name__icontains=find)
            )
        ordered = rows.order_by(F("customer__name").asc(nulls_first=True), "user__email", "role", "pk")
        return [
            SeenMember(
                number=each.pk,
                user=each.user_id,
                name=each.user.name,
                email=each.user.email,
                role=each.role,
                customer=_name(each.customer),
                is_from_groups=each.is_from_groups,
                last_came_at=None if each.user.last_login is None else from_datetime(each.user.last_login),
            )
            for each in ordered[start : start + at_most]
        ]

    def count_members(self) -> int:
        """How many roles are held."""
        return reached(self.viewer, Membership).count()

    def invitations(
        self, now: Instant, find: str = "", before: int | None = None, at_most: int = AT_ONCE
    ) -> list[SeenInvitation]:
        """Give invitations that wait, the latest first, from before one on; of some addresses or customers.

        That of the first owner is nobody's to see.
        """
        waiting = open_invitations(now).filter(pk=OuterRef("pk")).exclude(email="")
        rows = reached(self.viewer, Invitation).filter(Exists(waiting)).select_related("customer")
        if find:
            rows = rows.filter(Q(email__icontains=find) | Q(customer__name__icontains=find))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        latest = list(rows.order_by("-pk")[:at_most])
        names = self._names(each.invited_by for each in latest)
        return [
            SeenInvitation(
                number=each.pk,
                email=each.email,
                role=each.role,
                customer=_name(each.customer),
                invited_by=names.get(each.invited_by, each.invited_by),
                expires_at=Instant(each.expires_at),
            )
            for each in latest
        ]

    def tokens(
        self, now: Instant, find: str = "", before: int | None = None, at_most: int = AT_ONCE
    ) -> list[SeenToken]:
        """Give tokens, the latest first, from before one on; those in whose name something stands."""
        wanted = reached(self.viewer, Token).select_related("dossier", "customer").order_by("-pk")
        if find:
            wanted = wanted.filter(name__icontains=find)
        if before is not None:
            wanted = wanted.filter(pk__lt=before)
        rows = list(wanted[:at_most])
        names = self._names(each.made_by for each in rows)
        return [
            SeenToken(
                number=each.pk,
                name=each.name,
                hint=each.hint,
                scopes=tuple(each.scopes),
                dossier=each.dossier.name if each.dossier else "",
                customer=_name(each.customer),
                made_by=names.get(each.made_by, each.made_by),
                made_at=Instant(each.made_at),
                expires_at=Instant(each.expires_at),
                last_used_at=None if each.last_used_at is None else Instant(each.last_used_at),
                state=_state(each, now),
            )
            for each in rows
        ]

    def inlets(self, find: str = "", before: int | None = None, at_most: int = AT_ONCE) -> list[SeenInlet]:
        """Give inlets, the latest first, from before one on; those in whose name or site something stands."""
        wanted = reached(self.viewer, Inlet).select_related("dossier").order_by("-pk")
        if find:
            wanted = wanted.filter(Q(name__icontains=find) | Q(site__icontains=find))
        if before is not None:
            wanted = wanted.filter(pk__lt=before)
        rows = list(wanted[:at_most])
        names = self._names(each.made_by for each in rows)
        return [
            SeenInlet(
                number=each.pk,
                kind=each.kind,
                name=each.name,
                hint=each.hint,
                public=each.public,
                dossier=each.dossier.slug,
                source=each.source,
                site=each.site,
                location=each.location,
                origins=tuple(each.origins),
                made_by=names.get(each.made_by, each.made_by),
                made_at=Instant(each.made_at),
                last_used_at=None if each.last_used_at is None else Instant(each.last_used_at),
                is_open=each.revoked_at is None,
            )
            for each in rows
        ]

    def steps(
        self, before: int | None = None, at_most: int = AT_ONCE, find: str = "", actions: Iterable[str] = ()
    ) -> tuple[list[SeenStep], int | None]:
        """Give steps of the trail, the latest first, from before one on; and before which one to go on.

        Where something is looked for, those of whom or about what it stands in, and those of some actions,
        among so many steps: there may be millions, and whoever looks goes on from there.
        """
        rows = reached(self.viewer, Step).order_by("-pk")
        rows = rows if before is None else rows.filter(pk__lt=before)
        lowest = None
        if find:
            latest = rows.values_list("pk", flat=True).first() or 0
            rows = rows.filter(pk__gt=latest - LOOKED_THROUGH)
            earlier = reached(self.viewer, Step).filter(pk__lte=latest - LOOKED_THROUGH)
            lowest = latest - LOOKED_THROUGH + 1 if earlier.exists() else None
            people = reached(self.viewer, User).filter(email__icontains=find).values_list("pk", flat=True)
            whose = [f"user {number}" for number in people[:AT_ONCE]]
            rows = rows.filter(
                Q(subject__icontains=find) | Q(actor__in=[*whose, find]) | Q(action__in=list(actions))
            )
        found = list(rows[: at_most + 1])
        shown = found[:at_most]
        further = shown[-1].pk if len(found) > len(shown) else lowest
        names = self._names(each.actor for each in shown)
        seen = [
            SeenStep(
                number=each.pk,
                at=Instant(each.at),
                actor=names.get(each.actor, each.actor),
                action=each.action,
                subject=each.subject,
                outcome=each.outcome,
                address=each.address,
            )
            for each in shown
        ]
        return seen, further

    def _names(self, actors: Iterable[str]) -> dict[str, str]:
        """Put addresses to the numbers of those whom this viewer may know."""
        numbers = {int(each.removeprefix("user ")) for each in actors if each.startswith("user ")}
        known = reached(self.viewer, User).filter(pk__in=numbers).values_list("pk", "email")
        return {f"user {number}": email for number, email in known}


def _name(customer: Customer | None) -> str:
    return "" if customer is None else customer.name


def _state(token: Token, now: Instant) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "valid" if token.expires_at > now else "expired"
