"""Heartbeats that are expected: seen, missed, and unknown while nobody listens."""

from __future__ import annotations

import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from places import until
from test_agents import DOSSIER, Field, field  # noqa: F401 - the fixture

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.evidence.observation import State


def test_a_beat_is_missed_where_it_did_not_come_and_somebody_listened(field: Field) -> None:  # noqa: F811
    web = field.serve()
    nightly = Probe(
        name="nightly",
        site="nightly",
        every=Micros(SECOND),
        timeout=Micros(SECOND),
        what=Heartbeat(within=Micros(4 * SECOND), grace=Micros(0)),
    )
    field.define(nightly)
    ending = field.place.run("inlet.py", DOSSIER, "nightly", **field.settings).stdout.strip()

    def states() -> list[State]:
        return [State(each[4]) for each in field.samples("nightly") if each[0] == "probe"]

    def until_last_is(state: State) -> None:
        until(lambda: states()[-1:] == [state])

    enough = threading.Event()

    def beat() -> None:
        while not enough.wait(0.2):
            with urllib.request.urlopen(
                f"{field.settings['UPHELD_ADDRESS']}/beat/{ending}", timeout=300
            ) as heard:
                assert heard.read() == b"heard\n"

    with ThreadPoolExecutor(1) as pool:
        beating = pool.submit(beat)
        # Whether or not somebody has listened for long enough: none is missed, since they come.
        field.place.start("prober", **field.settings)
        try:
            until_last_is(State.UP)
            assert set(states()) <= {State.UP, State.UNKNOWN}
        finally:
            enough.set()
        beating.result()
    until_last_is(State.DOWN)
    web.kill()
    web.wait()
    until_last_is(State.UNKNOWN)
