"""The account of a statistic: all that was computed, to be explained."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from upheld.agreement.statistic import Summary
from upheld.chrono.interval import Interval
from upheld.evaluation.measures.extent import Extent
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import Material
from upheld.evaluation.measures.reckoning import Reckoned
from upheld.evaluation.measures.region import Regional
from upheld.evaluation.measures.ruling import Ruling
from upheld.evaluation.measures.wording import is_share
from upheld.evaluation.reason import NoData, Share
from upheld.evidence.measurement import Scale


class Account(Struct, frozen=True, kw_only=True):
    """What was computed, to be explained."""

    inquiry: Inquiry
    material: Material
    scale: Scale
    reckoned: Reckoned
    """The figure that is judged; where regions are, the share of them in which the promise is kept."""
    regional: Regional | None
    """What the regions came to, where each has a figure of its own."""
    left_out: Counter[str]
    """Why records do not count, and how many."""
    coverage: Share | NoData
    bad_slices: tuple[tuple[Interval, Extent], ...]
    """Of a share of time the slices that were bad for certain, each with its figure; none by region."""
    inapplicable: str
    """Why nothing could be kept or broken; empty where something could."""
    ruling: Ruling

    @property
    def values(self) -> int:
        """How many values count."""
        if self.regional is None:
            return self.reckoned.number
        return sum(part.values for part in self.regional.parts)

    @property
    def extent(self) -> Extent:
        """The figure that is judged, and what the evidence leaves open of it."""
        return self.reckoned.extent

    @property
    def is_regional(self) -> bool:
        """Whether the figure is a share of regions."""
        return self.regional is not None

    @property
    def as_share(self) -> bool:
        """Whether the figure is shown as a percentage."""
        return self.is_regional or is_share(self.inquiry)

    @property
    def is_ceiling(self) -> bool:
        """Whether large values are the bad ones."""
        regions, target = self.inquiry.promise.regions, self.inquiry.hearing.objective.target
        if regions is not None and regions.parts:
            target = next((part.target for part in regions.parts if part.target is not None), None)
        return target is None or target.operator.is_ceiling

    @property
    def stays_lost(self) -> bool:
        """Whether a miss in an open period is one for good: an extreme that was recorded stays."""
        worst = Summary.MAXIMUM if self.is_ceiling else Summary.MINIMUM
        return (
            self.inquiry.is_open
            and self.inquiry.promise.summary is worst
            and not self.is_regional
            and not self.ruling.by_missing_data
        )
