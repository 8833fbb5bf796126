"""Percentiles that rest on too few samples to be what their name says."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, log, log1p

from upheld.agreement.objective import Objective
from upheld.agreement.statistic import Percentile, Statistic
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.quotations import nodes_under
from upheld.language.reader import Reader
from upheld.quantity.phrase import write_number

_DOUBT = 0.05
"""How often chance alone may decide."""


def review_percentiles(draft: Draft, reader: Reader) -> None:
    """Warn of a percentile that is judged on so few samples that chance decides it."""
    for written in draft.objectives:
        statistic = written.value.indicator
        if isinstance(statistic, Statistic) and isinstance(statistic.summary, Percentile):
            needed = samples_needed(statistic.summary.share)
            if statistic.at_least < needed and _says_which(written):
                _report(written, statistic.summary.share, statistic.at_least, needed, reader)


def samples_needed(share: Fraction) -> int:
    """The fewest samples of which the extreme one lies beyond the true percentile 19 times out of 20.

    Wilks (1941): the largest of n samples lies above the p-th percentile with a chance of 1 - p^n.
    """
    tail = min(share, 1 - share)
    return ceil(log(_DOUBT) / log1p(-float(tail)))


def _report(written: Written[Objective], share: Fraction, least: int, needed: int, reader: Reader) -> None:
    named = f"{write_number(share * 100)}th percentile"
    enough = "one sample is enough" if least == 1 else f"{least} samples are enough"
    message = (
        f"{enough} to judge the {named} here; with fewer than {needed}, more often than one time in 20 not a "
        f"single sample lies {'above' if share >= Fraction(1, 2) else 'below'} it, and the figure is chance"
    )
    remedy = f"write `at_least: {needed} samples` or more; a period with fewer is then left undecided"
    reader.report(Code.TOO_FEW_SAMPLES, _at(written), message, remedy)


def _says_which(written: Written[Objective]) -> bool:
    """Whether the percentile is written; where it is not, that is the question to answer first."""
    return next(nodes_under(written.node, "p"), None) is not None


def _at(written: Written[Objective]) -> Node:
    if isinstance(written.node, MapNode):
        for key in ("at_least", "percentile"):
            found = next(nodes_under(written.node, key), None)
            if found is not None:
                return found
    return written.name
