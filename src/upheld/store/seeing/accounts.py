"""Accounts, invitations, tokens and the trail as they are seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
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

    def members(self) -> list[SeenMember]:
        """Give the memberships, those of the provider first, then by customer and address."""
        rows = reached(self.viewer, Membership).select_related("user", "customer")
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
            for each in sorted(rows, key=lambda row: (_name(row.customer), row.user.email, row.role))
        ]

    def invitations(self, now: Instant) -> list[SeenInvitation]:
        """Give the invitations that wait, the latest first; that of the first owner is nobody's to see."""
        waiting = open_invitations(now).filter(pk=OuterRef("pk")).exclude(email="")
        rows = reached(self.viewer, Invitation).filter(Exists(waiting)).select_related("customer")
        latest = list(rows.order_by("-pk")[:AT_ONCE])
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

    def tokens(self, now: Instant) -> list[SeenToken]:
        """Give the tokens, the latest first."""
        rows = list(
            reached(self.viewer, Token).select_related("dossier", "customer").order_by("-pk")[:AT_ONCE]
        )
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

    def inlets(self) -> list[SeenInlet]:
        """Give the inlets, the latest first."""
        rows = list(reached(self.viewer, Inlet).select_related("dossier").order_by("-pk")[:AT_ONCE])
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

    def steps(self, before: int | None = None) -> list[SeenStep]:
        """Give steps of the trail, the latest first, from before one on."""
        rows = reached(self.viewer, Step).order_by("-pk")
        shown = list((rows if before is None else rows.filter(pk__lt=before))[:AT_ONCE])
        names = self._names(each.actor for each in shown)
        return [
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
