"""Credit rules: what a breach earns, by which formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.fee import Amount, Fee, ShareOfFee
from upheld.agreement.party import Party
from upheld.agreement.price import Price, TimeOfFee
from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Duration, Target, write_share


class Blocks(Enum):
    """What a part of a block earns, where so much is owed for each block."""

    FULL = "per full"
    """Nothing."""
    STARTED = "per started"
    """As much as a whole one."""
    PRO_RATA = "pro rata"
    """Its part."""


class CreditedDowntime(Enum):
    """Which downtime a credit is reckoned on."""

    ALL = "all downtime"
    BEYOND_TARGET = "beyond the target"


class BeyondFirst(Struct, frozen=True):
    """What of each outage goes beyond a first length of it."""

    first: Duration

    def __str__(self) -> str:
        return f"beyond {self.first}"


class BeyondShare(Struct, frozen=True):
    """What lies beyond the downtime that some share of availability leaves, other than the target's."""

    of: Fraction
    """The share, such as 99/100."""

    def __str__(self) -> str:
        return f"beyond {write_share(self.of)}"


Credited = CreditedDowntime | BeyondFirst | BeyondShare
"""Which downtime a credit is reckoned on."""


class Summed(Enum):
    """Over what downtime is cut into blocks."""

    EACH_OUTAGE = "each outage"
    ALL_OUTAGES = "all outages"
    """Those of the period judged, their lengths added up first."""


class Occasion(Enum):
    """What is counted, where an amount is owed for each."""

    AFFECTED_DAY = "affected day"
    """A calendar day of the agreement's zone with so much downtime, or after that on which a case was due."""
    BUSINESS_DAY_LATE = "business day late"
    """A business day after that on which a case was due."""
    CLOCK_HOUR = "clock hour"
    """An hour of the wall clock with so much downtime."""
    OUTAGE = "outage"
    MISSED_CASE = "missed case"
    """A late ticket, an occasion on which a duty was not kept, an outage."""


class FlatCredit(Struct, frozen=True):
    """The same amount for each breach, however grave."""

    amount: Price


class LinearCredit(Struct, frozen=True, kw_only=True):
    """An amount for every so much downtime, as a share of the time measured.

    Of another figure that is a share, it is for every so much that it falls short.
    """

    amount: Price
    per: Fraction
    """The block, as a share: 1/100 where an amount is owed for every 1 %."""
    blocks: Blocks
    downtime: CreditedDowntime | BeyondShare


class FirstPart(Struct, frozen=True, kw_only=True):
    """What the first part earns, where every further one earns another amount."""

    amount: Price
    length: Duration
    blocks: Blocks
    """What less than all of it earns."""


class LengthCredit(Struct, frozen=True, kw_only=True):
    """An amount for every so long a downtime, or for every further one after a first part."""

    amount: Price
    per: Duration
    blocks: Blocks
    downtime: Credited = CreditedDowntime.ALL
    summed: Summed = Summed.EACH_OUTAGE
    first: FirstPart | None = None

    @property
    def is_by_parts(self) -> bool:
        """Whether two parts of an outage earn together what the whole of it does."""
        return self.blocks is Blocks.PRO_RATA and self.first is None


class LostTimeCredit(Struct, frozen=True, kw_only=True):
    """So many times the fee for the time that was lost."""

    times: Fraction
    fee: Fee
    downtime: Credited = CreditedDowntime.ALL


class OccasionCredit(Struct, frozen=True, kw_only=True):
    """An amount for each day or hour with downtime, each outage or each missed case."""

    amount: Price
    each: Occasion
    affected_by: Target[Duration] | Target[Fraction] | None = None
    """How much downtime makes it an affected one, or which share of it; any at all where absent.

    Of a day or an hour in which what failed was there for a part only, the share is one of that part.
    """
    of_time_there: bool = False
    """Whether a day or hour counts with the part of it in which what failed was there."""


class UnstatedCredit(Struct, frozen=True):
    """A credit of which the text says no amount."""


OutageFormula = LengthCredit | LostTimeCredit | OccasionCredit
"""Formulas that go by outages or cases one by one."""
Formula = FlatCredit | LinearCredit | OutageFormula | TieredCredit | UnstatedCredit


class Grant(Enum):
    """How firmly a credit is promised."""

    OWED = "owed"
    MAY_BE = "may be granted"
    BY_ADDENDUM = "where an addendum grants it"


class SpreadOver(Enum):
    """A length that a monthly fee is spread over, which the period itself tells."""

    MEASURED = "time measured"
    """The time that availability is a share of, such as the service hours of the month."""


class GivenAs(Enum):
    """As what an amount comes to the customer."""

    CREDIT = "service credit"
    NOT_CHARGED = "not charged"
    """Charges that are not made: no credit, and so neither claimed nor capped."""


class Waiver(Struct, frozen=True, kw_only=True):
    """Charges that may be waived in place of a credit."""

    of: str
    """Which charges, in the words of the text."""
    chosen_by: Party


class CreditRule(Struct, frozen=True, kw_only=True):
    """What the breach of some objectives earns; of several rules that fit, the first counts."""

    formula: Formula
    objectives: tuple[str, ...] = ()
    """Objectives it is for; every one where empty."""
    services: tuple[str, ...] = ()
    """Services it is for; whatever the objective is about where empty."""
    plans: tuple[str, ...] = ()
    """Plans it is for; all of them where empty."""
    spread_over: Duration | SpreadOver | None = None
    """The length a monthly fee is spread over, for what a part of it costs; the month's own where absent."""
    given_as: GivenAs = GivenAs.CREDIT
    grant: Grant = Grant.OWED
    or_waiver: Waiver | None = None
    clause: Clause | None = None
    place: Place

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every amount its formula states, and the fee for the time lost, where it is of that."""
        match self.formula:
            case UnstatedCredit():
                return ()
            case TieredCredit(bands=bands):
                return tuple(band.amount for band in bands)
            case LostTimeCredit(fee=fee):
                return (ShareOfFee(Fraction(0), fee),)
            case LengthCredit(amount=amount, first=FirstPart(amount=first)):
                return (first, amount)
            case formula:
                return (formula.amount,)

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The same; what a length of time costs is a share of the fee that is not known yet, and so none."""
        return tuple(_amounts(self.prices))


def _amounts(prices: Iterable[Price]) -> Iterator[Amount]:
    for price in prices:
        yield ShareOfFee(Fraction(0), price.of) if isinstance(price, TimeOfFee) else price
