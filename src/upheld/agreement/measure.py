"""Measures: what is measured besides availability, where, in which unit, and under which load."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.agreement.provenance import Clause, Place
from upheld.chrono.instant import Micros
from upheld.quantity import Rate, Target


class MeasureUnit(Enum):
    """What one value of a measure is."""

    DURATION = "duration"
    SHARE = "share"
    """A share of a whole; a record may bring both counts, such as packets lost of packets sent."""
    RATE = "rate"
    NUMBER = "number"
    """Without a unit, such as a layout shift or a protocol version."""
    COUNT = "count"
    """How many; two counts make a ratio."""


class Vantage(Enum):
    """Where values are taken."""

    SERVER_SIDE = "server side"
    NETWORK_EDGE = "network edge"
    SYNTHETIC = "synthetic checks"
    REAL_USERS = "real users"


class Better(Enum):
    """Which way a measure is good."""

    LOWER = "lower"
    HIGHER = "higher"
    EITHER = "either"
    """Its unit does not tell."""


class Grain(Enum):
    """In what form the source gives values."""

    SAMPLES = "samples"
    """One by one, or summed up with their count."""
    AGGREGATES = "aggregates"
    """Figures worked out by the source by its own definition, such as a percentile of 28 days."""


class Label(Struct, frozen=True):
    """A label that records of evidence must bear, with one of these values."""

    name: str
    values: tuple[str, ...]


class Measure(Struct, frozen=True, kw_only=True):
    """Something that is measured, and which records of it count."""

    name: str
    unit: MeasureUnit
    of: str | None = None
    """The service it is a measure of."""
    measured_at: Vantage | None = None
    """Records taken elsewhere do not count; all of them do where absent."""
    source: str | None = None
    """The one source whose records count; all of them do where absent."""
    where: tuple[Label, ...] = ()
    """Labels that a record must bear, all of them, to count."""
    load: str | None = None
    """The named load under which alone records count."""
    grain: Grain = Grain.SAMPLES
    better: Better = Better.EITHER
    sampled_every: Micros | None = None
    """How often a record is expected; a longer silence is a gap in its coverage."""
    clause: Clause | None = None
    place: Place


class LoadWords(Enum):
    """What a named load means where no figure says it."""

    EVERY_LOAD = "every load"
    """Every load is such a load."""
    AS_RECORDED = "as recorded"
    """Whatever a record of evidence names as its load."""


class Load(Struct, frozen=True, kw_only=True):
    """A named load condition, such as `normal load`."""

    name: str
    means: LoadWords | Target[Rate]
    measured_by: str | None = None
    """The measure that tells a rate at an instant; where absent, each record of evidence tells its own."""
    clause: Clause | None = None
    place: Place
