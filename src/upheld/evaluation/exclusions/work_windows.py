"""Windows of maintenance: which works are beyond the number that is left out in a month, quarter or year."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.agreement.exclusion import Excess, MaintenanceExclusion, WindowAllowance
from upheld.chrono.instant import Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import period_containing
from upheld.chrono.zone import Zone
from upheld.evaluation.exclusions.work_excess import Part


def within_windows(
    exclusion: MaintenanceExclusion,
    allowance: WindowAllowance,
    parts: Sequence[Part],
    zone: Zone,
    promised_from: Instant,
) -> list[Part]:
    """Refuse what is granted of works beyond so many in each month, quarter or year, in order of time.

    A work is of the period in which it was to begin; works whose plans meet are one. What was to begin before
    `promised_from` uses nothing.
    """
    found: list[Part] = []
    windows: dict[Interval, list[Interval]] = {}
    for part in sorted(parts, key=lambda part: (part.work.planned.start, part.work.identity)):
        plan = part.work.planned
        if not part.granted or plan.start < promised_from:
            found.append(part)
            continue
        seen = windows.setdefault(period_containing(allowance.per, plan.start, zone).interval, [])
        if seen and plan.start <= seen[-1].end:
            seen[-1] = Interval(seen[-1].start, max(seen[-1].end, plan.end))
        else:
            seen.append(plan)
        found.append(_weighed(exclusion, allowance, part, len(seen)))
    return found


def _weighed(exclusion: MaintenanceExclusion, allowance: WindowAllowance, part: Part, number: int) -> Part:
    said = f"it is number {number} of the {allowance} that are left out"
    if number <= allowance.most:
        return part.because(said)
    beyond = f"is number {number}, beyond the {allowance} that are left out"
    if exclusion.excess is Excess.EXCLUDED:
        return part.because(f"it {beyond}, and it is excluded all the same")
    return Part(part.work, part.time, False, beyond)
