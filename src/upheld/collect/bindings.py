"""Bindings: what the sources of a folder mean, and what of them feeds which point and which measure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from upheld.agreement.provenance import Place
from upheld.chrono.instant import Micros
from upheld.collect.layout import DateOrder, Layout
from upheld.collect.local_time import LocalClock
from upheld.evidence.observation import Grain


class BoundFile(Struct, frozen=True, kw_only=True):
    """A file of the folder that is not named after its table."""

    file: str
    """Its path within the folder."""
    layout: Layout
    place: Place


class MetricBinding(Struct, frozen=True, kw_only=True):
    """One metric that a source sends, and what becomes of it."""

    metric: str
    """As the source calls it."""
    series: str
    unit: str | None = None
    """Of its values; as the source says, where absent."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Our label -> the source's; all others are left out."""
    over: Micros | None = None
    """How long before its time each value begins; values of an instant where absent."""
    site: str | None = None
    """The source's label that names a site, of which 1 says that it is up, and 0 that it is down."""
    location: str | None = None
    """The source's label that says from where."""


class SourceBinding(Struct, frozen=True, kw_only=True):
    """What holds for all records of one source."""

    name: str
    grain: Grain | None = None
    """What its records stand for; where absent, whatever table they are in."""
    hold: Micros | None = None
    """How long a state holds at most when nothing follows."""
    dates: DateOrder = DateOrder.YEAR_FIRST
    clock: LocalClock | None = None
    """The clock of its local times; where absent they are refused."""
    files: tuple[BoundFile, ...] = ()
    metrics: tuple[MetricBinding, ...] = ()
    """What is taken of the metrics it sends."""
    place: Place | None = None


class PointBinding(Struct, frozen=True, kw_only=True):
    """One source that feeds one measurement point."""

    point: str
    source: str
    site: str
    locations: tuple[str, ...] = ()
    """From where it must have been watched; any location where empty."""
    place: Place
    named_at: Place
    """Where the point is named."""


class MeasureBinding(Struct, frozen=True, kw_only=True):
    """One series of a source that feeds one measure."""

    measure: str
    source: str
    series: str
    place: Place
    named_at: Place
    """Where the measure is named."""


class Bindings(Struct, frozen=True, kw_only=True):
    """All that `bindings.yaml` says."""

    illustration: str | None = None
    sources: Mapping[str, SourceBinding] = field(default_factory=dict)
    points: tuple[PointBinding, ...] = ()
    measures: tuple[MeasureBinding, ...] = ()

    def source(self, name: str) -> SourceBinding:
        """Give what holds for a source; the defaults where nothing is said of it."""
        return self.sources.get(name) or SourceBinding(name=name)
