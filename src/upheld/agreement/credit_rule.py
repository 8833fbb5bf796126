"""Credit rules: what a breach earns, by which formula."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.fee import Amount
from upheld.agreement.party import Party
from upheld.agreement.provenance import Clause, Place


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


class FlatCredit(Struct, frozen=True):
    """The same amount for each breach, however grave."""

    amount: Amount


class LinearCredit(Struct, frozen=True, kw_only=True):
    """An amount for every so much downtime, as a share of the time measured."""

    amount: Amount
    per: Fraction
    """The block, as a share: 1/100 where an amount is owed for every 1 %."""
    blocks: Blocks
    downtime: CreditedDowntime


class UnstatedCredit(Struct, frozen=True):
    """A credit of which the text says no amount."""


Formula = FlatCredit | LinearCredit | TieredCredit | UnstatedCredit


class Grant(Enum):
    """How firmly a credit is promised."""

    OWED = "owed"
    MAY_BE = "may be granted"
    BY_ADDENDUM = "where an addendum grants it"


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
    grant: Grant = Grant.OWED
    or_waiver: Waiver | None = None
    clause: Clause | None = None
    place: Place

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Every amount its formula states."""
        match self.formula:
            case UnstatedCredit():
                return ()
            case TieredCredit(bands=bands):
                return tuple(band.amount for band in bands)
            case formula:
                return (formula.amount,)
