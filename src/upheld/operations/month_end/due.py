"""Due: months that are over, have waited for late evidence, and are not closed yet."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import DAY, Instant
from upheld.chrono.period import Period, parse_period
from upheld.chrono.zone import Zone
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.month_end.carrying import turns_of
from upheld.operations.month_end.release import release
from upheld.operations.standing import grounds_in_store
from upheld.operations.work.duties import Duty
from upheld.store.agreements import Agreement, AgreementVersion
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

    Those in which a version was in force, from the month on in which the first of its agreement was sealed:
    what was before is closed when somebody asks for it. Each waits as long after its end as the agreement
    lets late evidence come in.
    """
    for agreement in Agreement.objects.order_by("pk"):
        before = now - agreement.settling_days * DAY
        closed = set(Closing.objects.filter(version__agreement=agreement).values_list("period", flat=True))
        for turn in turns_of(agreement.pk):
            for month in _months(turn.closes_from, grounds_in_store(turn.version).zone):
                if turn.is_over(month.interval) or month.interval.end > before:
                    break
                if month.label not in closed:
                    yield turn.version, month.label


def _months(since: Instant, zone: Zone) -> Iterator[Period]:
    """The calendar months from the one that an instant lies in."""
    day = zone.date(since)
    year, month = day.year, day.month
    while True:
        yield parse_period(f"{year:04d}-{month:02d}", zone)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
