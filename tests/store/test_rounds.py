"""What comes round by itself, and what is delivered: once, whatever happens."""

from __future__ import annotations

from functools import partial

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import NOON

from upheld.chrono.instant import DAY, HOUR, SECOND, Instant
from upheld.errors import LeaseLost
from upheld.operations.work.delivering import NotSent, deliver
from upheld.operations.work.duties import Duty
from upheld.operations.work.mail import send_mail
from upheld.operations.work.rounds import Daily, Every, go_round
from upheld.operations.work.sightings import Sightings
from upheld.operations.work.tidying import tidy
from upheld.store.deliveries import KIND, Course, Delivery, Message, dispatch, hold_undelivered
from upheld.store.leases import enrol, finishing, put_off, take, take_over
from upheld.store.slots import Slot
from upheld.store.work import Order, State, Work, Worker, enqueue

MESSAGE = Message(
    key="statement 1", channel="mail", address="a@example.net", content={"subject": "s", "text": "t"}
)


def later(micros: int) -> Instant:
    return Instant(NOON + micros)


def do_all(worker: str, kind: str, now: Instant) -> None:
    while (work := take(worker, {kind: 1}, now)) is not None:
        with finishing(work, now):
            pass


@given(steps=st.lists(st.integers(-3, 30), max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_day_has_its_turn_once_however_the_clock_is_stepped(db: None, steps: list[int]) -> None:
    Work.objects.all().delete()
    Slot.objects.all().delete()
    Worker.objects.all().delete()
    enrol("anna", "here", NOON)
    nightly, sightings, now = Daily(kind="night", second=3600), Sightings(), NOON
    reached = {(NOON - HOUR) // DAY}
    go_round([nightly], sightings, now)
    for hours in steps:
        now = Instant(now + hours * HOUR)
        go_round([nightly], sightings, now)
        do_all("anna", "night", now)
        reached.add((now - HOUR) // DAY)
    done = [int(key) for key in Work.objects.order_by("key").values_list("key", flat=True)]
    assert len(done) == len(set(done))
    # each day on which somebody looked, but the first, which was under way
    assert set(done) | {(NOON - HOUR) // DAY} == reached


def test_turns_go_by_a_clock_that_nobody_steps(db: None) -> None:
    seconds = [0.0]
    sightings = Sightings(lambda: seconds[0])
    enrol("anna", "here", NOON)
    turn = Every(kind="turn", seconds=60)
    for second, now, turns in [
        (0, NOON, 0),
        (59, later(50 * HOUR), 0),
        (60, later(-HOUR), 1),
        (119, NOON, 1),
        # the next is counted from when the one before was seen
        (180, NOON, 2),
    ]:
        seconds[0] = second
        go_round([turn], sightings, now)
        do_all("anna", "turn", now)
        assert Work.objects.count() == turns


def test_what_was_done_long_ago_is_taken_off_the_list(db: None) -> None:
    enrol("anna", "here", NOON)
    with transaction.atomic():
        enqueue(NOON, *(Order(kind=kind, key=key) for kind in ("turn", "day", "once") for key in ("1", "")))
        dispatch(NOON, MESSAGE)
    for kind in ("turn", "day", "once", KIND):
        do_all("anna", kind, NOON)
    Delivery.objects.update(course=Course.DELIVERED)

    def left(now: Instant) -> list[str]:
        with transaction.atomic():
            enqueue(now, Order(kind="tidy"))
        work = take("anna", {"tidy": 1}, now)
        assert work is not None
        tidy(Duty(work, lambda: now), frozenset({"day"}), frozenset({"turn"}))
        found = Work.objects.exclude(kind="tidy").order_by("kind", "key")
        return [f"{each.kind} {each.key}" for each in found]

    assert left(later(2 * HOUR)) == ["day ", "day 1", "deliver statement 1", "once ", "once 1"]
    assert Delivery.objects.get().address == "a@example.net"
    assert left(later(41 * DAY)) == ["deliver statement 1", "once 1"]
    assert (Delivery.objects.get().address, Delivery.objects.get().content) == ("", "{}")


def delivered(worker: str, now: Instant, send: object = None) -> Work:
    work = take(worker, {KIND: 1}, now)
    assert work is not None
    deliver(Duty(work, lambda: now), {"mail": send or partial(send_mail, host="sla.example.net")})  # type: ignore[dict-item]
    return work


def test_mail_is_sent_once_under_its_own_number(db: None) -> None:
    enrol("anna", "here", NOON)
    with transaction.atomic():
        dispatch(NOON, MESSAGE, MESSAGE)
    delivered("anna", NOON)
    with transaction.atomic():
        dispatch(NOON, MESSAGE)
    assert take("anna", {KIND: 1}, NOON) is None
    (sent,) = mail.outbox
    number = sent.extra_headers["Message-ID"]
    assert number.endswith("@sla.example.net>")
    assert (Delivery.objects.get().course, Delivery.objects.get().repeated) == (Course.DELIVERED, 0)


def test_what_may_have_gone_out_is_sent_again_and_counted(db: None) -> None:
    enrol("anna", "here", NOON)
    enrol("bert", "here", NOON)
    with transaction.atomic():
        dispatch(NOON, MESSAGE)

    def killed(_delivery: Delivery, _now: Instant) -> str:
        # it was handed over, and the worker died before it could say so
        assert Delivery.objects.get().course == Course.ON_ITS_WAY
        take_over("anna", 0)
        return ""

    with pytest.raises(LeaseLost):
        delivered("anna", NOON, killed)
    delivered("bert", NOON)
    assert (Delivery.objects.get().course, Delivery.objects.get().repeated) == (Course.DELIVERED, 1)


def test_what_surely_did_not_go_out_is_not_counted_as_repeated(db: None) -> None:
    enrol("anna", "here", NOON)
    with transaction.atomic():
        dispatch(NOON, MESSAGE)

    def refused(_delivery: Delivery, _now: Instant) -> str:
        raise NotSent("the server took nothing")

    with pytest.raises(NotSent):
        delivered("anna", NOON, refused)
    assert Delivery.objects.get().course == Course.WAITING
    put_off(Work.objects.get(), "the server took nothing", 8, NOON)
    delivered("anna", later(10 * SECOND))
    assert (Delivery.objects.get().course, Delivery.objects.get().repeated) == (Course.DELIVERED, 0)


def test_after_a_restore_deliveries_wait_for_somebody(db: None) -> None:
    enrol("anna", "here", NOON)
    with transaction.atomic():
        dispatch(NOON, MESSAGE)
    assert hold_undelivered("restored", NOON) == 1
    assert take("anna", {KIND: 1}, NOON) is None
    assert Work.objects.get().state == State.SET_ASIDE
