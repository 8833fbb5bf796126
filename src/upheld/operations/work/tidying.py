"""Tidying: what was done long ago is taken off the list of work, and what was said is forgotten."""

from __future__ import annotations

from upheld.chrono.instant import DAY
from upheld.operations.work.duties import Duty
from upheld.store.deliveries import Course, Delivery
from upheld.store.work import State, Work

KEPT = 40 * DAY
"""So long work that comes round stays on the list: a clock stepped back must not bring a slot again."""
AT_ONCE = 5000


def tidy(duty: Duty, rounds: frozenset[str]) -> None:
    """Take off done work that came round or had no key, and the text of what was delivered.

    Work under a key of its own stays: by it one knows that it was done.
    """
    before = int(duty.now) - KEPT
    with duty.finishing():
        done = Work.objects.filter(state=State.DONE, ended_at__lt=before)
        for finished in (done.filter(kind__in=rounds), done.filter(key="")):
            Work.objects.filter(pk__in=list(finished.values_list("pk", flat=True)[:AT_ONCE])).delete()
        told = Delivery.objects.filter(course=Course.DELIVERED, delivered_at__lt=before)
        told.exclude(content="{}").update(address="", content="{}")
