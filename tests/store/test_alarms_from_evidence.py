"""From evidence to alarm: what comes in is judged, and raises what it has to within one look."""

from __future__ import annotations

from pathlib import Path

import pytest

from live_scenes import Scene, every_five_minutes, hours_after
from upheld.chrono.instant import MINUTE, Instant, format_instant
from upheld.evidence.evidence import Table
from upheld.operations.alarms.lookout import Lookout
from upheld.operations.live.keeping import Keepers
from upheld.store.alarms import Alarm
from upheld.store.recording import Origin, reverse
from upheld.store.records import Batch

pytestmark = pytest.mark.django_db
UP, DOWN = 0, 2


class Service:
    """A service that keeps its live state and looks out, a turn at a time."""

    def __init__(self, folder: Path) -> None:
        self.scene = Scene(folder)
        self.keepers = Keepers(self.scene.data)
        self.lookout = Lookout("https://sla.example.net")

    def turn(self, hours: float) -> list[str]:
        """Go through one turn; what was raised, and with `over` what ended."""
        before = set(Alarm.objects.filter(over_at=None).values_list("pk", flat=True))
        now = hours_after(hours)
        self.keepers.keep_all(now)
        raised = self.lookout.look_once(now)
        assert self.scene.differences() == []
        ended = Alarm.objects.filter(pk__in=before, over_at__isnull=False).order_by("pk")
        return [_name(each) for each in raised.new] + [f"over: {_name(each)}" for each in ended]

    def see(self, hours: float, **sites: int) -> None:
        """One sample of each site."""
        for site, state in sites.items():
            self.scene.see(site, [(hours_after(hours), state)])

    def works(self, since: float, until: float) -> None:
        """Samples of all sites, a minute apart."""
        at = range(hours_after(since), hours_after(until), MINUTE)
        for site in ("one", "two", "shop"):
            self.scene.see(site, [(Instant(each), UP) for each in at])


def _name(alarm: Alarm) -> str:
    said = alarm.said
    mark = said.get("share") or said.get("rate") or ""
    return " ".join(
        str(each) for each in (alarm.kind, said.get("ticket") or said.get("name") or "", mark) if each
    )


@pytest.fixture
def service(tmp_path: Path) -> Service:
    found = Service(tmp_path)
    for site in ("one", "two", "shop"):
        found.scene.see(site, every_five_minutes(hours_after(-24), 24 + 10))
    return found


def test_a_ticket_raises_by_business_time_and_a_pause_moves_it(service: Service) -> None:
    # portal, shop and both of web are silent by Monday; that is another test's matter
    service.turn(33)
    # Monday 2 March, 10:00 in Amsterdam; two business hours to answer, eight to solve
    service.scene.ticket("T-1", "Alder", "high", hours_after(33))
    assert service.turn(33.9) == []
    assert service.turn(34) == ["clock T-1 1/2"]
    assert service.turn(34.49) == []
    assert service.turn(34.5) == ["clock T-1 3/4"]
    service.scene.event("T-1", "reply", hours_after(34.6))
    # the answer came before its time was used: it raises no more, and its alarms are over
    assert service.turn(35.5) == ["over: clock T-1 1/2", "over: clock T-1 3/4"]
    # half of eight hours would be used at 14:00; paused from 12:00 to 15:00 it is at 17:00
    service.scene.event("T-1", "paused", hours_after(35), reason="waiting for customer")
    assert service.turn(37.5) == []
    service.scene.event("T-1", "resumed", hours_after(38))
    assert service.turn(39.9) == []
    assert service.turn(40) == ["clock T-1 1/2"]
    # the next quarter of eight hours is on Tuesday from 09:00 on: at 11:00
    assert service.turn(57.9) == []
    assert service.turn(58) == ["clock T-1 3/4"]
    service.scene.event("T-1", "resolved", hours_after(58.5))
    assert service.turn(59) == ["over: clock T-1 1/2", "over: clock T-1 3/4"]


def test_an_outage_burns_the_allowance_and_uses_it_up(service: Service) -> None:
    assert service.turn(10) == []
    # March has 743 h there: of 99.9 % 2674.8 s may be lost, evenly 3.6 s an hour
    raised: list[list[str]] = []
    for minute in range(0, 55, 5):
        service.see(10 + minute / 60, one=DOWN, two=UP, shop=UP)
        raised.append(service.turn(10 + minute / 60))
    assert raised[0] == []
    # the second failing check confirms it: 300 s down since 10:00, beyond 51.84 s in the hour and
    # 129.6 s in six; for each of the two plans, to whom it is promised alike
    assert sorted(raised[1]) == ["burn rate 6", "burn rate 6", "burn rate 72/5", "burn rate 72/5"]
    marks = {minute * 5: found for minute, found in enumerate(raised) if found and minute > 1}
    # half of 2674.8 s after 22.3 min, three quarters after 33.4, nine tenths after 40.1, all after 44.6
    assert marks == {
        25: ["allowance 1/2"] * 2,
        35: ["allowance 3/4"] * 2,
        45: ["allowance 9/10", "allowance 1"] * 2,
    }
    service.works(10 + 55 / 60, 11.9)
    assert service.turn(11.9) == []
    # the outage ended at 10:55: its last 51.84 s leave the hour by 11:55, its last 129.6 s the six by 16:55
    service.works(11.9, 11.95)
    assert service.turn(11.95) == ["over: burn rate 72/5"] * 2
    service.works(11.95, 16.8)
    assert service.turn(16.8) == []
    service.works(16.8, 16.95)
    assert service.turn(16.95) == ["over: burn rate 6"] * 2
    # used is used
    assert Alarm.objects.filter(kind="allowance", over_at=None).count() == 8
    assert service.turn(24 * 31) != []
    assert Alarm.objects.filter(kind="allowance", over_at=None).count() == 0


def test_a_point_that_says_nothing_is_told_of_and_that_it_speaks_again(service: Service) -> None:
    # every five minutes up to 09:55, and nothing that is older than 15 min holds
    assert service.turn(10) == []
    assert service.turn(10.16) == []
    for minute in (0, 5, 10):
        service.see(10 + minute / 60, one=UP, shop=UP)
    assert service.turn(10.17) == ["no evidence web/two"]
    assert service.turn(10.18) == []
    alarm = Alarm.objects.get()
    assert alarm.said["since"] == hours_after(9) + 55 * MINUTE
    assert alarm.said["every"] == 15 * MINUTE
    service.see(10.19, two=UP)
    assert service.turn(10.2) == ["over: no evidence web/two"]
    # all are silent at last, each once, though two plans have promises about them
    assert sorted(service.turn(12)) == ["no evidence shop", "no evidence web/one", "no evidence web/two"]


def test_evidence_that_is_taken_back_ends_the_alarms_it_raised(service: Service) -> None:
    service.turn(10)
    rows = (
        {"source": "monitor", "site": "portal", "at": format_instant(hours_after(hour)), "state": state}
        for hour, state in ((7, "down"), (9, "up"))
    )
    entry = service.scene.file(Table.STATES, *rows)
    # of 99.5 % of 743 h 13 374 s may be lost: two hours are 54 % of them; over an hour ago by now
    assert sorted(service.turn(10.1)) == ["allowance 1/2"] * 2
    reverse(Batch.objects.get(pk=entry), Origin(key="reversal", actor="test", now=hours_after(10.2)))
    found = service.turn(10.3)
    assert [each for each in found if "evidence" not in each] == ["over: allowance 1/2"] * 2
