"""Echo requests on networks that lose and delay them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from apart import allow_datagrams, answering, apart, without_privilege
from asking import asked, figures

from upheld.chrono.instant import Micros
from upheld.collect.probes.echo import Echoes
from upheld.collect.probes.kinds.icmp import measured
from upheld.collect.probes.outcome import Seen
from upheld.collect.probes.targets.icmp import Icmp
from upheld.evidence.observation import State

FAR = "10.213.7.9"
MILLISECOND = 1000


def lossy(is_lost: Callable[[int], bool], packets: int, **limits: int | None) -> Callable[[], Seen]:
    """Ask where some requests are lost, of which it is known when the time is over."""

    def work() -> Seen:
        with answering(lambda number: None if is_lost(number) else 0):
            target = Icmp(host=FAR, packets=packets, gap=Micros(10 * MILLISECOND), **limits)  # type: ignore[arg-type]
            return asked(target, seconds=3)

    return lambda: apart(work)


@pytest.fixture(scope="module")
def lost() -> dict[str, Seen]:
    """What is seen on networks that lose something, all at the same time."""
    cases = {
        "every third": lossy(lambda number: number % 3 == 2, 9),
        "degraded": lossy(half, 4, degraded_above_loss=250_000, down_above_loss=500_000),
        "up": lossy(half, 4, degraded_above_loss=500_000, down_above_loss=None),
        "down": lossy(half, 4, degraded_above_loss=250_000, down_above_loss=499_999),
        "all": lossy(lambda _: True, 3),
    }
    with ThreadPoolExecutor(len(cases)) as pool:
        begun = {name: pool.submit(case) for name, case in cases.items()}
        return {name: each.result() for name, each in begun.items()}


def half(number: int) -> bool:
    return number < 2


def test_every_third_request_lost_is_a_loss_of_a_third(lost: dict[str, Seen]) -> None:
    seen = lost["every third"]
    # 2, 5 and 8 of 0 to 8 are lost: 3 of 9.
    assert figures(seen)["packet loss"] == Fraction(1, 3)
    assert (seen.state, seen.method, seen.trouble) == (State.UP, "icmp, raw socket", "")


def test_loss_above_what_is_declared_is_degraded_and_then_down(lost: dict[str, Seen]) -> None:
    # 2 of 4 are lost, 50 %: above 25 %, not above 50 %.
    assert lost["degraded"].state is State.DEGRADED
    assert lost["degraded"].trouble == "loss: 2 of 4 requests got no answer, more than 25 %"
    assert lost["up"].state is State.UP
    assert lost["down"].state is State.DOWN


def test_nothing_answered_is_down(lost: dict[str, Seen]) -> None:
    seen = lost["all"]
    assert (seen.state, seen.trouble) == (State.DOWN, "timeout: none of 3 requests was answered")
    assert figures(seen) == {"packet loss": 1}


def test_round_trips_and_how_much_neighbours_differ() -> None:
    # Round trips of 0, 30, 0, 30 and none, and 50 ms: 110/5 ms in the mean; the differences are those of
    # neighbours that both came, 30, 30 and 30.
    times = (0, 30_000, 0, 30_000, None, 50_000)
    echoes = Echoes("icmp", tuple(None if each is None else Micros(each) for each in times))
    found = {each.measure: (each.value, each.count) for each in measured(echoes)}
    assert found == {
        "packet loss": ("1", 6),
        "round trip": ("110000", 5),
        "longest round trip": ("50000", None),
        "jitter": ("90000", 3),
    }


def test_answers_that_come_later_take_longer() -> None:
    def work() -> Seen:
        with answering(lambda number: 0.03 if number % 2 else 0.0):
            return asked(Icmp(host=FAR, packets=7, gap=Micros(60 * MILLISECOND)), seconds=30)

    seen = apart(work)
    found = figures(seen)
    assert found["packet loss"] == 0
    assert found["longest round trip"] >= 30 * MILLISECOND
    # Three of seven took 30 ms or more: 90/7 = 12.9 ms in the mean at least.
    assert found["round trip"] >= 12 * MILLISECOND
    assert found["jitter"] > 0
    # How long it took is the mean round trip and not the length of the attempt.
    assert seen.phases.total == int(found["round trip"])


def test_slow_answers_are_degraded() -> None:
    def work() -> Seen:
        with answering(lambda _: 0.03):
            target = Icmp(
                host=FAR, packets=2, gap=Micros(50 * MILLISECOND), degraded_above=Micros(20 * MILLISECOND)
            )
            return asked(target, seconds=30)

    seen = apart(work)
    assert seen.state is State.DEGRADED
    assert seen.trouble.startswith("slow: answers took ")


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
