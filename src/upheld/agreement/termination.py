"""Termination rights: after which breaches a customer may leave."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.fee import Amount
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration, Target


class CountedBy(Enum):
    """How a window of some months is laid over breaches."""

    DATES = "dates"
    """It may begin on any day: all breaches lie within so many months of the first."""
    MONTHS = "calendar months"
    """It is so many whole calendar months, one after the other."""


class ConsecutiveMonths(Struct, frozen=True):
    """So many calendar months in a row, each with a breach; or so many calendar quarters."""

    count: int
    of_quarters: bool = False

    @property
    def length(self) -> int:
        """How many months each of them has."""
        return 3 if self.of_quarters else 1


class MonthsWithin(Struct, frozen=True, kw_only=True):
    """So many calendar months with a breach, or more, among some in a row; or so many calendar quarters."""

    at_least: int
    months: int
    """Among how many months, or quarters; one is enough of one."""
    of_quarters: bool = False

    @property
    def length(self) -> int:
        """How many months each of them has."""
        return 3 if self.of_quarters else 1


class Counted(Enum):
    """What is counted in a window."""

    BREACHES = "breaches"
    CASES = "missed cases"
    """Tickets and occasions that were late, each by itself, whatever one breach is."""


class BreachesWithin(Struct, frozen=True, kw_only=True):
    """So many breaches, or missed cases, or more in a window of some months or days."""

    at_least: int
    months: int = 0
    days: int = 0
    """In place of months; a window of days may begin on any of them."""
    counted_by: CountedBy
    counted: Counted = Counted.BREACHES


class BreachAfterNotice(Struct, frozen=True, kw_only=True):
    """A breach, a written notice of it, and another breach within so long of the notice."""

    within: Duration
    notice: str
    """The kind of the notice, as evidence names it."""


class LongOutage(Struct, frozen=True):
    """One outage that lasts so long."""

    lasting: Target[Duration]


class CountedOver(Enum):
    """Whose breaches may make up a ground together."""

    EACH_MEMBER = "each member"
    """Those of one member, with those of promises that are not judged member by member."""
    EACH_PROMISE = "each promise"
    """Those of one promise, and of one member where it is judged member by member."""
    ALL_TOGETHER = "all together"


class OutagesWithin(Struct, frozen=True, kw_only=True):
    """So many outages or more, each of which lasts so long, in a window that may begin on any day."""

    at_least: int
    lasting: Target[Duration] | None = None
    """Any outage that counts, where it is not said."""
    window: Duration
    """In days or months."""


class DowntimeWithin(Struct, frozen=True, kw_only=True):
    """So much downtime together in a window that may begin on any day."""

    downtime: Target[Duration]
    window: Duration
    """In days or months."""


class CreditsWithin(Struct, frozen=True, kw_only=True):
    """Credits that come to so much together in some calendar months in a row."""

    limit: Target[Amount]
    """A share is one of the fee of the last of these months."""
    months: int


class CappedMonths(Struct, frozen=True, kw_only=True):
    """So many calendar months, or more, of some in a row, whose credits reach the cap of the month."""

    at_least: int
    months: int


ChronicOutage = OutagesWithin | DowntimeWithin
Ground = (
    ConsecutiveMonths
    | MonthsWithin
    | BreachesWithin
    | BreachAfterNotice
    | LongOutage
    | ChronicOutage
    | CreditsWithin
    | CappedMonths
)


class ExercisedFrom(Enum):
    """What the time to use a right runs from."""

    BREACH = "breach"
    """The one that completes its ground."""
    END_OF_MONTH = "end of the month"
    """In which that breach lies."""
    END_OF_PERIOD = "end of the period"
    """Over which the promise that it breaks is judged, such as a quarter."""
    STATEMENT = "statement"
    """That tells the customer of it: a notice of that kind, or the report that is promised."""


class Refund(Enum):
    """What a customer who leaves is paid back."""

    PREPAID = "prepaid fees for the time left"
    """By days."""
    NONE = "none"


class Penalty(Enum):
    """What leaving early costs a customer who has the right to."""

    NONE = "none"
    AS_AGREED = "as the contract says"


class TerminationRight(Struct, frozen=True, kw_only=True):
    """A right to terminate, once there is its ground."""

    ground: Ground
    objectives: tuple[str, ...] = ()
    """Objectives whose breaches count; all guarantees where empty."""
    figure: Target[Fraction] | Target[Duration] | None = None
    """How bad the figure of a breach must be for it to count; a length is the downtime of its period."""
    judged_over: str = "month"
    """What the promises that count are judged over, in a word; a month where they differ."""
    counted_over: CountedOver = CountedOver.EACH_MEMBER
    plans: tuple[str, ...] = ()
    """Plans that have the right; all of them where empty."""
    penalty: Penalty | None = None
    """`None` where the agreement does not say."""
    notice: Duration | None = None
    """How long before it takes effect the customer must say so."""
    exercised_within: Duration | None = None
    """How long the right lasts."""
    exercised_from: ExercisedFrom = ExercisedFrom.BREACH
    refund: Refund | None = None
    """`None` where the agreement does not say."""
    clause: Clause | None = None
    place: Place
