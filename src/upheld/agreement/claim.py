"""Claims: how a credit is asked for, and until when."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.party import Approver
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class ClaimBy(Enum):
    """Who sets a credit in motion."""

    CUSTOMER = "customer"
    AUTOMATIC = "automatic"
    """Nobody: it is given unasked."""


class ClaimStart(Enum):
    """What the time to claim runs from."""

    FAILURE = "failure"
    """Each failure by itself, from its beginning."""
    END_OF_FAILURE = "end of the failure"
    AWARENESS = "awareness of the failure"
    END_OF_MONTH = "end of the month"
    """The month's shortfall is one failure."""
    END_OF_QUARTER = "end of the quarter"
    NEXT_BILLING_CYCLE = "end of the next billing cycle"
    STATEMENT = "statement"
    """The day the provider reports the miss."""


class EvidenceIs(Enum):
    """What supporting documents do for a claim."""

    REQUIRED = "required"
    HELPFUL = "helpful"
    """They strengthen it."""
    NOT_NEEDED = "not needed"


class ClaimWindow(Struct, frozen=True):
    """The time in which something must be sent; months are calendar months."""

    within: Duration
    start: ClaimStart


class Claims(Struct, frozen=True, kw_only=True):
    """How credits are asked for."""

    by: ClaimBy
    window: ClaimWindow | None = None
    """`None` where the agreement sets no time."""
    notice: ClaimWindow | None = None
    """The time in which the failure itself must be reported first, where that is asked for."""
    via: tuple[str, ...] = ()
    """Channels by which a claim is made; any where empty."""
    address: str | None = None
    in_writing: bool = False
    evidence: EvidenceIs = EvidenceIs.NOT_NEEDED
    verified_by: Approver | None = None
    decided_within: Duration | None = None
    """How long the answer may take."""
    clause: Clause | None = None
    place: Place
