"""Claim bounds: until when, at the latest, a credit of a period can still be claimed."""

from __future__ import annotations

from math import ceil

from upheld.agreement.claim import ClaimBy, Claims, ClaimStart, ClaimUntil, Cycle
from upheld.chrono.instant import DAY, Instant, Micros
from upheld.quantity import Duration, Unit

_DAYS = {Unit.MONTH: 31, Unit.QUARTER: 92, Unit.YEAR: 366, Unit.CALENDAR_DAY: 1, Unit.DAY: 1, Unit.WEEK: 7}
_CYCLES = {Cycle.MONTH: 31, Cycle.BILLING_CYCLE: 31, Cycle.QUARTER: 92, Cycle.YEAR: 366}
_LATER = {ClaimStart.END_OF_QUARTER: 92, ClaimStart.NEXT_BILLING_CYCLE: 62, ClaimStart.INVOICE: 92}
"""Days that an event may come after the end of the period."""
_BUSINESS = 3
"""A business day takes no more than so many days, with `_HOLIDAYS` on top."""
_HOLIDAYS = 21


def claimable_until(claims: Claims | None, end: Instant, released_at: Instant) -> Instant | None:
    """An instant after which no credit of a period can be claimed any more; absent where none is set.

    `end` is the end of the period, `released_at` when its statement was out: by then everybody knows of it.
    Never too early; months, business days and cycles are taken at their longest.
    """
    known = max(end, released_at)
    if claims is None or claims.by is ClaimBy.AUTOMATIC:
        return known
    if claims.window is None:
        return None
    later = Micros(_LATER.get(claims.window.start, 0) * DAY)
    if isinstance(claims.window, ClaimUntil):
        length = Micros((claims.window.number + 1) * _CYCLES[claims.window.cycle] * DAY)
    else:
        length = _longest(claims.window.within)
    return Instant(known + later + length + DAY)


def _longest(duration: Duration) -> Micros:
    if duration.unit in _DAYS:
        return Micros(ceil(duration.count * _DAYS[duration.unit]) * DAY)
    # what is counted in less than days takes no more business days than it has hours or minutes
    return Micros(ceil(duration.count * _BUSINESS + _HOLIDAYS) * DAY)
