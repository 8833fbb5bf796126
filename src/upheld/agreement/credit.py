"""What is owed for a breach."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from upheld.agreement.provenance import Clause, Place
from upheld.quantity import Money


@dataclass(frozen=True, slots=True)
class ShareOfFee:
    """A share of the monthly fee, 1 being all of it."""

    share: Fraction


Amount = ShareOfFee | Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """A flat credit for each breach of a guarantee, up to a cap for the month."""

    per_breach: Amount
    objectives: tuple[str, ...] = ()
    """Objectives whose breach earns a credit; all of them where empty."""
    plans: tuple[str, ...] = ()
    """Plans that are owed credits; all of them where empty."""
    cap: Amount | None = None
    """The most that is owed for one month."""
    clause: Clause | None = None
    place: Place
