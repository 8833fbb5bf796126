"""Slices: a period cut into stretches of one length, each of them good or bad as a whole."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.quantity import Target


class DownFor(Enum):
    """A slice is bad by how much of it was down, without a figure."""

    THROUGHOUT = "down throughout"
    AT_ALL = "down at all"


class DownShare(Struct, frozen=True):
    """A slice is bad where its share of down time lies so to a bound: `down for > 50 %`."""

    share: Target[Fraction]

    def __str__(self) -> str:
        return f"down for {self.share}"


class ErrorRate(Struct, frozen=True):
    """A slice is bad where the share of its requests that failed lies so to a bound: `error rate > 5 %`."""

    share: Target[Fraction]

    def __str__(self) -> str:
        return f"error rate {self.share}"


BadWhen = DownFor | DownShare | ErrorRate


class EmptySlices(Enum):
    """What a slice counts as of which nothing can be said for want of requests."""

    GOOD = "good"
    LEFT_OUT = "left out"
    AS_BEFORE = "as the one before"


class SliceFigure(Enum):
    """What the figure of a period is made of."""

    SHARE = "share of slices"
    """The share of slices that are good."""
    MEAN_ERROR_RATE = "mean of error rates"
    """One less the mean of the slices' error rates."""


class Slices(Struct, frozen=True, kw_only=True):
    """Slices of one length, counted from the beginning of the period; its end may cut the last."""

    of: Micros
    down_when: BadWhen = DownFor.AT_ALL
    empty: EmptySlices = EmptySlices.GOOD
    figure: SliceFigure = SliceFigure.SHARE
    at_least: int = 0
    """Requests that a slice must have to be judged by them; one with fewer counts as empty."""
