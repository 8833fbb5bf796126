"""Credit caps: the most that is owed within some time, and what becomes of the rest."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.price import Price
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration


class CapWindow(Enum):
    """Within what a cap bounds credits; the value is what the language writes after `per`."""

    CASE = "case"
    """Each ticket or other late case by itself, and each outage, whatever else happened at its time."""
    INCIDENT = "incident"
    DAY = "calendar day"
    """Each date by itself, in the zone of the agreement."""
    MONTH = "month"
    INVOICE = "receiving invoice"
    """Each bill by itself that credits are set against."""
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar year"
    CONTRACT_YEAR = "contract year"
    """From each anniversary of the contract to the next."""
    ROLLING = "rolling months"
    """Any so many months one after the other."""
    TERM = "term"
    """The whole time the agreement is in force."""


class Excess(Enum):
    """What becomes of credits above a cap."""

    FORFEITED = "forfeited"
    CARRIED = "carried over"
    """Owed in the next month, as far as its own caps leave room."""


class CreditCap(Struct, frozen=True, kw_only=True):
    """The most that is owed within some time."""

    limit: Price
    """An amount, or what a fee comes to for so long."""
    window: CapWindow = CapWindow.MONTH
    months: int = 1
    """How many months it is about, where it is about so many."""
    excess: Excess = Excess.FORFEITED
    objectives: tuple[str, ...] = ()
    """The promises whose credits it bounds, together; all of them where empty."""
    apart: frozenset[str] = frozenset()
    """Words of the things whose own fees other credits are shares of, where it is of one of another word."""
    spread_over: Duration | None = None
    """The length a monthly fee is spread over, where the limit is what it comes to for so long."""
    is_spread_said: bool = False
    """Whether the text says over what, be it the length of the month."""
    clause: Clause | None = None
    place: Place

    @property
    def span(self) -> str:
        """Within what, in words."""
        match self.window:
            case CapWindow.ROLLING:
                return f"any {self.months} months"
            case CapWindow.TERM:
                return "the whole term"
            case window:
                return f"one {window.value}"

    def may_meet(self, objectives: tuple[str, ...]) -> bool:
        """Whether it may bound what the breach of some promises earns, or of any where none is named."""
        return not self.objectives or not objectives or bool({*self.objectives} & {*objectives})
