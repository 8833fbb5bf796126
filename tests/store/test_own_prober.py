"""The service's own prober: it goes off duty when it is stopped, and the next one is not kept waiting."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from upheld.chrono.instant import DAY, Instant, Micros, parse_instant
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.tcp import Tcp
from upheld.operations.gauges import gauges
from upheld.operations.probing.defining import define
from upheld.operations.probing.own import Watch
from upheld.runtime.environment import read_environment
from upheld.runtime.opened import Opened
from upheld.runtime.own_probing import OwnProber
from upheld.store.dossiers import Dossier
from upheld.store.probing import Agent, DutyPost, DutyTurn
from upheld.web.health.openmetrics import write

pytestmark = pytest.mark.django_db
NOW: Instant = parse_instant("2026-03-14T12:00:00Z")
NEXT = "2" * 32


@pytest.mark.django_db(transaction=True)  # it lets old connections go, and with them whatever was begun
def test_a_prober_that_stops_lets_the_next_one_probe_at_once(dossier: Dossier, tmp_path: Path) -> None:
    asked = Tcp(host="192.0.2.1", port=9)  # an address for documents: nothing is ever sent there
    define(dossier, [Probe(name="desk", site="desk", what=asked, every=Micros(DAY))], "user 1", NOW)
    stop = threading.Event()
    stop.set()
    OwnProber(Opened(read_environment({"UPHELD_DATA": str(tmp_path)}))).run(stop)
    assert DutyTurn.objects.count() == 1
    assert DutyPost.objects.get().holder is None
    is_on_duty, orders = Watch(dossier, "here", NEXT, NEXT).look(NOW)
    assert is_on_duty
    assert orders is not None
    assert [each.name for each in orders.probes] == ["desk"]


def test_turns_that_came_too_late_are_counted_over_all_runs(dossier: Dossier) -> None:
    first = Watch(dossier, "here", "1" * 32, "1" * 32)
    for told, at in ((0, 0), (3, 10), (3, 20), (5, 30)):
        first.look(Instant(NOW + at), told)
    agent = Agent.objects.get()
    assert (agent.passed_over, agent.passed_over_at) == (5, NOW + 30)
    # the same agent started anew counts from nothing
    Watch(dossier, "here", "1" * 32, NEXT).look(Instant(NOW + 40), 2)
    agent.refresh_from_db()
    assert (agent.passed_over, agent.passed_over_at) == (7, NOW + 40)
    text = write(gauges(Path("/"), NOW))
    assert "# TYPE upheld_probe_turns_passed_over counter\n" in text
    assert f'upheld_probe_turns_passed_over_total{{evidence="{dossier.slug}",location="here"}} 7\n' in text


def test_one_that_stood_by_leaves_the_other_on_duty(dossier: Dossier) -> None:
    first, second = Watch(dossier, "here", "1" * 32, "1" * 32), Watch(dossier, "here", NEXT, NEXT)
    assert first.look(NOW)[0]
    assert not second.look(NOW)[0]
    second.leave(NOW)
    assert first.look(NOW)[0]
