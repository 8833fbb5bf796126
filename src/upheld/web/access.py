"""Access: who may use a route; whoever is not named may not."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from django.http.response import HttpResponseBase
from msgspec import Struct

from upheld.store.roles import CUSTOMER_ROLES, STAFF_ROLES, Role, Scope
from upheld.store.viewer import Viewer


class Limit(Enum):
    """How much somebody may ask for within a minute; the value is its name where it is set and told."""

    READS = "reads"
    """Answers for a token."""
    SENT = "sent"
    """Batches of evidence from a token."""
    STRANGERS = "strangers"
    """Requests from an address without a token that lets in."""
    HEARTBEATS = "heartbeats"
    """From an address, and of one thing."""
    BEACONS = "beacons"
    """From an address."""
    PAGES = "pages"
    """Beacons by one inlet, from wherever."""


View = Callable[..., HttpResponseBase]


class Access(Struct, frozen=True, kw_only=True):
    """Who may use a route; nobody by default."""

    roles: frozenset[Role] = frozenset()
    signed_in: bool = False
    """Everybody who signed in, whatever their roles: what concerns themselves."""
    anybody: bool = False
    scope: Scope | None = None
    """The scope a token needs; a route with a scope is for tokens, and looks at no session."""

    @property
    def somebody(self) -> bool:
        """Whether anybody is admitted once they have signed in."""
        return self.signed_in or bool(self.roles)

    def admits(self, viewer: Viewer) -> bool:
        """Tell whether a viewer may use it; which rows are seen there is for the sight to say."""
        if self.scope is not None:
            return viewer.scopes is not None and self.scope in viewer.scopes
        if viewer.scopes is not None:
            return False
        if self.anybody or (self.signed_in and not viewer.is_nobody):
            return True
        return bool(self.roles & viewer.every_role)


def only(*roles: Role) -> Access:
    """Those who hold one of some roles."""
    return Access(roles=frozenset(roles))


NOT_SERVED = Access()
"""Nobody: the address has a name, and there is nothing there."""
ANYBODY = Access(anybody=True)
SIGNED_IN = Access(signed_in=True)
EVERY_ROLE = Access(roles=frozenset(Role))
STAFF = Access(roles=STAFF_ROLES)
CUSTOMERS = Access(roles=CUSTOMER_ROLES)


class Route(Struct, frozen=True, kw_only=True):
    """One line of the table of routes."""

    name: str
    path: str
    """As Django's paths are written, without a slash at either end."""
    view: View
    may: Access
    methods: frozenset[str] = frozenset({"GET", "HEAD"})
    before_second_factor: bool = False
    """Whether staff may use it while they have not set up a second factor."""
    limit: Limit | None = None
    """How often an address may use it; those for tokens are limited by token."""
    is_audited: bool = True
    """Whether the trail keeps changes made here; the ledger itself keeps who sent evidence."""


READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})
FORM = READ | WRITE
