"""Delivering: messages handed to whoever carries them, at least once, and told apart where twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upheld.errors import WorkError
from upheld.operations.work.duties import Duty
from upheld.store.deliveries import Course, Delivery

Channel = Callable[[Delivery], None]
"""Hands a delivery over, with its key. Raises NotSent where it is certain that nothing went out."""


class NotSent(WorkError):
    """A delivery of which nothing has gone out."""


def deliver(duty: Duty, channels: Mapping[str, Channel]) -> None:
    """Hand over one delivery; while that goes on, it is on record as on its way."""
    delivery = Delivery.objects.get(key=duty.payload["key"])
    with duty.step():
        delivery.repeated += delivery.course == Course.ON_ITS_WAY
        delivery.course = Course.ON_ITS_WAY
        delivery.save(update_fields=["repeated", "course"])
    try:
        channels[delivery.channel](delivery)
    except NotSent:
        with duty.step():
            delivery.course = Course.WAITING
            delivery.save(update_fields=["course"])
        raise
    with duty.finishing():
        delivery.course, delivery.delivered_at = Course.DELIVERED, int(duty.now)
        delivery.save(update_fields=["course", "delivered_at"])
