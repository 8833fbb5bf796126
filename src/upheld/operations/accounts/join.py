"""Join by an invitation, which is then used up."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.errors import ConflictError
from upheld.store.invitations import Invitation, digest_of, open_invitations
from upheld.store.people import Membership, User
from upheld.store.roles import Role


class Offer(Struct, frozen=True, kw_only=True):
    """An invitation as whoever holds its link sees it."""

    email: str
    """Empty where it is asked for."""
    role: Role
    customer: str
    is_known: bool
    """Whether somebody with this address has an account."""


def offer_of(secret: str, now: Instant) -> Offer | None:
    """Read what a link offers; absent where it was used, withdrawn, has expired, or never was."""
    found = _open(secret, now)
    if found is None:
        return None
    return Offer(
        email=found.email,
        role=Role(found.role),
        customer=found.customer.name if found.customer else "",
        is_known=bool(found.email) and User.objects.filter(email=found.email).exists(),
    )


class Newcomer(Struct, frozen=True):
    """Somebody who has no account yet, as they tell of themselves."""

    email: str
    name: str
    password: str


def join(secret: str, newcomer: Newcomer, now: Instant) -> User:
    """Make an account and give it the role. ConflictError where the link was used or the address is known."""
    with transaction.atomic():
        invitation = _take(secret, now)
        email = invitation.email or newcomer.email.strip().lower()
        if User.objects.filter(email=email).exists():
            raise ConflictError(f"{email} has an account already: sign in first, then open the link again")
        user = User.objects.create_user(email, newcomer.password, newcomer.name)
        # whoever has the link read the mail it was sent by, or has the machine that printed it
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        _give(invitation, user)
    return user


def accept(secret: str, user: int, now: Instant) -> bool:
    """Give the role to somebody who signed in with the address that was invited; tell whether it was so."""
    with transaction.atomic():
        invitation = _take(secret, now)
        account = User.objects.get(pk=user)
        if invitation.email != account.email:
            transaction.set_rollback(True)
            return False
        _give(invitation, account)
    return True


def _open(secret: str, now: Instant) -> Invitation | None:
    return open_invitations(now).filter(digest=digest_of(secret)).select_related("customer").first()


def _take(secret: str, now: Instant) -> Invitation:
    """Use an invitation up; of two who try at the same time, one has it."""
    found = _open(secret, now)
    if found is None or not open_invitations(now).filter(pk=found.pk).update(accepted_at=now):
        raise ConflictError("the invitation was used or withdrawn, or has expired: ask for another")
    return found


def _give(invitation: Invitation, user: User) -> None:
    Membership.objects.get_or_create(user=user, role=invitation.role, customer=invitation.customer)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
