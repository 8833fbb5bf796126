"""Bells: heard once rung, from any thread, also while they are let go of."""

from __future__ import annotations

import os
import select
import threading

from upheld.collect.probes.kinds.bell import Bell
from upheld.collect.probes.kinds.http import HttpAsking
from upheld.collect.probes.resolver import Resolver


def test_what_was_rung_is_heard_once() -> None:
    bell = Bell()
    assert select.select([bell.descriptor], [], [], 0)[0] == []
    bell.ring()
    bell.ring()
    assert select.select([bell.descriptor], [], [], 0)[0] == [bell.descriptor]
    bell.hear()
    assert select.select([bell.descriptor], [], [], 0)[0] == []
    bell.close()


def test_what_has_the_number_of_a_closed_bell_is_not_written_into() -> None:
    here, there = os.pipe()
    bell = Bell()
    bell.close()
    bell.close()
    os.dup2(there, bell.descriptor)
    bell.ring()
    assert select.select([here], [], [], 0)[0] == []
    for each in {here, there, bell.descriptor}:
        os.close(each)


def test_a_prober_is_woken_by_others_while_it_ends() -> None:
    failed: list[BaseException] = []

    def wake(asking: HttpAsking, is_over: threading.Event) -> None:
        try:
            while not is_over.is_set():
                asking.wake()
            asking.wake()
        except OSError as error:
            failed.append(error)

    for _ in range(20):
        asking, is_over = HttpAsking(Resolver()), threading.Event()
        waking = threading.Thread(target=wake, args=(asking, is_over))
        waking.start()
        asking.wait(0.01)
        asking.close()
        is_over.set()
        waking.join()
    assert failed == []
