"""The prober at work on real sockets: on time, with retries and witnesses, changed while it runs."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import count, pairwise

import pytest
from server import answering, head_of, served

from upheld.chrono.instant import SECOND, Instant, Micros
from upheld.collect.probes.clockwork import machine_clock
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import Probe, SecretRef, Secrets, Target
from upheld.collect.probes.prober import Prober
from upheld.collect.probes.schedule import phase
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.collect.probes.targets.http import Bearer, Http
from upheld.collect.probes.targets.tcp import Tcp
from upheld.collect.probes.trouble import code_of
from upheld.errors import NoRoom
from upheld.evidence.observation import State

NONE = Secrets()


class Kept:
    """A sink that keeps what it is given, unless it is told to be full."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.is_full = False

    def take(self, outcomes: Sequence[Outcome]) -> None:
        if self.is_full:
            raise NoRoom("the disk is full")
        self.outcomes += outcomes

    def of(self, name: str) -> list[Outcome]:
        return [each for each in self.outcomes if each.probe == name]


def probe(name: str, what: Target, **more: object) -> Probe:
    usual: dict[str, object] = {
        "site": f"site of {name}",
        "every": SECOND,
        "timeout": SECOND,
        "may_be_private": True,
    }
    return Probe(name=name, what=what, **(usual | more))  # type: ignore[arg-type]


def web(port: int, path: str = "") -> Http:
    return Http(url=f"http://127.0.0.1:{port}/{path}")


@contextlib.contextmanager
def probing(kept: Kept, *probes: Probe, secrets: Secrets = NONE, **more: object) -> Iterator[Prober]:
    """Probe while the test goes on."""
    prober = Prober(probes, secrets, "here", kept, **more)  # type: ignore[arg-type]
    thread = threading.Thread(target=prober.run)
    thread.start()
    try:
        yield prober
    finally:
        prober.stop()
        thread.join(20)
    assert not thread.is_alive()


def until(condition: object, seconds: float = 300) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.02)


def in_turn(outcomes: Sequence[Outcome]) -> bool:
    """Whether first attempts follow one another by whole intervals: no drift, no burst, none doubled.

    A machine that stood still for longer has left turns out, but not all.
    """
    steps = [(after.due_at - before.due_at) for before, after in pairwise(outcomes)]
    assert all(step > 0 and step % SECOND == 0 for step in steps)
    return SECOND in steps


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def overdue(number: int) -> list[Outcome]:
    """Ask so many probes of which all are due when it begins; fewer come back where that took too long."""
    kept, calls = Kept(), count()

    def clock() -> Instant:
        # The second to ask is who says when probes are due first.
        return Instant(machine_clock() - (9 * SECOND // 10 if next(calls) == 1 else 0))

    port = unused_port()
    with probing(kept, *(probe(f"p{each}", web(port), retries=0) for each in range(number)), clock=clock):
        until(lambda: len({each.probe for each in kept.outcomes}) == number, 120)
    first = {each.probe: each for each in reversed(kept.outcomes)}
    return [each for each in first.values() if each.at - each.due_at > SECOND // 10]


def test_of_much_that_is_due_at_once_the_first_ends_before_the_last_is_begun() -> None:
    late = next(found for found in (overdue(400) for _ in range(20)) if len(found) > 200)
    assert {each.state for each in late} == {State.DOWN}
    assert min(each.at + (each.phases.total or 0) for each in late) < max(each.at for each in late)


def test_probes_are_asked_on_time() -> None:
    kept = Kept()
    with (
        served(answering()) as port,
        probing(kept, *(probe(f"p{number}", web(port)) for number in range(20))),
    ):
        until(lambda: all(in_turn(kept.of(f"p{number}")) for number in range(20)))
    assert State.UP in {each.state for each in kept.outcomes}
    for number in range(20):
        name = f"p{number}"
        assert in_turn(kept.of(name))
        assert kept.of(name)[0].due_at % SECOND == phase(name, "here", SECOND)
    assert all(each.at >= each.due_at for each in kept.outcomes)
    first = kept.outcomes[0]
    assert (first.site, first.location) == (f"site of {first.probe}", "here")
    assert (first.method, first.is_retry) == ("http", False)


def windows(of: list[bool]) -> list[list[bool]]:
    return [of[place : place + 3] for place in range(len(of) - 2)]


def test_what_fails_is_asked_again_and_each_attempt_is_kept() -> None:
    kept = Kept()
    more = {"every": Micros(2 * SECOND), "retries": 2, "retry_after": Micros(SECOND // 5)}
    with probing(kept, probe("gone", web(unused_port()), **more)):
        # the turn after the first one that was not cut short by it has begun
        until(lambda: [True, True, False] in windows([each.is_retry for each in kept.outcomes]))
    begun = windows([each.is_retry for each in kept.outcomes]).index([True, True, False]) - 1
    assert [each.is_retry for each in kept.outcomes[begun : begun + 4]] == [False, True, True, False]
    assert {(each.state, code_of(each.trouble)) for each in kept.outcomes} == {(State.DOWN, "refused")}
    assert all(later.at - before.at >= SECOND // 5 for before, later in pairwise(kept.outcomes[begun:][:3]))


def test_a_retry_that_is_up_ends_the_retries() -> None:
    kept, answers = Kept(), iter(["500 Oh", *["200 OK"] * 9])

    def manner(stream: socket.socket) -> None:
        head_of(stream)
        stream.sendall(f"HTTP/1.1 {next(answers)}\r\nContent-Length: 0\r\n\r\n".encode())

    more = {
        "every": Micros(2 * SECOND),
        "timeout": Micros(2 * SECOND),
        "retries": 5,
        "retry_after": Micros(SECOND // 10),
    }
    with served(manner) as port, probing(kept, probe("flaky", web(port), **more)):
        until(lambda: len(kept.outcomes) >= 3)
    assert [(each.state, each.is_retry) for each in kept.outcomes[:2]] == [
        (State.DOWN, False),
        (State.UP, True),
    ]
    assert not any(each.is_retry for each in kept.outcomes[2:])


@pytest.mark.parametrize("witness_is_up", [True, False])
def test_a_witness_tells_the_networks_failure_from_the_points(witness_is_up: bool) -> None:
    kept, calm = Kept(), {"every": Micros(60 * SECOND), "timeout": Micros(60 * SECOND)}
    with served(answering()) as good, served(answering(b"", "500 Oh")) as bad:
        witness = probe("witness", web(good if witness_is_up else unused_port()), **calm)
        gone = probe("gone", web(unused_port()), witness="witness", **calm)
        broken = probe("broken", web(bad), witness="witness", **calm)
        by_tcp = probe("tcp", Tcp(host="127.0.0.1", port=unused_port()), witness="witness", **calm)
        with probing(kept, witness, gone, broken, by_tcp) as prober:
            for name in ("gone", "broken", "tcp"):
                prober.ask_now(name)
            until(lambda: kept.of("gone") and kept.of("broken") and kept.of("tcp"))
    expected = State.DOWN if witness_is_up else State.UNKNOWN
    assert {each.state for each in kept.of("gone")} == {expected}
    assert {each.state for each in kept.of("tcp")} == {expected}
    assert {each.state for each in kept.of("broken")} == {State.DOWN}
    assert {code_of(each.trouble) for each in kept.of("gone")} == {"refused" if witness_is_up else "witness"}
    assert kept.of("witness")


def test_what_is_changed_holds_at_once_and_the_rest_keeps_its_time() -> None:
    kept = Kept()
    with served(answering()) as port:
        stays, goes, comes = (probe(name, web(port)) for name in ("stays", "goes", "comes"))
        with probing(kept, stays, goes) as prober:
            until(lambda: len(kept.of("goes")) >= 1 and len(kept.of("stays")) >= 1)
            prober.change([stays, comes], NONE)
            until(lambda: len(kept.of("comes")) >= 2)
            number = len(kept.of("goes"))
            prober.change([stays, probe("comes", Http(url=f"http://127.0.0.1:{port}/", has=("none",)))], NONE)
            until(lambda: code_of(kept.of("comes")[-1].trouble) == "body")
            until(lambda: in_turn(kept.of("stays")) and in_turn(kept.of("comes")))
    assert len(kept.of("goes")) == number
    for name in ("stays", "comes"):
        assert in_turn(kept.of(name))


def test_only_what_is_meant_for_the_location_is_asked() -> None:
    kept = Kept()
    with served(answering()) as port:
        here = probe("a", web(port), locations=("here", "there"))
        there = probe("b", web(port), locations=("there",))
        with probing(kept, here, there):
            until(lambda: len(kept.of("a")) >= 2)
    assert not kept.of("b")


def test_secrets_that_come_later_are_used() -> None:
    kept, heard = Kept(), list[str]()
    with served(answering(heard=heard)) as port:
        what = Http(url=f"http://127.0.0.1:{port}/", sign_in=Bearer(SecretRef("token")))
        with probing(kept, probe("a", what)) as prober:
            until(lambda: kept.outcomes)
            assert (kept.outcomes[0].state, code_of(kept.outcomes[0].trouble)) == (State.UNKNOWN, "own")
            prober.change([probe("a", what)], Secrets({"token": "abcdef"}))
            until(lambda: kept.outcomes[-1].state is State.UP)
    assert "Authorization: Bearer abcdef" in heard[0]


def test_what_is_seen_while_nothing_can_be_recorded_is_kept_in_order() -> None:
    kept, told = Kept(), list[str]()
    kept.is_full = True
    with served(answering()) as port, probing(kept, probe("a", web(port)), told=told.append):
        until(lambda: len(told) >= 2)
        assert not kept.outcomes
        kept.is_full = False
        until(lambda: in_turn(kept.outcomes))
    assert in_turn(kept.outcomes)
    assert "the disk is full" in told[0]


def test_a_flaw_in_one_kind_is_unknown_and_stops_nothing() -> None:
    def flawed(_site: str) -> Instant | None:
        raise ZeroDivisionError

    kept = Kept()
    with served(answering()) as port:
        beat = probe("beat", Heartbeat(within=SECOND))
        with probing(kept, beat, probe("web", web(port)), last_beat=flawed):
            until(lambda: State.UP in {each.state for each in kept.of("web")} and len(kept.of("beat")) >= 2)
    assert {each.state for each in kept.of("beat")} == {State.UNKNOWN}
    assert "ZeroDivisionError" in kept.of("beat")[0].trouble
    assert State.UP in {each.state for each in kept.of("web")}


def test_a_probe_is_asked_beside_its_times_when_that_is_wanted() -> None:
    kept = Kept()
    with served(answering()) as port:
        daily = probe("daily", web(port), every=Micros(86_400 * SECOND))
        with probing(kept, daily) as prober:
            prober.ask_now("daily")
            prober.ask_now("nothing")
            until(lambda: kept.outcomes)
    assert kept.outcomes[0].is_retry


def test_a_clock_that_is_set_back_stops_nothing() -> None:
    kept, moved = Kept(), [0]

    def clock() -> Instant:
        return Instant(machine_clock() + moved[0])

    with served(answering()) as port:
        prober = Prober([probe("a", web(port))], NONE, "here", kept, clock)
        thread = threading.Thread(target=prober.run)
        thread.start()
        until(lambda: kept.outcomes)
        moved[0] = -3600 * SECOND
        number = len(kept.outcomes)
        until(lambda: len(kept.outcomes) >= number + 3)
        prober.stop()
        thread.join(20)
    assert kept.outcomes[-1].at < kept.outcomes[0].at


def test_stopping_hands_over_what_was_seen() -> None:
    kept = Kept()
    kept.is_full = True
    probes = [probe(f"p{number}", web(unused_port())) for number in range(50)]
    with probing(kept, *probes) as prober:
        until(lambda: prober._recorder.waiting >= 45)
        seen = prober._recorder.waiting
        kept.is_full = False
    assert len(kept.outcomes) >= seen
