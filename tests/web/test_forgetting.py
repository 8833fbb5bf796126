"""Forgetting: what is over is deleted, what still counts is not."""

from __future__ import annotations

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from test_coming_in import PASSWORD, with_password

from upheld.chrono.instant import Instant, to_datetime
from upheld.operations.accounts.forget import forget
from upheld.operations.work.duties import Duty
from upheld.store.cached import Cached
from upheld.store.customers import Customer
from upheld.store.leases import enrol, take
from upheld.store.roles import Role
from upheld.store.work import Order, Work, enqueue


def test_what_is_over_is_forgotten(db: None, customer: Customer) -> None:
    now = Instant(time.time_ns() // 1000)
    with_password(Role.CUSTOMER_MEMBER, customer, "member@example.com")
    for _ in range(2):
        Client(HTTP_HOST="127.0.0.1").post("/sign-in", {"login": "member@example.com", "password": PASSWORD})
    kept, over = Session.objects.order_by("pk")
    Session.objects.filter(pk=over.pk).update(expire_date=to_datetime(now) - timedelta(seconds=1))
    Cached._default_manager.all().delete()
    cache.set("kept", 1, 600)
    cache.set("over", 1, 600)
    Cached._default_manager.filter(cache_key__contains="over").update(expires=to_datetime(now) - timedelta(1))
    for days in (0, 2):
        attempt = AccessAttempt.objects.create(username=f"{days}", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=to_datetime(now) - timedelta(days=days)
        )
    enrol("tester", "here", now)
    with transaction.atomic():
        enqueue(now, Order(kind="forget"))
    work = take("tester", {"forget": 1}, now)
    assert work is not None
    forget(Duty(work, lambda: now))
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.pk]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [kept.pk]
    assert [row.cache_key.rpartition(":")[2] for row in Cached._default_manager.all()] == ["kept"]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["0"]
    assert Work.objects.get().state == "done"
