"""Series: which of them count for a promise, by their source, their labels and where they were taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from upheld.agreement.measure import Label, Measure
from upheld.agreement.part_target import REGION, part_of
from upheld.agreement.statistic import RegionShare
from upheld.evaluation.wording import listed
from upheld.evidence.measurement import Aggregate, LabelSet, Measurements

LOAD = "load"
"""The label that says under which load it was taken."""
_NUMBER = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)(.*)")
_VANTAGE = ("measured at", "measured_at")
"""The labels that may say where it was taken; one that says nothing stands for a series of the measure's."""


def fault_of(series: Measurements | Aggregate, measure: Measure, where: Iterable[Label] = ()) -> str:
    """Say why no record of a series counts for a promise; nothing where they may.

    A series counts if it comes from the measure's source, bears all the labels asked for, and does not say
    that it was taken elsewhere than the measure.
    """
    if measure.source is not None and series.source != measure.source:
        return f"of another source than {measure.source}"
    labels = dict(series.labels)
    for label in (*measure.where, *where):
        if labels.get(label.name) not in label.values:
            return f"without the label {label.name} {listed(label.values)}"
    vantages = [_plain(labels[name]) for name in _VANTAGE if name in labels]
    if measure.measured_at is not None and any(each != measure.measured_at.value for each in vantages):
        return f"taken elsewhere than {measure.measured_at.value}"
    return ""


def label_of(labels: LabelSet, name: str) -> str | None:
    """Give the value of a label, where a series bears it."""
    return dict(labels).get(name)


def region_of(labels: LabelSet, regions: RegionShare | None) -> str | None:
    """Name the region that records stand for, or whatever else a promise tells them apart by."""
    if regions is None:
        return label_of(labels, REGION)
    value = label_of(labels, regions.by)
    if not regions.parts or value is None:
        return value
    found = _NUMBER.match(value)
    number = None if found is None else (Decimal(found[1]), found[2].strip().lower())
    return part_of(value, number, regions.parts)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split())
