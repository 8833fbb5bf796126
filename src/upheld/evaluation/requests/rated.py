"""Rated slices: the error rate of each slice, and what those without enough requests count as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.slices import EmptySlices, Slices
from upheld.evaluation.requests.slicing import Run


class Standing(Enum):
    """What is known of a slice."""

    RATED = "rated"
    """It had requests enough, and they are known."""
    EMPTY = "empty"
    """It had none, or fewer than it takes."""
    UNKNOWN = "unknown"


class Rated(Struct, frozen=True, kw_only=True):
    """Slices in a row that come to the same."""

    run: Run
    standing: Standing
    rate: Fraction | None
    """The error rate they count with; absent where they are unknown, or left out for want of requests."""

    @property
    def is_left_out(self) -> bool:
        """Whether they do not count, for want of requests."""
        return self.standing is Standing.EMPTY and self.rate is None


def rated(runs: Iterable[Run], slices: Slices) -> Iterator[Rated]:
    """Give the error rates of slices in order; an empty one counts as the agreement says.

    As the one before means the one before that had requests, and good where none did.
    """
    before: Rated | None = None
    for run in runs:
        if run.is_unknown or _may_be_empty(run, slices):
            found = Rated(run=run, standing=Standing.UNKNOWN, rate=None)
        elif not run.total or run.total < slices.at_least:
            yield _empty(run, slices.empty, before)
            continue
        else:
            found = Rated(run=run, standing=Standing.RATED, rate=run.failed / run.total)
        before = found
        yield found


def _may_be_empty(run: Run, slices: Slices) -> bool:
    """Whether it is open how many requests slices had, and they would count otherwise without any."""
    matters = run.failed > 0 or slices.empty is not EmptySlices.GOOD
    return run.is_sparse and matters and run.most >= slices.at_least


def _empty(run: Run, empty: EmptySlices, before: Rated | None) -> Rated:
    match empty:
        case EmptySlices.LEFT_OUT:
            return Rated(run=run, standing=Standing.EMPTY, rate=None)
        case EmptySlices.AS_BEFORE if before is not None:
            is_unknown = before.standing is Standing.UNKNOWN
            standing = Standing.UNKNOWN if is_unknown else Standing.EMPTY
            return Rated(run=run, standing=standing, rate=before.rate)
        case _:
            return Rated(run=run, standing=Standing.EMPTY, rate=Fraction(0))
