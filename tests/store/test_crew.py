"""A crew goes on whatever its database does, and holds nothing that it does not know of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from written import NOON

from upheld.chrono.instant import Instant
from upheld.operations.work import crew
from upheld.operations.work.crew import Crew, Terms
from upheld.operations.work.duties import Duty, Kind
from upheld.store.leases import take
from upheld.store.work import Order, Work, enqueue


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError, RuntimeError])
@pytest.mark.parametrize("is_taken", [True, False])
def test_what_is_taken_while_the_answer_is_lost_is_done_once(
    monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], is_taken: bool
) -> None:
    lost: list[Work | None] = []

    def take_and_lose(
        worker: str, kinds: dict[str, int], now: Instant, staying: frozenset[str]
    ) -> Work | None:
        work = take(worker, kinds, now, staying) if is_taken or len(lost) >= 2 else None
        if len(lost) < 2 and (work is not None or not is_taken):
            lost.append(work)
            raise trouble("the server closed the connection unexpectedly")
        return work

    done: list[object] = []

    def perform(duty: Duty) -> None:
        with duty.finishing():
            done.append(duty.payload["number"])

    monkeypatch.setattr(crew, "take", take_and_lose)
    with transaction.atomic():
        enqueue(NOON, *(Order(kind="tell", payload={"number": number}) for number in range(4)))
    with at_work(Crew([Kind(name="tell", perform=perform)], (), lambda: NOON, TERMS)):
        until(lambda: Work.objects.filter(state="done").count() == 4)
    assert len(lost) == 2
    assert sorted(done, key=str) == [0, 1, 2, 3]
    assert set(Work.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [1, 3])
def test_a_hand_is_kept_free_for_what_does_not_last(hands: int) -> None:
    is_short_done = threading.Event()
    at_long: list[object] = []

    def last(duty: Duty) -> None:
        at_long.append(duty.payload["number"])
        if hands > 1:
            assert is_short_done.wait(60)  # as long as it takes until the short one is done

    def be_short(duty: Duty) -> None:
        is_short_done.set()

    with transaction.atomic():
        enqueue(NOON, *(Order(kind="long", payload={"number": number}) for number in range(hands)))
    kinds = [Kind(name="long", perform=last, lasts=True), Kind(name="short", perform=be_short)]
    terms = Terms(place="here", hands=hands, lease=20.0, pause=0.02, grace=10.0)
    with at_work(Crew(kinds, (), lambda: NOON, terms)):
        until(lambda: len(at_long) >= max(hands - 1, 1))
        with transaction.atomic():
            enqueue(NOON, Order(kind="short"))
        until(lambda: Work.objects.filter(state="done").count() == hands + 1)
    assert sorted(at_long, key=str) == list(range(hands))


TERMS = Terms(place="here", lease=2.0, pause=0.02, grace=10.0)


class at_work:  # noqa: N801 read as a word
    def __init__(self, crew: Crew) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(crew,))

    def _run(self, crew: Crew) -> None:
        crew.run(self._stop)
        connection.close()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends, list(Work.objects.values_list("kind", "key", "state"))
        time.sleep(0.02)
