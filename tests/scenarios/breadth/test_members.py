"""Members: services made of zones, regions, instances and circuits, judged together or each by itself.

June 2026 has 30 days: 720 hours, 43 200 minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from drafted import Drafted, drafted
from stage import STATES, watched

HEAD = """\
upheld: 1
agreement: Example Cloud Service Level Agreement
provider: Example Cloud
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
"""
TERMS = """
objectives:
  uptime: {availability: compute, target: ">= 99.9 %", period: calendar month, force: guarantee}
"""
JUNE, JULY = "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"
NOTHING_BOUND = "bindings: 1\n"
RESOURCES = "source,resource,service,customer,since,until,weight\n"


def stage(folder: Path, service: str, terms: str = TERMS, bindings: str = NOTHING_BOUND) -> Drafted:
    """An agreement on one service, `compute`."""
    head = f"{HEAD}services:\n  compute: {{{service}}}\n"
    made = drafted(folder, terms, head=head, bindings=bindings)
    made.period = "2026-06"
    return made


def bound(*points: str) -> str:
    """Bindings of points to sites of the same name."""
    lines = "".join(f"  {point}: {{source: monitor, site: {point}}}\n" for point in points)
    return f"bindings: 1\npoints:\n{lines}"


def seen(**down: tuple[str, str]) -> str:
    """States of points over June, each down in one stretch of 10 June; in none where that is empty."""
    rows = [
        watched(name, JUNE, JULY, *([_stretch(*stretch)] if stretch[0] else []))
        for name, stretch in down.items()
    ]
    return STATES + "".join(rows)


def _stretch(start: str, end: str) -> tuple[str, str]:
    return f"2026-06-10T{start}:00Z", f"2026-06-10T{end}:00Z"


UP = ("", "")


def test_all_zones_at_once(tmp_path: Path) -> None:
    points = "points: [a, b, c], down_when: all availability zones fail"
    play = stage(tmp_path, points, bindings=bound("a", "b", "c")).play(
        states=seen(a=("10:00", "12:00"), b=("11:00", "13:00"), c=("11:30", "11:50")),
    )
    # All three are down from 11:30 to 11:50 alone: 20 of 43 200 minutes, 1 - 20/43200 = 99.9537…%.
    assert play.finding("uptime")["record"]["down"] == 20 * 60 * 10**6
    assert play.percent("uptime") == "99.9537 %"
    assert play.verdict("uptime") == "MET"


def test_a_quorum_of_zones(tmp_path: Path) -> None:
    points = "points: [a, b, c], down_when: at least 2 zones fail"
    play = stage(tmp_path, points, bindings=bound("a", "b", "c")).play(
        states=seen(a=("10:00", "12:00"), b=("11:00", "13:00"), c=UP),
    )
    # Two of three from 11:00 to 12:00: 60 minutes; 1 - 60/43200 = 99.8611…%.
    assert play.percent("uptime") == "99.8611 %"
    assert play.verdict("uptime") == "MISSED"


def test_a_quorum_of_locations(tmp_path: Path) -> None:
    terms = f"locations: [Riga, Brussels, Dublin]\n{TERMS}"
    points = "points: [web], locations_down_when: at least 2 locations fail, sampled_every: 1 min"
    rows = [
        row.replace("monitor,web,", f"monitor,web,{place},")
        for place, stretch in (
            ("Riga", ("10:00", "12:00")),
            ("Brussels", ("11:15", "13:00")),
            ("Dublin", ("20:00", "20:10")),
        )
        for row in watched("web", JUNE, JULY, _stretch(*stretch)).splitlines()
    ]
    states = "source,site,location,at,until,state\n" + "\n".join(rows) + "\n"
    play = stage(tmp_path, points, terms, bound("web")).play(states=states)
    # Two locations see it fail from 11:15 to 12:00: 45 minutes; 1 - 45/43200 = 99.8958…%.
    assert play.percent("uptime") == "99.8958 %"
    assert play.finding("uptime")["record"]["down"] == 45 * 60 * 10**6


def test_the_mean_of_regions(tmp_path: Path) -> None:
    points = "points: [eu, us], down_when: mean of regions"
    play = stage(tmp_path, points, bindings=bound("eu", "us")).play(states=seen(eu=("10:00", "11:12"), us=UP))
    # eu: 72 of 43 200 minutes down, 99.8333…%; us: 100 %; the mean is 99.91666…%.
    assert play.percent("uptime") == "99.9166 %"
    assert play.verdict("uptime") == "MET"
    assert "eu: 99.8333 % of 720 h, down for 1 h 12 min" in play.reasons("uptime")


def test_a_weighted_mean_of_regions(tmp_path: Path) -> None:
    points = "points: [{name: eu, weight: 75 %}, {name: us, weight: 25 %}], down_when: mean of regions"
    play = stage(tmp_path, points, bindings=bound("eu", "us")).play(states=seen(eu=("10:00", "11:12"), us=UP))
    # 0.75 × 99.8333…% + 0.25 × 100 % = 99.875 %.
    assert play.percent("uptime") == "99.875 %"
    assert play.verdict("uptime") == "MISSED"
    # 0.1 % of both regions' June is 86 min 24 s; the 72 minutes count 1.5 times: 108 min, 21 min 36 s over.
    record = play.finding("uptime")["record"]
    assert record["allowance"] == (86 * 60 + 24) * 10**6
    assert record["allowance_left"] == -(21 * 60 + 36) * 10**6


def test_the_lowest_component_counts(tmp_path: Path) -> None:
    points = "points: [login, search, pay], down_when: lowest component"
    play = stage(tmp_path, points, bindings=bound("login", "search", "pay")).play(
        states=seen(login=("10:00", "10:20"), search=("15:00", "16:00"), pay=UP)
    )
    # search: 60 of 43 200 minutes, 99.8611…%; the others come to more and play no part.
    finding = play.finding("uptime")
    assert play.percent("uptime") == "99.8611 %"
    assert play.verdict("uptime") == "MISSED"
    assert (finding["record"]["measured"], finding["record"]["down"]) == (720 * 3600 * 10**6, 3600 * 10**6)
    assert [each["points"] for each in finding["record"]["outages"]] == [["search"]]


def test_deployed_minutes_are_pooled(tmp_path: Path) -> None:
    """Maximum available minutes: each machine's own, from when it was deployed until it was removed."""
    resources = (
        f"{RESOURCES}inventory,vm-1,compute,,,,\ninventory,vm-2,compute,,,,\n"
        "inventory,vm-3,compute,,2026-06-11T00:00:00Z,2026-06-21T00:00:00Z,\n"
    )
    states = STATES + "".join(
        [
            watched("vm-1", JUNE, JULY, _stretch("10:00", "11:00")),
            watched("vm-2", JUNE, JULY),
            # Down for 40 minutes while it was deployed, and for the day before, which is not measured.
            watched(
                "vm-3",
                "2026-06-09T00:00:00Z",
                "2026-06-21T00:00:00Z",
                ("2026-06-10T00:00:00Z", "2026-06-11T00:40:00Z"),
            ),
        ]
    )
    play = stage(tmp_path, "points: as recorded, down_when: pooled instances").play(
        states=states, resources=resources
    )
    # 43 200 + 43 200 + 10 × 1 440 = 100 800 minutes, of which 60 + 40 were down: 1 - 100/100800 = 99.9007…%.
    record = play.finding("uptime")["record"]
    assert record["measured"] == 100_800 * 60 * 10**6
    assert record["down"] == 100 * 60 * 10**6
    assert play.percent("uptime") == "99.9007 %"
    assert play.verdict("uptime") == "MET"
    assert record["allowance"] == 100_800 * 60 * 1000
    assert record["sampling"]["lowest"] == record["sampling"]["highest"], "edges of states are exact"


def test_pooled_time_is_weighed(tmp_path: Path) -> None:
    resources = f"{RESOURCES}inventory,vm-1,compute,,,,4\ninventory,vm-2,compute,,,,1\n"
    play = stage(tmp_path, "points: as recorded, down_when: pooled machines").play(
        states=STATES + watched("vm-1", JUNE, JULY, _stretch("10:00", "11:00")) + watched("vm-2", JUNE, JULY),
        resources=resources,
    )
    # 4 × 60 of 4 × 43 200 + 43 200 minutes: 1 - 240/216000 = 99.8888…%.
    assert play.percent("uptime") == "99.8888 %"
    assert play.verdict("uptime") == "MISSED"


def test_each_instance_by_itself(tmp_path: Path) -> None:
    play = stage(tmp_path, "points: as recorded, down_when: each instance by itself").play(
        states=STATES
        + watched("vm-2", JUNE, JULY, _stretch("10:00", "11:00"))
        + watched("vm-1", JUNE, JULY, _stretch("10:00", "10:30")),
        resources=f"{RESOURCES}inventory,vm-2,compute,,,,\ninventory,vm-1,compute,,,,\n",
    )
    found = [
        (each["member"], each["verdict"], each["figure"]["percent"], each["breaches"])
        for each in play.statement["findings"]
    ]
    # 30 of 43 200 minutes: 99.9305…%; 60 of them: 99.8611…%.
    assert found == [("vm-1", "MET", "99.9305 %", 0), ("vm-2", "MISSED", "99.8611 %", 1)]


@pytest.mark.parametrize("table", [True, False])
def test_points_as_recorded(tmp_path: Path, table: bool) -> None:
    """Without a table of resources, points are those that records name; with one, those that it names."""
    more = {"resources": f"{RESOURCES}inventory,eu,compute,,,,\n"} if table else {}
    play = stage(
        tmp_path, "points: as recorded, down_when: any region fails", bindings=bound("eu", "us")
    ).play(states=seen(eu=("10:00", "10:10"), us=("20:00", "20:30")), **more)
    # 10 minutes of one, or 40 of both.
    assert play.finding("uptime")["record"]["down"] == (10 if table else 40) * 60 * 10**6
