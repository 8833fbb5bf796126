"""Labels in a cell: `route=/product;region=eu-west` read into names with values, in order of the names."""

from __future__ import annotations

from upheld.collect.problem import Reason, quoted
from upheld.errors import PhraseError
from upheld.evidence.measurement import LabelSet


def read_labels(text: str) -> LabelSet:
    """Read the labels of a cell; `PhraseError` where one has no name or value, or a name stands twice."""
    labels: dict[str, str] = {}
    for each in text.split(";"):
        if not each.strip():
            continue
        name, equals, value = (part.strip() for part in each.partition("="))
        if not (name and equals and value):
            raise PhraseError(f"{quoted(each.strip())} is no label", "write name=value, separated by `;`")
        if name in labels:
            raise PhraseError(f"the label `{name}` stands twice in {quoted(text)}", "write every name once")
        labels[name] = value
    return tuple(sorted(labels.items()))


def write_labels(labels: LabelSet) -> str:
    """Write labels the way a cell has them, the same text for the same labels."""
    return ";".join(f"{name}={value}" for name, value in labels)


def why_no_labels(text: str) -> Reason | None:
    """Say what is wrong with the labels in a cell; nothing where they can be read."""
    try:
        read_labels(text)
    except PhraseError as error:
        return error.message, error.remedy
    return None
