"""Measured figures in units people read, as reasons and reports alike write them."""

from __future__ import annotations

from upheld.quantity.measured import FEWEST_PLACES, MOST_PLACES, decimal, measured, percentage

__all__ = ["FEWEST_PLACES", "MOST_PLACES", "decimal", "measured", "percentage"]
