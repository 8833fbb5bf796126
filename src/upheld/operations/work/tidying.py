"""Tidying: what was done long ago is taken off the list of work, and what was said is forgotten."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from upheld.chrono.instant import DAY, HOUR
from upheld.operations.work.duties import Duty
from upheld.store.alarms import Alarm
from upheld.store.deliveries import ENDED, Delivery
from upheld.store.work import State, Work

M = TypeVar("M", bound=Model)
KEPT = 40 * DAY
"""So long work that comes round stays on the list: a clock stepped back must not bring a slot again."""
KEPT_TURNS = HOUR
"""So long each turn of what comes round every few seconds; turns are counted, and never come again."""
KEPT_ALARMS = 400 * DAY
"""So long an alarm stays on the list once it is over."""
AT_ONCE = 2000


def tidy(duty: Duty, days: frozenset[str], turns: frozenset[str]) -> None:
    """Take off done work that came round or had no key, alarms long over, and the text of what was delivered.

    `days` are the kinds that come round by the day, `turns` those by the second. Work under a key of its own
    stays: by it one knows that it was done.
    """
    now = int(duty.now)
    before = now - KEPT
    done = Work.objects.filter(state=State.DONE)
    _delete(duty, done.filter(ended_at__lt=now - KEPT_TURNS, kind__in=turns))
    _delete(duty, done.filter(ended_at__lt=before, kind__in=days))
    _delete(duty, done.filter(ended_at__lt=before, key=""))
    _delete(duty, Alarm.objects.filter(over_at__lt=now - KEPT_ALARMS))
    with duty.finishing():
        told = Delivery.objects.filter(course__in=ENDED, recorded_at__lt=before)
        told.exclude(content="{}").update(address="", content="{}")


def _delete(duty: Duty, finished: QuerySet[M]) -> None:
    """Delete in steps, so that nobody who wants to write waits for long."""
    while numbers := list(finished.values_list("pk", flat=True)[:AT_ONCE]):
        with duty.step():
            finished.model._default_manager.filter(pk__in=numbers).delete()
