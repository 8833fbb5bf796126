"""Payment: in which form a credit is given, from when, and what becomes of what is left of it."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class PaymentKind(Enum):
    """A form in which a credit is given."""

    SERVICE_CREDIT = "service credit"
    USAGE_CREDIT = "usage credit"
    APPLICATION_CREDIT = "application credit"
    SERVICE_TIME = "service time"
    """More days or months of service."""
    WAIVER = "waiver of charges"
    REFUND = "refund"
    CASH = "cash"


class AppliedTo(Enum):
    """Which bill a credit is set against."""

    SAME_MONTH = "same month"
    FOLLOWING_MONTH = "following month"
    NEXT_BILLING_CYCLE = "next billing cycle"
    NEXT_INVOICE = "next invoice"
    FUTURE_INVOICES = "future invoices"
    """Until it is used up."""


class AppliedAfter(Enum):
    """What the month or bill follows that a credit is set against."""

    BREACH = "month of the breach"
    CLAIM = "claim"
    VERIFICATION = "verification"


class Remainder(Enum):
    """What becomes of the part of a credit that is more than the bill."""

    CARRIED = "carried over"
    FORFEITED = "forfeited"
    PAID_OUT = "paid out"


class Payment(Struct, frozen=True, kw_only=True):
    """How credits are given."""

    kind: PaymentKind
    by_way_of: str | None = None
    """Who passes it on, such as the shop through which a customer pays."""
    not_as: tuple[PaymentKind, ...] = ()
    """Forms the text rules out."""
    applied_to: AppliedTo | None = None
    """`None` where the agreement does not say."""
    after: AppliedAfter = AppliedAfter.BREACH
    remainder: Remainder = Remainder.CARRIED
    expires_after: Duration | None = None
    """How long after the first bill it may be set against, it is lost; never where absent."""
    at_termination: Remainder | None = None
    """What becomes of it where the contract ends; `None` where the agreement does not say."""
    clause: Clause | None = None
    place: Place
