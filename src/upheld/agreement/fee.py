"""Fees, and amounts that are shares of them."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.service_time import ServiceTime
from upheld.quantity import Money


class FeePeriod(Enum):
    """For how long a fee is paid."""

    MONTH = "monthly"
    YEAR = "yearly"


class FeeScope(Enum):
    """For what a fee is paid; the value is what the language writes after `of the affected`."""

    SUBSCRIPTION = "subscription"
    """All that the customer has."""
    SERVICE = "service"
    RESOURCE = "resource"
    """An instance, a circuit, a region, a feature: whatever within a service has a price of its own."""


class FeeTime(Enum):
    """The fee of which time is meant."""

    JUDGED = "time judged"
    """The one in force when the time judged begins."""
    PREVIOUS_MONTH = "previous month"
    """The one in force when the month before begins."""
    PRECEDING_DAYS = "preceding days"
    """What was paid for so many days before the failure, each of them a thirtieth of a monthly fee."""
    AVERAGE = "average"
    """The mean of what was paid for each of so many months before the one in which the time judged begins."""
    QUARTER = "quarter"
    """What is paid for the three months of the calendar quarter in which the time judged begins."""
    HALF_YEAR = "half year"
    """The same for the six months of the half of the year."""
    ONCE = "once"
    """What is paid once, such as for setting up: all of it, whenever it is paid."""
    RECEIVING = "receiving invoice"
    """What the bill comes to that a credit is set against."""


_NAMES = {FeeTime.QUARTER: "quarterly", FeeTime.HALF_YEAR: "half-yearly", FeeTime.ONCE: "one-time"}


class Fee(Struct, frozen=True):
    """A fee that a credit is reckoned on."""

    per: FeePeriod = FeePeriod.MONTH
    scope: FeeScope = FeeScope.SUBSCRIPTION
    time: FeeTime = FeeTime.JUDGED
    days: int = 0
    """How many of the preceding days are meant, where they are."""
    months: int = 0
    """How many months the average is of, where it is one."""
    counts_empty: bool = False
    """Whether a month without a fee is one of nothing in the average, and not left out of it."""
    noun: str = ""
    """What the text calls the thing, where that is not the word for its scope: `circuit`, `region`."""
    of_all: bool = False
    """Whether the fees of all affected things are meant together, and not that of each by itself."""
    of_every: bool = False
    """Whether that of each thing the customer pays for is meant, whichever of them was affected."""
    name: str = ""
    """Which thing is meant, once that is known; an agreement names none."""

    @property
    def thing(self) -> str:
        """The word of the text for what the fee is paid for."""
        return self.noun or self.scope.value

    def called(self, name: str | None) -> Fee:
        """The same fee of a thing by name; that of a whole subscription has none."""
        if not name or self.scope is FeeScope.SUBSCRIPTION:
            return self
        return replace(self, name=name, of_every=False)

    def is_of(self, other: Fee) -> bool:
        """Whether it is the same fee, whatever the text calls the thing."""
        one, another = (replace(each, noun="", of_every=False) for each in (self, other))
        return one == another

    def is_narrower(self, other: Fee) -> bool:
        """Whether it is paid for something within what another fee of the same time is paid for."""
        wider = (FeeScope.RESOURCE, FeeScope.SERVICE, FeeScope.SUBSCRIPTION)
        same = (self.time, self.days, self.months) == (other.time, other.days, other.months)
        return same and wider.index(self.scope) < wider.index(other.scope)

    def __str__(self) -> str:
        if self.scope is FeeScope.SUBSCRIPTION:
            of = ""
        elif self.name:
            of = f" of {self.thing}{'s' if self.of_all else ''} {self.name}"
        elif self.of_every:
            of = f" of every {self.thing}"
        else:
            of = f" of the affected {self.thing}{'s' if self.of_all else ''}"
        match self.time:
            case FeeTime.JUDGED:
                return f"{self.per.value} fee{of}"
            case FeeTime.PREVIOUS_MONTH:
                return f"previous month's fee{of}"
            case FeeTime.PRECEDING_DAYS:
                return f"fees of the preceding {self.days} days{of}"
            case FeeTime.AVERAGE:
                empty = ", months without a fee counted" if self.counts_empty else ""
                return f"average monthly fee{of} over the preceding {self.months} months{empty}"
            case FeeTime.QUARTER | FeeTime.HALF_YEAR | FeeTime.ONCE:
                return f"{_NAMES[self.time]} fee{of}"
            case FeeTime.RECEIVING:
                return "receiving invoice"


MONTHLY_FEE = Fee()
"""What a customer pays for one month, for everything."""


class ShareOfFee(Struct, frozen=True):
    """A share of a fee, 1 being all of it."""

    share: Fraction
    of: Fee = MONTHLY_FEE


Amount = ShareOfFee | Money | ServiceTime
