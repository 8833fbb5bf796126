"""Delivering: messages handed to whoever carries them, at least once, and told apart where twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upheld.chrono.instant import Instant
from upheld.errors import WorkError
from upheld.operations.work.duties import Duty
from upheld.store.deliveries import Course, Delivery

Channel = Callable[[Delivery, Instant], str]
"""Hands a delivery over, with its key, and tells what came of it. The errors below say what is known."""

ATTEMPTS = 56
"""Tried for a day: with half an hour between them from the eighth on, an address may be down over a night."""
LENGTH = 200


class NotSent(WorkError):
    """A delivery that certainly was not taken."""


class NoAnswer(WorkError):
    """A delivery that may have been taken."""


class Refused(WorkError):
    """A delivery that nobody wants, neither now nor later."""


def deliver(duty: Duty, channels: Mapping[str, Channel]) -> None:
    """Hand over one delivery; while that goes on, it is on record as on its way."""
    delivery = Delivery.objects.select_related("hearer").get(key=duty.payload["key"])
    with duty.step():
        delivery.repeated += delivery.course == Course.ON_ITS_WAY
        delivery.course, delivery.tried_at = Course.ON_ITS_WAY, int(duty.now)
        delivery.tries += 1
        delivery.save(update_fields=["repeated", "course", "tries", "tried_at"])
    try:
        outcome = channels[delivery.channel](delivery, duty.now)
    except Refused as refusal:
        with duty.finishing():
            _write(delivery, Course.REFUSED, str(refusal))
        return
    except (NotSent, NoAnswer) as trouble:
        course = Course.WAITING if isinstance(trouble, NotSent) else Course.ON_ITS_WAY
        with duty.step():
            _write(delivery, course, str(trouble))
        raise
    with duty.finishing():
        delivery.delivered_at = int(duty.now)
        _write(delivery, Course.DELIVERED, outcome)


def _write(delivery: Delivery, course: Course, outcome: str) -> None:
    delivery.course, delivery.outcome = course, outcome[:LENGTH]
    delivery.save(update_fields=["course", "outcome", "delivered_at"])
