"""Notice of maintenance: whether work was announced as early as its exclusion asks for."""

from __future__ import annotations

from upheld.agreement.exclusion import LeastNotice, MaintenanceExclusion, MaintenanceKind
from upheld.chrono.instant import Instant, Micros
from upheld.errors import TimeError
from upheld.evaluation.hearing import Hearing
from upheld.evidence.maintenance import Maintenance
from upheld.quantity import Duration, write_length


def notice_needed(exclusion: MaintenanceExclusion, work: Maintenance) -> LeastNotice | None:
    """The notice that this work needs, by its kind; `None` where it needs none."""
    return exclusion.notice_for(MaintenanceKind(work.kind.value))


def write_notice(notice: LeastNotice) -> str:
    """A notice in words: `48 h`, or `5 business days`."""
    return str(notice) if isinstance(notice, Duration) else write_length(notice)


def lack_of_notice(hearing: Hearing, exclusion: MaintenanceExclusion, work: Maintenance) -> str:
    """What the notice given lacks of the notice asked for; empty where it was enough."""
    notice = notice_needed(exclusion, work)
    if notice is None:
        return ""
    needed = write_notice(notice)
    if work.announced_at is None:
        return f"was never announced; {needed} of notice are needed"
    given = Micros(work.planned.start - work.announced_at)
    if _is_enough(hearing, exclusion, work.announced_at, work.planned.start, notice):
        return ""
    when = "before" if given >= 0 else "after"
    return f"was announced {write_length(abs(given))} {when} it was to begin; {needed} of notice are needed"


def _is_enough(
    hearing: Hearing,
    exclusion: MaintenanceExclusion,
    announced_at: Instant,
    begins_at: Instant,
    notice: LeastNotice,
) -> bool:
    if not isinstance(notice, Duration):
        return begins_at - announced_at >= notice
    return is_days_before(hearing, exclusion.business_days or "", announced_at, begins_at, int(notice.count))


def is_days_before(hearing: Hearing, calendar: str, said_at: Instant, begins_at: Instant, count: int) -> bool:
    """Whether something was said so many business days before it begins, not counting the day it was said."""
    days = hearing.calendars.business_days(calendar).days
    try:
        return days.nth_after_date(said_at, count).day.start <= begins_at
    except TimeError:
        # Before the calendars begin there are days enough; after their end there are none.
        return said_at < hearing.calendars.span.start
