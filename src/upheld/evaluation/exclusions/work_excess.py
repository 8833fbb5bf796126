"""Excess of maintenance: what of it is beyond the longest work, or the allowance of a month or year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from upheld.agreement.exclusion import Allowance, Excess, MaintenanceExclusion
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import EMPTY, Interval, IntervalSet
from upheld.chrono.period import period_containing
from upheld.chrono.zone import Zone
from upheld.evidence.maintenance import Maintenance
from upheld.quantity import write_length


class Part(Struct, frozen=True):
    """Some of the time of a piece of work that shares one fate."""

    work: Maintenance
    time: IntervalSet
    granted: bool
    why: str

    def within(self, bounds: Interval) -> Part:
        """The same, as far as it lies within bounds."""
        return Part(self.work, self.time.within(bounds), self.granted, self.why)

    def because(self, more: str) -> Part:
        """The same with one thing more to say why."""
        return Part(self.work, self.time, self.granted, f"{self.why}; {more}")


def within_longest(exclusion: MaintenanceExclusion, part: Part) -> Iterator[Part]:
    """Cut what is granted of one work to the longest that one may take."""
    longest = exclusion.longest
    if longest is None or not part.granted or part.time.length <= longest:
        yield part
        return
    took, most = write_length(part.time.length), write_length(longest)
    match exclusion.excess:
        case Excess.EXCLUDED:
            yield part.because(f"it took {took} where one may take {most}, and is excluded all the same")
        case Excess.WHOLE:
            why = f"took {took} where one may take {most}, so that the whole of it counts"
            yield Part(part.work, part.time, False, why)
        case Excess.COUNTED:
            fits = _first_of(part.time, longest)
            yield Part(part.work, fits, True, f"{part.why}; one work may take {most}")
            beyond = f"is beyond the {most} that one work may take"
            yield Part(part.work, part.time - fits, False, beyond)


def within_allowance(
    exclusion: MaintenanceExclusion,
    allowance: Allowance,
    parts: Sequence[Part],
    zone: Zone,
    promised_from: Instant,
) -> list[Part]:
    """Cut what is granted to what there may be in each month, quarter or year, in order of time.

    Works at the same time use it once. What lies before `promised_from` uses nothing.
    """
    found: list[Part] = []
    used: dict[Interval, IntervalSet] = {}
    for part in sorted(parts, key=_order):
        if not part.granted:
            found.append(part)
            continue
        for period in _periods(part.time, allowance, zone):
            before = used.get(period, EMPTY)
            pieces = list(_cut(exclusion, allowance, part.within(period), before))
            found += pieces
            for piece in pieces:
                if piece.granted and promised_from < period.end:
                    counted = Interval(max(promised_from, period.start), period.end)
                    before |= piece.time.within(counted)
            used[period] = before
    return found


def _cut(
    exclusion: MaintenanceExclusion, allowance: Allowance, part: Part, before: IntervalSet
) -> Iterator[Part]:
    """What fits into what is left of an allowance, and what does not."""
    fresh = part.time - before
    left = Micros(max(allowance.length - before.length, 0))
    whole = f"{write_length(allowance.length)} per {allowance.per}"
    said = f"{write_length(before.length)} of the {whole} had been used before"
    if fresh.length <= left:
        yield part.because(said)
        return
    match exclusion.excess:
        case Excess.EXCLUDED:
            yield part.because(f"{said}, so that it is beyond them, and it is excluded all the same")
        case Excess.WHOLE:
            yield Part(part.work, part.time, False, f"does not fit: {said}, so that the whole of it counts")
        case Excess.COUNTED:
            fits = _first_of(fresh, left) | (part.time & before)
            if fits:
                yield Part(part.work, fits, True, part.because(said).why)
            yield Part(part.work, part.time - fits, False, f"is beyond the {whole} that are left out")


def _first_of(time: IntervalSet, length: Micros) -> IntervalSet:
    """As much of some time as a length, from its beginning."""
    found, left = [], length
    for interval in time:
        if left <= 0:
            break
        end = Instant(min(interval.end, interval.start + left))
        found.append(Interval(interval.start, end))
        left = Micros(left - (end - interval.start))
    return IntervalSet.from_iterable(found)


def _order(part: Part) -> tuple[Instant, str]:
    starts = part.time.starts
    return (starts[0] if starts else part.work.planned.start), part.work.identity


def _periods(time: IntervalSet, allowance: Allowance, zone: Zone) -> Iterator[Interval]:
    """The months, quarters or years that some time lies in, in order."""
    found: dict[Interval, None] = {}
    for interval in time:
        at = interval.start
        while at < interval.end:
            period = period_containing(allowance.per, at, zone).interval
            found[period] = None
            at = period.end
    yield from found
