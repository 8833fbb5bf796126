"""Figure targets: what a share, a length of time, a rate or a plain number is held against."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from upheld.quantity import Duration, Rate, Target

FigureTarget = Target[Fraction] | Target[Duration] | Target[Rate] | Target[Decimal]
"""A target for a share, a length of time, a rate or a plain number."""
