"""Blocks: how many times an amount is owed, where it is owed for every so much."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from upheld.agreement.credit_rule import Blocks

WORDS = {Blocks.FULL: "full ", Blocks.STARTED: "started ", Blocks.PRO_RATA: ""}
"""What stands before a block, such as `full 1 % of downtime`."""


def count_blocks(exact: Fraction, blocks: Blocks) -> Fraction:
    """Count blocks, a part of one as declared."""
    match blocks:
        case Blocks.FULL:
            return Fraction(floor(exact))
        case Blocks.STARTED:
            return Fraction(ceil(exact))
        case Blocks.PRO_RATA:
            return exact
