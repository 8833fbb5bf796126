"""Dismiss: take a role from somebody."""

from __future__ import annotations

from django.db import transaction

from upheld.errors import ConflictError
from upheld.operations.accounts.authority import may_give
from upheld.store.people import Membership
from upheld.store.reach import reached
from upheld.store.roles import Role
from upheld.store.viewer import Viewer


def dismiss(viewer: Viewer, number: int) -> str | None:
    """Take a membership away, by its number, and say what it was; absent where it is not theirs to take.

    ConflictError for the last owner, without whom nobody could let anybody in.
    """
    with transaction.atomic():
        # owners are locked in one order, so that two can't take each other's role at the same time
        owners = list(Membership.objects.select_for_update().filter(role=Role.OWNER).order_by("pk"))
        found = reached(viewer, Membership).filter(pk=number).first()
        if found is None or not may_give(viewer, Role(found.role), found.customer_id):
            return None
        if [found.pk] == [owner.pk for owner in owners]:
            raise ConflictError("this is the only owner: invite another one first")
        what = f"{found.role} of user {found.user_id}"
        found.delete()
    return what
