"""Series: which of them count for a promise, by their source, their labels and where they were taken."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.agreement.measure import Label, Measure
from upheld.evaluation.wording import listed
from upheld.evidence.measurement import Aggregate, LabelSet, Measurements

REGION = "region"
"""The label that says for where a record stands."""
LOAD = "load"
"""The label that says under which load it was taken."""
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


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split())
