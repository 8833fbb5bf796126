"""Forget what is only kept for a while: sessions that ended, attempts that don't count any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet

from upheld.chrono.instant import to_datetime
from upheld.operations.work.duties import Duty
from upheld.store.cached import Cached

FORGET = "forget"
ATTEMPTS_KEPT = timedelta(days=1)
AT_ONCE = 1000


def forget(duty: Duty) -> None:
    """Delete it, in steps, so that nobody who wants to write waits for long."""
    for rows in _over(duty):
        while numbers := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
            with duty.step():
                rows.model._default_manager.filter(pk__in=numbers).delete()
    with duty.finishing():
        pass


def _over(duty: Duty) -> Iterator[QuerySet[Model]]:
    at = to_datetime(duty.now)
    yield Session.objects.filter(expire_date__lt=at)
    yield Cached._default_manager.filter(expires__lt=at)
    yield AccessAttempt.objects.filter(attempt_time__lt=at - ATTEMPTS_KEPT)
    # where somebody was signed in, once that session is gone
    yield UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
