"""Invite somebody to a role, or take the invitation back."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from msgspec import Struct

from upheld.chrono.instant import Instant, to_datetime
from upheld.errors import UsageError
from upheld.operations.accounts.authority import may_give
from upheld.store.invitations import (
    VALID,
    VALID_FIRST,
    Invitation,
    digest_of,
    new_secret,
    open_invitations,
)
from upheld.store.people import Membership
from upheld.store.reach import reached
from upheld.store.roles import Role
from upheld.store.viewer import Viewer


class Invited(Struct, frozen=True, kw_only=True):
    """What came of inviting somebody."""

    number: int
    link: str
    """To be shown to nobody but those it is for: whoever has it may accept."""
    is_sent: bool


def invite(viewer: Viewer, email: str, role: Role, customer: int | None, now: Instant) -> Invited:
    """Invite somebody and send them the link. UsageError for a role that is not the viewer's to give."""
    if not may_give(viewer, role, customer):
        raise UsageError(f"the role {role.value} is not yours to give")
    secret = new_secret()
    invitation = Invitation.objects.create(
        digest=digest_of(secret),
        email=email.strip().lower(),
        role=role,
        customer_id=customer,
        invited_by=viewer.actor,
        invited_at=now,
        expires_at=now + VALID,
    )
    link = _link(secret)
    return Invited(number=invitation.pk, link=link, is_sent=_send(invitation, link))


def withdraw(viewer: Viewer, number: int, now: Instant) -> bool:
    """Take an invitation back; tell whether there was one that could still be accepted."""
    waiting = reached(viewer, Invitation).filter(pk__in=open_invitations(now).values("pk"))
    return waiting.filter(pk=number).update(withdrawn_at=now) == 1


def first_sign_in(now: Instant, *, anyway: bool = False) -> str | None:
    """Give the link by which the first owner signs in, once, within a day; absent where there is an owner.

    A link given before is worth nothing any more. Anyway: also where there is an owner, who may be gone.
    """
    if not anyway and Membership.objects.filter(role=Role.OWNER).exists():
        return None
    open_invitations(now).filter(email="").update(withdrawn_at=now)
    secret = new_secret()
    Invitation.objects.create(
        digest=digest_of(secret),
        role=Role.OWNER,
        invited_by="upheld",
        invited_at=now,
        expires_at=now + VALID_FIRST,
    )
    return _link(secret)


def _link(secret: str) -> str:
    return f"{settings.ENVIRONMENT.address}/invitation/{secret}"


def _send(invitation: Invitation, link: str) -> bool:
    """Send the link; tell whether a server took it."""
    if settings.ENVIRONMENT.mail is None:
        return False
    customer = invitation.customer
    whose = f" of {customer.name}" if customer else ""
    until = f"{to_datetime(Instant(invitation.expires_at)):%d %B %Y, %H:%M} UTC"
    body = (
        f"You are invited to {settings.ENVIRONMENT.address}, where service-level agreements are kept, as "
        f"{invitation.role}{whose}.\n\nOpen this link to accept; it works once, until {until}:\n\n{link}\n\n"
        "If you don't know what this is about, leave it: nothing happens.\n"
    )
    message = EmailMessage("Upheld: you are invited", body, to=[invitation.email])
    try:
        return message.send() == 1
    except OSError:
        return False
