"""Measured rows: a batch of the table `measurements`, turned into whole smallest units column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from upheld.collect.cells import Codes
from upheld.collect.histograms import Buckets, read_buckets
from upheld.collect.labels import read_labels, why_no_labels, write_labels
from upheld.collect.problem import Problems, Reason
from upheld.collect.records import NEVER, Records
from upheld.collect.tables.measurements import why_uncounted
from upheld.collect.units import PLAIN_NUMBER, UNITS, Unit
from upheld.errors import PhraseError
from upheld.evidence.measurement import Scale

_UNITS = (*UNITS.values(), PLAIN_NUMBER)
"""By code; the last is that of an empty cell, whose code is -1."""
_FACTORS = np.array([unit.factor for unit in _UNITS], dtype=np.int64)
_SCALES = np.array([tuple(Scale).index(unit.scale) for unit in _UNITS], dtype=np.int8)
_SIGNED = np.array([unit.may_be_negative for unit in _UNITS])
_FORMS = "a record has a `value`, or a `sum` with its `count`, or a `histogram`"
_Mask = NDArray[np.bool_]


class Measured(Struct, frozen=True, kw_only=True):
    """Rows of measurements: what each comes to, in whole smallest units."""

    labels: Codes
    """Written alike where they are the same."""
    scale: NDArray[np.int8]
    """Positions in the list of scales."""
    times: NDArray[np.int64]
    ends: NDArray[np.int64]
    totals: NDArray[np.int64]
    counts: NDArray[np.int64]
    histograms: Mapping[int, tuple[Buckets, int | None]]
    """By row, the buckets and the sum of all values where it is known."""


def read_measured(records: Records, problems: Problems) -> Measured | None:
    """Read the figures of a batch; nothing where a row of it is a problem."""
    before = problems.found
    report = _Report(records, problems)
    value, total = records.decimals["value"], records.decimals["sum"]
    count, buckets = records.counts["count"], records.texts["histogram"].codes >= 0
    _refuse_forms(report, ~value.empty, ~total.empty, count >= 0, buckets)
    factors = _FACTORS[records.texts["unit"].codes]
    totals = np.zeros(records.size, dtype=np.int64)
    for column, figures in (("value", value), ("sum", total)):
        scaled, unfit = figures.scaled(factors)
        totals += scaled
        report.rows(unfit, column, report.uncounted(column))
        signed = _SIGNED[records.texts["unit"].codes]
        report.rows(
            figures.negative & ~signed, column, lambda _: ("the figure is negative", "no such value can be")
        )
    ends = _ends(records, buckets, report)
    labels = _labels(records.texts["labels"], report)
    histograms = _histograms(records, totals, buckets, report) if buckets.any() else {}
    if problems.found > before:
        return None
    return Measured(
        labels=labels,
        scale=_SCALES[records.texts["unit"].codes],
        times=records.times["at"],
        ends=ends,
        totals=totals,
        counts=np.where(count < 0, 1, count),
        histograms=histograms,
    )


class _Report(Struct, frozen=True):
    """Turns wrong rows of one batch into problems."""

    records: Records
    problems: Problems

    def rows(self, wrong: _Mask, column: str, why: Callable[[int], Reason]) -> None:
        first = self.records.first
        rows = np.flatnonzero(wrong) + first
        self.problems.of_rows(self.records.file, rows.tolist(), column, lambda row: why(row - first))

    def uncounted(self, column: str) -> Callable[[int], Reason]:
        """Say why a figure of a column is no whole number of smallest units below the limit."""

        def why(index: int) -> Reason:
            figure = self.records.decimals[column].decimal(index)
            return why_uncounted(figure or Decimal(0), self.unit(index))

        return why

    def unit(self, index: int) -> Unit:
        return _UNITS[int(self.records.texts["unit"].codes[index])]


def _refuse_forms(report: _Report, value: _Mask, total: _Mask, count: _Mask, buckets: _Mask) -> None:
    """Refuse rows that are not of exactly one form."""
    nothing = ~(value | total | buckets)
    report.rows(nothing & ~count, "", lambda _: ("the record has no figure", _FORMS))
    report.rows(nothing & count, "sum", lambda _: ("there is a count of nothing", _FORMS))
    report.rows(value & (total | buckets), "value", lambda _: ("the record has two figures", _FORMS))
    report.rows(
        value & count & ~total & ~buckets,
        "count",
        lambda _: ("one value has a count", "write their `sum`, not a `value`, with the count"),
    )
    report.rows(
        total & ~count & ~buckets & ~value, "count", lambda _: ("the cell is empty", "a sum needs its count")
    )
    of_none = (report.records.counts["count"] == 0) & total & ~buckets
    amiss = of_none & (
        (report.records.decimals["sum"].wholes > 0) | (report.records.decimals["sum"].trillionths > 0)
    )
    report.rows(amiss, "sum", lambda _: ("the sum of no values is not 0", "one of sum and count is wrong"))


def _ends(records: Records, buckets: _Mask, report: _Report) -> NDArray[np.int64]:
    """Give where each record ends: where it begins for one instant."""
    until, at = records.times["until"], records.times["at"]
    open_ended = until == NEVER
    report.rows(
        ~open_ended & (until <= at),
        "until",
        lambda _: ("the time ends before it begins, or lasts no time", "`until` is later than `at`"),
    )
    report.rows(
        buckets & open_ended, "until", lambda _: ("the cell is empty", "a histogram is of a stretch of time")
    )
    return np.where(open_ended, at, until)


def _labels(labels: Codes, report: _Report) -> Codes:
    """Write the labels alike; what can't be read is a problem of each row that has it."""
    reasons = [why_no_labels(word) for word in labels.words]
    wrong = np.array([*(reason is not None for reason in reasons), False])[labels.codes]
    report.rows(wrong, "labels", lambda index: reasons[labels.codes[index]] or ("", ""))
    words = tuple(
        "" if why else write_labels(read_labels(word))
        for why, word in zip(reasons, labels.words, strict=True)
    )
    return Codes(codes=labels.codes, words=words, unread=labels.unread, why=labels.why)


def _histograms(
    records: Records, totals: NDArray[np.int64], buckets: _Mask, report: _Report
) -> dict[int, tuple[Buckets, int | None]]:
    found: dict[int, tuple[Buckets, int | None]] = {}
    texts = records.texts["histogram"]
    for index in np.flatnonzero(buckets).tolist():
        row = records.row(index)
        try:
            each = read_buckets(texts.words[texts.codes[index]], report.unit(index))
        except PhraseError as error:
            report.problems.of_row(row, error.message, error.remedy, column="histogram")
            continue
        count = int(records.counts["count"][index])
        if count >= 0 and count != sum(each.counts):
            said = f"the count is {count}, and the last bucket says {sum(each.counts)}"
            report.problems.of_row(row, said, "one of the two is wrong", column="count")
        known = not records.decimals["sum"].empty[index]
        found[index] = each, int(totals[index]) if known else None
    return found
