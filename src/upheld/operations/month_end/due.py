"""Due: months that are over, have waited for late evidence, and are not closed yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from upheld.chrono.instant import DAY, Instant
from upheld.chrono.period import Period, parse_period
from upheld.chrono.zone import Zone
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.month_end.release import release
from upheld.operations.standing import grounds_in_store
from upheld.operations.work.duties import Duty
from upheld.store.agreements import AgreementVersion
from upheld.store.closings import Closing, Stage

DUE = "closings due"
RELEASED_BY = "automatic"


def begin_what_is_due(duty: Duty) -> None:
    """Begin the closing of every month that is due, and let out what nobody has to look at first."""
    for version, period in closings_due(duty.now):
        begin_closing(version, period, duty.now)
    ready = Closing.objects.filter(stage=Stage.READY, version__agreement__is_released_at_once=True)
    for closing in ready.select_related("version__agreement"):
        release(closing, RELEASED_BY, duty.now)


def closings_due(now: Instant) -> Iterator[tuple[AgreementVersion, str]]:
    """Name the months to be closed, by agreement and in order of time.

    Those in which a version was in force, from the month on in which it was sealed: what was before is closed
    when somebody asks for it. Each waits as long after its end as the agreement lets late evidence come in. A
    version that says no end of its own ends where a later one comes into force.
    """
    versions = list(AgreementVersion.objects.select_related("agreement", "entry").order_by("entry"))
    for version in versions:
        closed = set(Closing.objects.filter(version=version).values_list("period", flat=True))
        since = max(version.entry.recorded_at, version.in_force_from)
        before = now - version.agreement.settling_days * DAY
        until = _until(version, versions)
        for month in _months(Instant(since), grounds_in_store(version).zone):
            ended = until is not None and month.interval.start >= until
            if ended or month.interval.end > before:
                break
            if month.label not in closed:
                yield version, month.label


def _until(version: AgreementVersion, versions: Sequence[AgreementVersion]) -> int | None:
    """When a version is no longer in force: by its own words, or since a later one of the agreement is."""
    begun = (version.in_force_from, version.entry.pk)
    later = (
        each.in_force_from
        for each in versions
        if each.agreement_id == version.agreement_id and (each.in_force_from, each.entry.pk) > begun
    )
    own = () if version.in_force_until is None else (version.in_force_until,)
    return min((*own, *later), default=None)


def _months(since: Instant, zone: Zone) -> Iterator[Period]:
    """The calendar months from the one that an instant lies in."""
    day = zone.date(since)
    year, month = day.year, day.month
    while True:
        yield parse_period(f"{year:04d}-{month:02d}", zone)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
