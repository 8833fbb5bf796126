"""Grant a token, and revoke it."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from upheld.chrono.instant import DAY, Instant
from upheld.errors import UsageError
from upheld.operations.accounts.admission import forget_admissions
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier
from upheld.store.reach import reached
from upheld.store.roles import CUSTOMER_SCOPES, STAFF_TOKEN_ROLES, Role, Scope
from upheld.store.tokens import Token, digest_of, new_token
from upheld.store.viewer import Viewer

LONGEST_DAYS = 730


class Wish(Struct, frozen=True, kw_only=True):
    """The token that somebody asks for."""

    name: str
    scopes: Collection[Scope]
    days: int
    """How long it is valid."""
    dossier: int | None = None
    customer: int | None = None
    location: str = ""
    """From where an agent probes with it; for agents only, each of one dossier."""


def grant(viewer: Viewer, wish: Wish, now: Instant) -> str:
    """Make a token and give its secret, which is kept nowhere. UsageError where it is not theirs to make."""
    if not wish.scopes or not 1 <= wish.days <= LONGEST_DAYS:
        raise UsageError(f"a token is for something, and for 1 to {LONGEST_DAYS} days")
    is_for_agent = Scope.PROBES_RUN in wish.scopes
    if is_for_agent != bool(wish.location) or (
        is_for_agent and (len(wish.scopes) > 1 or wish.dossier is None)
    ):
        raise UsageError("a token for an agent is for probing from one location, for one body of evidence")
    if not _may_grant(viewer, wish):
        raise UsageError("this token is not yours to make")
    secret = new_token()
    Token.objects.create(
        name=wish.name,
        digest=digest_of(secret),
        hint=secret[:12],
        scopes=sorted(Scope(scope).value for scope in wish.scopes),
        dossier_id=wish.dossier,
        customer_id=wish.customer,
        location=wish.location,
        made_by=viewer.actor,
        made_at=now,
        expires_at=now + wish.days * DAY,
    )
    return secret


def revoke(viewer: Viewer, number: int, now: Instant) -> bool:
    """End a token at once; tell whether there was one that was the viewer's to end."""
    if not (viewer.roles & STAFF_TOKEN_ROLES or viewer.customers_as({Role.CUSTOMER_ADMIN})):
        return False
    revoked = reached(viewer, Token).filter(pk=number, revoked_at=None).update(revoked_at=now) == 1
    forget_admissions()
    return revoked


def _may_grant(viewer: Viewer, wish: Wish) -> bool:
    if wish.dossier is not None and not reached(viewer, Dossier).filter(pk=wish.dossier).exists():
        return False
    if wish.customer is not None:
        of_dossier = Customer.objects.filter(pk=wish.customer)
        if wish.dossier is not None:
            of_dossier = of_dossier.filter(dossier=wish.dossier)
        if not of_dossier.exists() or not CUSTOMER_SCOPES.issuperset(wish.scopes):
            return False
    if viewer.roles & STAFF_TOKEN_ROLES:
        return True
    return wish.customer in viewer.customers_as({Role.CUSTOMER_ADMIN})
