"""Viewers: on whose behalf something is looked at or done."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from msgspec import Struct

from upheld.store.people import Membership
from upheld.store.roles import STAFF_ROLES, Role, Scope


class Viewer(Struct, frozen=True, kw_only=True):
    """A person who signed in, a token, or nobody; by default nobody, who sees nothing."""

    user: int | None = None
    token: int | None = None
    name: str = ""
    """For people to read; never what access is decided by."""
    roles: frozenset[Role] = frozenset()
    """Held for the provider."""
    grants: frozenset[tuple[Role, int]] = frozenset()
    """Held for customers, by their number."""
    scopes: frozenset[Scope] | None = None
    """What a token is for; people are held to their roles instead."""
    is_of_provider: bool = False
    """Of a token: that it is the provider's own, and no customer's."""
    dossier: int | None = None
    """The only one a token reaches, where it is not for all."""
    location: str = ""
    """From where an agent probes that shows the token."""

    @property
    def is_nobody(self) -> bool:
        """Whether nobody has signed in."""
        return self.user is None and self.token is None

    @property
    def is_staff(self) -> bool:
        """Whether it belongs to the provider: by a role, or as a token of its own."""
        return bool(self.roles) or self.is_of_provider

    @property
    def actor(self) -> str:
        """Who that is in records, by number and not by name."""
        if self.user is not None:
            return f"user {self.user}"
        return "nobody" if self.token is None else f"token {self.token}"

    @property
    def every_role(self) -> frozenset[Role]:
        """All roles held, for the provider or for some customer."""
        return self.roles | {role for role, _ in self.grants}

    def customers_as(self, roles: Iterable[Role]) -> frozenset[int]:
        """Give the customers for whom one of some roles is held."""
        wanted = frozenset(roles)
        return frozenset(customer for role, customer in self.grants if role in wanted)


NOBODY = Viewer()


def viewer_of(user: AbstractBaseUser) -> Viewer:
    """Read what somebody may do here, as it stands now; nobody for an account that is closed."""
    if not user.is_active:
        return NOBODY
    held = Membership.objects.filter(user=user.pk)
    provider = held.filter(customer=None, role__in=STAFF_ROLES).values_list("role", flat=True)
    customers = held.exclude(customer=None).values_list("role", "customer")
    return Viewer(
        user=user.pk,
        name=str(user),
        roles=frozenset(Role(role) for role in provider),
        grants=frozenset((Role(role), customer) for role, customer in customers),
    )
