"""The most telling evidence of a figure: the records that move it most."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from upheld.evaluation.measures.docket import Entry
from upheld.evaluation.measures.material import Material

SHOWN = 5
"""How many records are named; the others are counted."""


def most_telling(material: Material, is_ceiling: bool) -> tuple[str, ...]:
    """Give the natural keys of the largest records that count, or of the smallest where those are worst.

    Records that add values up stand at their mean. Without any record of values by number, histograms or the
    source's own figures are named.
    """
    if material.is_published:
        return tuple(each.identity for each in material.published.counted[:SHOWN])
    entries = material.docket.entries
    ranked = sorted(candidate for entry in entries for candidate in _extreme(entry, is_ceiling))
    histograms = (each.evidence for entry in entries for each in entry.histograms)
    return (*(key for _, _, key in ranked), *histograms)[:SHOWN]


def _extreme(entry: Entry, is_ceiling: bool) -> Iterator[tuple[int, int, str]]:
    """The worst records of one series, each with how it ranks, its time and its key."""
    series = entry.series
    rows = entry.counted[series.counts[entry.counted] > 0]
    if not len(rows):
        return
    means = series.totals[rows] // series.counts[rows]
    ranks = -means if is_ceiling else means
    cut = np.partition(ranks, min(SHOWN, len(ranks)) - 1)[min(SHOWN, len(ranks)) - 1]
    worst = np.flatnonzero(ranks <= cut)
    for place in worst[np.argsort(ranks[worst], kind="stable")][:SHOWN]:
        row = int(rows[place])
        yield int(ranks[place]), int(series.times[row]), series.identity(row)
