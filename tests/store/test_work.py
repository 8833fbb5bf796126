"""Work is done once, in spite of workers that die, clocks that are stepped and races for it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from written import NOON

from upheld.chrono.instant import SECOND, Instant
from upheld.errors import LeaseLost, WorkError
from upheld.store.dossiers import Dossier
from upheld.store.leases import (
    LONGEST_WAIT,
    PATIENCE,
    backoff,
    beat,
    enrol,
    finishing,
    hand_back,
    leave,
    left_to_others,
    put_off,
    retry,
    step,
    take,
    take_over,
)
from upheld.store.slots import fill, slot_of
from upheld.store.work import Order, State, Work, Worker, enqueue

KINDS = {"tell": 1}
HOUR = 3600 * SECOND


def later(micros: int) -> Instant:
    return Instant(NOON + micros)


def record(*orders: Order, now: Instant = NOON) -> None:
    with transaction.atomic():
        enqueue(now, *orders)


def taken(worker: str, now: Instant = NOON) -> Work:
    work = take(worker, KINDS, now)
    assert work is not None
    return work


@pytest.fixture
def anna(db: None) -> str:
    enrol("anna", "here/1", NOON)
    return "anna"


@pytest.fixture
def bert(db: None) -> str:
    enrol("bert", "here/2", NOON)
    return "bert"


@pytest.mark.django_db(transaction=True)
def test_work_outside_a_transaction_is_refused() -> None:
    with pytest.raises(WorkError):
        enqueue(NOON, Order(kind="tell"))


@pytest.mark.django_db(transaction=True)
def test_work_is_there_if_its_change_is() -> None:
    def change() -> None:
        with transaction.atomic():
            Dossier.objects.create(slug="a", name="A")
            enqueue(NOON, Order(kind="tell"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert (Dossier.objects.count(), Work.objects.count()) == (0, 0)


def test_a_key_is_done_once(anna: str) -> None:
    record(Order(kind="tell", key="a"), Order(kind="tell", key="a"), Order(kind="tell", key="b"))
    record(Order(kind="tell", key="a"), Order(kind="other", key="a"))
    assert Work.objects.count() == 3
    with finishing(taken(anna), NOON):
        pass
    record(Order(kind="tell", key="a"))
    assert sorted(Work.objects.values_list("kind", "key", "state")) == [
        ("other", "a", "waiting"),
        ("tell", "a", "done"),
        ("tell", "b", "waiting"),
    ]


def test_work_without_a_key_is_work_of_its_own(anna: str) -> None:
    record(Order(kind="tell"), Order(kind="tell"))
    assert Work.objects.count() == 2


def test_the_urgent_comes_first_then_what_was_due_first(anna: str) -> None:
    record(
        Order(kind="tell", key="late", not_before=later(-1)),
        Order(kind="tell", key="early", not_before=later(-2)),
        Order(kind="tell", key="urgent", urgency=1),
        Order(kind="tell", key="tomorrow", not_before=later(24 * HOUR)),
    )
    assert [taken(anna).key for _ in range(3)] == ["urgent", "early", "late"]
    assert take(anna, KINDS, NOON) is None
    assert taken(anna, later(24 * HOUR)).key == "tomorrow"


def test_unknown_kinds_and_newer_payloads_wait(anna: str) -> None:
    record(Order(kind="sing"), Order(kind="tell", version=2))
    assert take(anna, KINDS, NOON) is None
    assert take(anna, {"tell": 2}, NOON) is not None
    assert take(anna, {"sing": 1}, NOON) is not None


def test_work_is_left_for_a_while_to_who_did_it_last_and_lives(anna: str, bert: str) -> None:
    record(Order(kind="tell"))
    assert left_to_others(bert, KINDS, NOON) == set()  # nobody did it yet
    with finishing(taken(anna), NOON):
        pass
    record(Order(kind="tell"))
    assert left_to_others(bert, KINDS, NOON) == {"tell"}
    assert left_to_others(anna, KINDS, NOON) == set()
    assert left_to_others(bert, {"sing"}, NOON) == set()
    assert left_to_others(bert, KINDS, later(PATIENCE + 1)) == set()  # busy, or it hangs
    assert left_to_others(bert, KINDS, later(-HOUR)) == set()  # a clock was stepped back
    leave(anna)
    assert left_to_others(bert, KINDS, NOON) == set()


def test_what_stays_is_not_taken_by_whoever_waited_while_it_was_recorded(anna: str, bert: str) -> None:
    record(Order(kind="tell"))
    with finishing(taken(anna), NOON):
        pass
    record(Order(kind="tell", urgency=1), Order(kind="sing"))
    kinds = {"tell": 1, "sing": 1}  # what was asked for before "tell" was recorded, by an earlier clock
    work = take(bert, kinds, later(-1), {"tell"})
    assert work is not None
    assert work.kind == "sing"
    assert take(bert, kinds, later(-1), {"tell"}) is None
    work = take(anna, kinds, NOON, {"tell"})
    assert work is not None
    assert work.kind == "tell"


def test_effect_and_done_are_one(anna: str) -> None:
    record(Order(kind="tell"))
    work = taken(anna)

    def fail() -> None:
        with finishing(work, NOON):
            Dossier.objects.create(slug="a", name="A")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (Dossier.objects.count(), Work.objects.get().state) == (0, State.HELD)
    with finishing(work, NOON):
        Dossier.objects.create(slug="a", name="A")
    assert (Dossier.objects.count(), Work.objects.get().state) == (1, State.DONE)


def test_who_lost_the_lease_takes_no_effect(anna: str, bert: str) -> None:
    record(Order(kind="tell"))
    old = taken(anna)
    assert take_over(anna, seen=0) == 1
    new = taken(bert)
    for lost in (finishing(old, NOON), step(old)):
        with pytest.raises(LeaseLost), lost:
            Dossier.objects.create(slug="a", name="A")
    put_off(old, "late", 1, NOON)
    hand_back(old)
    assert Work.objects.get().holder == "bert"
    with finishing(new, NOON):
        pass
    assert (Dossier.objects.count(), Work.objects.get().attempts) == (0, 2)


def test_the_same_worker_taking_it_again_holds_another_lease(anna: str) -> None:
    record(Order(kind="tell"))
    old = taken(anna)
    hand_back(old)
    taken(anna)
    with pytest.raises(LeaseLost), finishing(old, NOON):
        pass


def test_a_worker_that_beats_is_not_taken_over(anna: str) -> None:
    record(Order(kind="tell"))
    taken(anna)
    beat(anna)
    assert take_over(anna, seen=0) is None
    assert take_over(anna, seen=1) == 1
    with pytest.raises(LeaseLost, match="taken for dead"):
        beat(anna)
    with pytest.raises(LeaseLost, match="taken for dead"):
        take(anna, KINDS, NOON)


def test_a_worker_that_leaves_hands_back(anna: str) -> None:
    record(Order(kind="tell"), Order(kind="tell"))
    taken(anna)
    assert leave(anna) == 1
    assert set(Work.objects.values_list("state", "attempts", "holder")) == {("waiting", 0, "")}
    assert not Worker.objects.exists()


def test_failures_wait_longer_each_time_and_are_set_aside(anna: str) -> None:
    record(Order(kind="tell"))
    now, waits = NOON, []
    for _ in range(7):
        put_off(taken(anna, now), "no answer", 8, now)
        waits.append(Work.objects.get().due_at - now)
        now = Instant(now + waits[-1])
    assert [wait // SECOND for wait in waits] == [10, 30, 90, 270, 810, 1800, 1800]
    assert put_off(taken(anna, now), "no answer", 8, now)
    assert take(anna, KINDS, later(100 * HOUR)) is None
    aside = Work.objects.get()
    assert (aside.state, aside.trouble, aside.attempts) == (State.SET_ASIDE, "no answer", 8)
    record(Order(kind="tell", key=""))
    assert retry(Work.objects.filter(pk=aside.pk), now) == 1
    assert taken(anna, now).attempts == 1


def test_the_wait_is_the_same_every_time() -> None:
    assert [backoff(n) for n in range(1, 50)] == [backoff(n) for n in range(1, 50)]
    assert backoff(40) == LONGEST_WAIT


@pytest.mark.parametrize("stepped", [-HOUR, HOUR, -24 * HOUR])
def test_a_clock_stepped_makes_work_that_was_put_off_wait_no_longer(anna: str, stepped: int) -> None:
    record(Order(kind="tell"))
    put_off(taken(anna), "no answer", 8, NOON)
    assert take(anna, KINDS, later(9 * SECOND)) is None
    assert take(anna, KINDS, later(stepped)) is not None


def test_work_recorded_before_a_step_back_is_due(anna: str) -> None:
    record(Order(kind="tell"))
    assert take(anna, KINDS, later(-HOUR)) is not None


def test_work_of_an_instant_stays_that_of_an_instant(anna: str) -> None:
    record(Order(kind="tell", not_before=later(HOUR)))
    assert take(anna, KINDS, later(-HOUR)) is None


def test_a_step_leaves_what_is_left_to_do(anna: str, bert: str) -> None:
    record(Order(kind="tell", payload={"left": [1, 2]}))
    work = taken(anna)
    with step(work, '{"left":[2]}'):
        Dossier.objects.create(slug="one", name="One")
    take_over(anna, seen=0)
    assert taken(bert).content == {"left": [2]}


def test_a_slot_is_filled_once_and_turns_do_not_pile_up(anna: str) -> None:
    assert slot_of("tell", 0) == 0
    assert fill(Order(kind="tell", key="1"), 0, NOON)
    assert not fill(Order(kind="tell", key="1"), 0, NOON)
    assert not fill(Order(kind="tell", key="2"), 1, NOON)
    with finishing(taken(anna), NOON):
        pass
    assert fill(Order(kind="tell", key="3"), 2, NOON)
    assert slot_of("tell", 0) == 3
    assert list(Work.objects.order_by("pk").values_list("key", flat=True)) == ["1", "3"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_racing_do_everything_once() -> None:
    Dossier.objects.create(slug="count", name="0")
    record(*(Order(kind="tell", key=str(number)) for number in range(60)))
    start = threading.Barrier(6)

    def labour(name: str) -> None:
        enrol(name, "here", NOON)
        start.wait()
        while (work := take(name, KINDS, NOON)) is not None:
            with finishing(work, NOON):
                Dossier.objects.create(slug=f"done-{work.key}", name=name)
        connection.close()

    threads = [threading.Thread(target=labour, args=(f"w{number}",)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Dossier.objects.filter(slug__startswith="done-").count() == 60
    assert set(Work.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_worker_that_stands_still_in_a_transaction_stops_nobody() -> None:
    enrol("anna", "here", NOON)
    record(Order(kind="tell"))
    work = taken("anna")
    stands, goes_on = threading.Event(), threading.Event()

    def stand_still() -> None:
        with finishing(work, NOON):
            stands.set()
            goes_on.wait()
        connection.close()

    thread = threading.Thread(target=stand_still)
    thread.start()
    stands.wait()
    assert take_over("anna", seen=0) is None
    goes_on.set()
    thread.join()
    assert take_over("anna", seen=0) == 0
    assert Work.objects.get().state == State.DONE
