"""Align the roles of somebody with the groups that sign-on elsewhere tells of them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from upheld.store.people import Membership, User
from upheld.store.roles import Role


def is_known(email: str) -> bool:
    """Tell whether somebody has an account with an address."""
    return User.objects.filter(email=email.strip().lower()).exists()


def align(user: int, roles: Collection[Role]) -> None:
    """Give the roles that groups give, and take those that groups gave before; others stay."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user)
        held = Membership.objects.filter(user=user, customer=None)
        held.filter(is_from_groups=True).exclude(role__in=roles).delete()
        for role in roles:
            held.get_or_create(user_id=user, role=role, customer=None, defaults={"is_from_groups": True})
