"""Blocks: how many times an amount is owed, where it is owed for every so much."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from upheld.agreement.credit_rule import Blocks, LengthCredit
from upheld.quantity.phrase import write_number

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


class Cut(Struct, frozen=True):
    """A length of downtime cut into blocks: how often the first part was reached, and how many followed."""

    first: Fraction
    """1 for all of the first part, 0 where there is none or it was not reached."""
    blocks: Fraction
    worth: Fraction
    """How many blocks the first part is worth."""

    @property
    def times(self) -> Fraction:
        """How many times the amount of a block is owed."""
        return self.first * self.worth + self.blocks

    def says(self, formula: LengthCredit) -> str:
        """The parts in words: `1 × the first 1 h and 2 × started 1 h`."""
        further = f"{write_number(self.blocks)} × {word_of(formula)}"
        if formula.first is None:
            return further
        return f"{write_number(self.first)} × the first {formula.first.length} and {further}"


def cut(lost: Fraction, formula: LengthCredit, worth: Fraction) -> Cut:
    """Cut a length of downtime, in microseconds; `worth` is that of the first part, in blocks."""
    first, rest = Fraction(0), lost
    if formula.first is not None:
        length = Fraction(formula.first.length.micros)
        first, rest = count_blocks(min(lost / length, Fraction(1)), formula.first.blocks), lost - length
    return Cut(first, count_blocks(max(rest, Fraction(0)) / formula.per.micros, formula.blocks), worth)


def word_of(formula: LengthCredit) -> str:
    """What one block is: `started 1 h`."""
    return f"{WORDS[formula.blocks]}{formula.per}"


def and_the_first(formula: LengthCredit, worth: Fraction) -> str:
    """What is said beside a block about the first part, where it earns another amount."""
    if formula.first is None:
        return ""
    part = "" if formula.first.blocks is formula.blocks else WORDS[formula.first.blocks]
    return f", of which the first {part}{formula.first.length} counts as {write_number(worth)}"
