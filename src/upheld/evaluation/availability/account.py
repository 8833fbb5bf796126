"""The account of an availability: all that was computed, to be explained."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.zone import Zone
from upheld.evaluation.availability.measurement import Measurement, Reckoned
from upheld.evaluation.availability.prospect import Prospect
from upheld.evaluation.availability.ruling import Ruling
from upheld.evaluation.reason import NoData, Share
from upheld.evaluation.statement import AtWorst, AvailabilityRecord, Creditable
from upheld.quantity import percent


class Account(Struct, frozen=True, kw_only=True):
    """What was computed, to be explained."""

    measurement: Measurement
    reckoned: tuple[Reckoned, ...]
    ruling: Ruling
    prospect: Prospect
    record: AvailabilityRecord
    is_lost: bool
    breaches: int
    creditable: Creditable | None
    at_worst: AtWorst | None
    gaps: tuple[str, ...]

    @property
    def zone(self) -> Zone:
        """The agreement's zone, in which moments are told."""
        hearing = self.measurement.hearing
        return hearing.calendars.zone(hearing.agreement.time_zone)

    @property
    def subject(self) -> str:
        """What was measured, in words: the service, or the member of it that is judged by itself."""
        member, service = self.measurement.hearing.member, self.measurement.service.name
        return service if member is None else f"{member} of {service}"

    @property
    def is_open(self) -> bool:
        """Whether the period is not over yet."""
        return self.measurement.window.end < self.measurement.hearing.interval.end


def shown(share: Share | NoData) -> str:
    """A share as people read it, or why there is none."""
    return percent(share.value) if isinstance(share, Share) else share.why
