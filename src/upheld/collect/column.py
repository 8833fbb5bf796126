"""Columns of tables of evidence: what each is called, how its cells are written, what it means."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Kind(Enum):
    """How the cells of a column are written; the value is the word for it in the documentation."""

    TEXT = "text"
    WORD = "word"
    """One of a closed list of words."""
    TIME = "time"
    COUNT = "whole number"
    NUMBER = "number"
    """A decimal number, read exactly as it is written."""
    YES_NO = "yes or no"
    NAMES = "names"
    """Any number of names, separated by semicolons."""
    LABELS = "labels"
    """Names with values: `route=/product;region=eu-west`."""
    BUCKETS = "buckets"
    """Upper bounds with counts up to them: `0.1:5;0.5:12;+Inf:12`."""


class Column(Struct, frozen=True, kw_only=True):
    """One column of a table."""

    name: str
    kind: Kind
    required: bool = False
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()
    """For `WORD` columns, what is allowed, in the order of their codes."""
    numbered: bool = False
    """Whether it tells rows apart and nothing else, so that a case may leave it to be counted."""


SOURCE = Column(
    name="source", kind=Kind.TEXT, required=True, meaning="who recorded it, as in `bindings.yaml`"
)
SERVICES = Column(
    name="services", kind=Kind.NAMES, meaning="services of the agreement it was about; all where empty"
)
RESOURCES = Column(
    name="resources",
    kind=Kind.NAMES,
    meaning="measurement points or resources (instances, circuits, sites) it was about, and no others; "
    "all of the services where empty",
)
CUSTOMER = Column(name="customer", kind=Kind.TEXT, meaning="whose it is; everybody's where empty")
