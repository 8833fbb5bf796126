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
    REPORT_OF_FAILURE = "report of the failure"
    """When the customer reported it, such as by opening a trouble ticket."""
    END_OF_MONTH = "end of the month"
    """The month's shortfall is one failure."""
    END_OF_QUARTER = "end of the quarter"
    NEXT_BILLING_CYCLE = "end of the next billing cycle"
    STATEMENT = "statement"
    """The day the provider reports the miss."""
    INVOICE = "invoice"
    """The day of the bill for the period judged."""
    END_OF_PERIOD = "end of the period"
    """The period of the promise, whatever its length."""
    CERTAIN_BREACH = "certain breach"
    """When the promise could no longer be kept."""
    ELIGIBILITY = "eligibility"
    """When a credit is first owed: the text does not say whether that is the end of the period."""


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


class Cycle(Enum):
    """What is counted where something must be sent by the end of one."""

    MONTH = "month"
    BILLING_CYCLE = "billing cycle"
    """The billing month of the promise, where it has one; else the calendar month."""
    QUARTER = "quarter"
    YEAR = "year"


class ClaimUntil(Struct, frozen=True, kw_only=True):
    """The end of a month, quarter or billing cycle by which something must be sent."""

    number: int
    """How many after the one that holds the event; 0 is that one."""
    cycle: Cycle
    start: ClaimStart
    """The event."""
    day: int | None = None
    """The day of it that is the last one in time; its own last day where absent."""
    in_business_days: bool = False
    """Whether that is the so-manieth business day of it, or its last one, and no day of the calendar."""
    words: str
    """As the text says it, such as `end of the second billing cycle after the failure`."""


Window = ClaimWindow | ClaimUntil


class ClaimOpening(Struct, frozen=True):
    """The day of a month, or the end of a cycle, before which a claim is none."""

    day: ClaimUntil
    is_after: bool
    """Whether that day must be over; it is the first one in time otherwise."""


class AppliedFrom(Enum):
    """What the time to give a credit runs from."""

    VERIFICATION = "verification"
    """Of the claim."""
    CLAIM = "claim"
    END_OF_MONTH = "end of the month"


class Application(Struct, frozen=True):
    """The time in which a credit that is due must be given."""

    within: Duration
    start: AppliedFrom


class Claims(Struct, frozen=True, kw_only=True):
    """How credits are asked for."""

    by: ClaimBy
    window: Window | None = None
    """`None` where the agreement sets no time."""
    not_before: ClaimStart | ClaimOpening | None = None
    """What must have come first; a claim may be made at once where absent."""
    notice: ClaimWindow | None = None
    """The time in which the failure itself must be reported first, where that is asked for."""
    via: tuple[str, ...] = ()
    """Channels by which a claim is made; any where empty."""
    address: str | None = None
    in_writing: bool = False
    evidence: EvidenceIs = EvidenceIs.NOT_NEEDED
    documents: tuple[str, ...] = ()
    """What a claim must bring, each by its name; any document will do where empty."""
    verified_by: Approver | None = None
    decided_within: Duration | None = None
    """How long the answer may take."""
    applied: Application | None = None
    """How long it may take until the credit is given."""
    business_days: str | None = None
    """The calendar by which limits outside any promise are counted, where there are several."""
    clause: Clause | None = None
    place: Place

    @property
    def starts(self) -> frozenset[ClaimStart]:
        """All that times to claim or to report run from, or that must have come before a claim."""
        windows = [each.start for each in (self.window, self.notice) if each is not None]
        first = self.not_before
        if first is None:
            return frozenset(windows)
        return frozenset((*windows, first.day.start if isinstance(first, ClaimOpening) else first))
