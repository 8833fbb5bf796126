"""Heartbeats that are expected: seen, missed, and unknown while nobody listens."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable

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
        what=Heartbeat(within=Micros(2 * SECOND), grace=Micros(0)),
    )
    field.define(nightly)
    ending = field.place.run("inlet.py", DOSSIER, "nightly", **field.settings).stdout.strip()
    field.place.start("prober", **field.settings)

    def states() -> list[State]:
        return [State(each[4]) for each in field.samples("nightly") if each[0] == "probe"]

    def until_last_is(state: State, meanwhile: Callable[[], None] = lambda: None) -> None:
        for _ in range(40):
            meanwhile()
            time.sleep(0.5)
            if states()[-1:] == [state]:
                return
        raise AssertionError(states())

    def beat() -> None:
        with urllib.request.urlopen(f"{field.settings['UPHELD_ADDRESS']}/beat/{ending}", timeout=5) as heard:
            assert heard.read() == b"heard\n"

    # Nobody has listened for two seconds yet, so that none is missed; then they come.
    until_last_is(State.UP, beat)
    assert set(states()) <= {State.UP, State.UNKNOWN}
    until_last_is(State.DOWN)
    web.kill()
    web.wait()
    until_last_is(State.UNKNOWN)
