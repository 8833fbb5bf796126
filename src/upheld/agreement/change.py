"""Changes: who may change what of the service, and how the agreement itself is changed."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.party import Approver, Party
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class ChangePermission(Struct, frozen=True, kw_only=True):
    """A row of the change flow: who may change what, when, and who must agree."""

    by: Party
    may: str
    """What may be changed, in words; a change record names it."""
    approved_by: Approver | None = None
    """`None` where nobody has to agree."""
    notice: Duration | None = None
    """How long before it must be said; not at all where absent."""
    hours: str | None = None
    """Service hours in which it may be done; at any time where absent."""
    via: tuple[str, ...] = ()
    """Channels by which it is asked for; any where empty."""
    clause: Clause | None = None
    place: Place


class InAdvance(Struct, frozen=True):
    """That something is announced before it takes effect, by so much where the text says how much."""

    by: Duration | None = None


class AgreementChanges(Struct, frozen=True, kw_only=True):
    """How a new version of the agreement comes about."""

    notice: InAdvance | None = None
    """`None` where it need not be announced."""
    of: str | None = None
    """Which changes are announced, in words, such as `significant updates`; all where absent."""
    via: tuple[str, ...] = ()
    """Channels by which they are announced; any where empty."""
    shown_at: tuple[str, ...] = ()
    """Where they are shown."""
    clause: Clause | None = None
    place: Place
