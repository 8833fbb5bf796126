"""Echo requests on networks that lose and delay them."""

from __future__ import annotations

import socket
from fractions import Fraction

import pytest
from apart import allow_datagrams, answering, apart, without_privilege
from asking import asked, figures

from upheld.chrono.instant import Micros
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.targets.icmp import Icmp
from upheld.evidence.observation import State

FAR = "10.213.7.9"
MILLISECOND = 1000


def test_every_third_request_lost_is_a_loss_of_a_third() -> None:
    def work() -> Seen:
        with answering(lambda number: None if number % 3 == 2 else 0):
            return asked(Icmp(host=FAR, packets=9, gap=Micros(10 * MILLISECOND)), seconds=1)

    seen = apart(work)
    # 2, 5 and 8 of 0 to 8 are lost: 3 of 9.
    assert figures(seen)["packet loss"] == Fraction(1, 3)
    assert (seen.state, seen.method, seen.trouble) == (State.UP, "icmp, raw socket", "")


def test_loss_above_what_is_declared_is_degraded_and_then_down() -> None:
    def work(degraded: int, down: int | None) -> Seen:
        with answering(lambda number: None if number < 2 else 0):
            target = Icmp(
                host=FAR,
                packets=4,
                gap=Micros(10 * MILLISECOND),
                degraded_above_loss=degraded,
                down_above_loss=down,
            )
            return asked(target, seconds=1)

    # 2 of 4 are lost, 50 %: above 25 %, not above 50 %.
    degraded = apart(lambda: work(250_000, 500_000))
    assert degraded.state is State.DEGRADED
    assert degraded.trouble == "loss: 2 of 4 requests got no answer, more than 25 %"
    assert apart(lambda: work(500_000, None)).state is State.UP
    assert apart(lambda: work(250_000, 499_999)).state is State.DOWN


def test_jitter_is_the_mean_difference_of_neighbours() -> None:
    def work() -> Seen:
        with answering(lambda number: 0.03 if number % 2 else 0.0):
            return asked(Icmp(host=FAR, packets=7, gap=Micros(60 * MILLISECOND)))

    found = figures(apart(work))
    # Round trips of 0, 30, 0, 30, … ms: each differs from the one before by 30 ms, and what the machine adds.
    assert 25 * MILLISECOND < found["jitter"] < 45 * MILLISECOND
    assert 30 * MILLISECOND <= found["longest round trip"] < 55 * MILLISECOND
    # Three of seven took 30 ms: 90/7 = 12.9 ms in the mean.
    assert 12 * MILLISECOND < found["round trip"] < 22 * MILLISECOND


def test_slow_answers_are_degraded() -> None:
    def work() -> Seen:
        with answering(lambda _: 0.03):
            target = Icmp(
                host=FAR, packets=2, gap=Micros(50 * MILLISECOND), degraded_above=Micros(20 * MILLISECOND)
            )
            return asked(target)

    seen = apart(work)
    assert seen.state is State.DEGRADED
    assert seen.trouble.startswith("slow: answers took 0.03")


def test_nothing_answered_is_down() -> None:
    def work() -> Seen:
        with answering(lambda _: None):
            return asked(Icmp(host=FAR, packets=3, gap=Micros(10 * MILLISECOND)), seconds=0.4)

    seen = apart(work)
    assert (seen.state, seen.trouble) == (State.DOWN, "timeout: none of 3 requests was answered")
    assert figures(seen) == {"packet loss": 1}


def test_datagram_sockets_need_no_privilege() -> None:
    def work() -> list[Seen]:
        allow_datagrams()
        with without_privilege():
            return [asked(Icmp(host=host, packets=2, gap=Micros(0))) for host in ("127.0.0.1", "::1")]

    for seen in apart(work):
        assert (seen.state, seen.method) == (State.UP, "icmp")


def test_where_no_icmp_is_allowed_tcp_takes_its_place_and_is_named() -> None:
    def work(listens: bool) -> Seen:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            if listens:
                listener.listen()
            port = listener.getsockname()[1]
            with without_privilege():
                return asked(Icmp(host="127.0.0.1", packets=3, gap=Micros(0), tcp_port=port))

    for listens in (True, False):
        seen = apart(lambda listens=listens: work(listens))
        assert (seen.state, seen.method) == (State.UP, "tcp instead of icmp")
        assert figures(seen)["packet loss"] == 0


def test_a_machine_without_a_way_there_learns_nothing() -> None:
    seen = apart(lambda: asked(Icmp(host="192.0.2.1", packets=1)))
    assert seen.state is State.UNKNOWN
    assert seen.trouble == (
        "no-route: echo request to 192.0.2.1: this machine has no way to the network of the host"
    )


def test_private_addresses_are_refused() -> None:
    seen = asked(Icmp(host="127.0.0.1"), may_be_private=False)
    assert (seen.state, seen.trouble.partition(":")[0]) == (State.UNKNOWN, "private-address")
    assert seen.measured == ()


@pytest.mark.parametrize("size", [16, 1400])
def test_requests_of_any_size(size: int) -> None:
    def work() -> Seen:
        return asked(Icmp(host="127.0.0.1", packets=1, size=size))

    assert apart(work).state is State.UP


def test_how_long_it_took_is_the_mean_round_trip_and_not_the_length_of_the_attempt() -> None:
    def work() -> Seen:
        with answering(lambda number: 0.02 if number == 0 else 0.0):
            return asked(Icmp(host=FAR, packets=2, gap=Micros(300 * MILLISECOND)))

    seen = apart(work)
    # 20 ms and 0 ms: 10 ms in the mean, of an attempt of 300 ms.
    assert 10 * MILLISECOND <= (seen.phases.total or 0) < 40 * MILLISECOND
