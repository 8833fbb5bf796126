"""Resources: what is told of one circuit or cabinet acts on that one, and on no other.

June 2026 has 30 days: 720 hours, 43 200 minutes; so has September.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from drafted import down, drafted
from msgspec.structs import replace
from stage import NOW, Play

from upheld.language.diagnostic import render
from upheld.operations.evaluate import Judged, Request, evaluate
from upheld.operations.grounds import InvalidEvidence
from upheld.operations.settling import Request as SeriesRequest
from upheld.operations.settling import Settled, settle_months
from upheld.report.text import render_text

HEAD = """\
upheld: 1
agreement: Example Carrier Service Level Agreement
provider: Example Carrier
version: "2026-01"
in_force: {from: 2026-01-01}
time_zone: UTC
currency: EUR
"""
CIRCUITS = """
services:
  circuit: {points: as recorded, down_when: each circuit by itself}
exclusions:
  own doing: {cause: customer action, approved_by: provider}
  works: {maintenance: planned, notice: 1 day, notice_is: duty}
objectives:
  uptime:
    availability: {of: circuit, excluding: [own doing, works]}
    target: ">= 99.9 %"
    period: calendar month
"""
BOTH = "resources: [{resource: c1, service: circuit}, {resource: c2, service: circuit}]"
CABINETS = """
services:
  power: {points: [cab-1, cab-2], down_when: each point by itself}
  cooling: {points: [cab-1, cab-2], down_when: each point by itself}
objectives:
  power: {availability: power, target: ">= 99.9 %", period: calendar month}
  cooling: {availability: cooling, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 60 % of monthly fee of the affected resource, cap: 100 % of monthly fee of the affected resource per month}
claims: automatic
conventions: {one_breach: objective and period}
"""  # noqa: E501


def request(folder: Path, terms: str, case: str) -> Request:
    """An agreement and a case, written down."""
    (folder / "agreement.yaml").write_text(HEAD + dedent(terms))
    (folder / "case.yaml").write_text(dedent(case))
    return Request(agreement=folder / "agreement.yaml", evidence=folder / "case.yaml")


def play(folder: Path, terms: str, case: str) -> Play:
    """The statement of a case."""
    outcome = evaluate(request(folder, terms, case), NOW)
    assert isinstance(outcome, Judged), outcome
    return Play(outcome.document)


def refused(folder: Path, terms: str, case: str) -> str:
    """What is said of a case that can't be used."""
    outcome = evaluate(request(folder, terms, case), NOW)
    assert isinstance(outcome, InvalidEvidence), outcome
    return "\n".join(render(each) for each in outcome.reading.diagnostics)


def figures(play: Play) -> dict[str, str]:
    """Each promise that was judged, with its member, and its figure."""
    found = play.statement["findings"]
    return {
        " ".join(filter(None, (each["objective"], each.get("member")))): each["figure"]["percent"]
        for each in found
    }


def test_a_customers_own_action_excuses_the_circuit_it_was_about(tmp_path: Path) -> None:
    case = f"""
        period: 2026-09
        outages:
          - {{outage: O-1, time: 2026-09-03 00:00/12:00, resources: c1}}
          - {{outage: O-2, time: 2026-09-03 00:00/12:00, resources: c2}}
        exclusions:
          - {{cause: customer action, about: O-1, proposed_by: provider, approved_by: provider;customer}}
        {BOTH}
        """
    # c1's twelve hours are left out: 708 of 708 h. c2's count: 708 of 720 h = 98.3333…%.
    assert figures(play(tmp_path, CIRCUITS, case)) == {"uptime c1": "100 %", "uptime c2": "98.3333 %"}


def test_a_case_that_gives_a_time_too_is_confined_to_what_its_outage_names(tmp_path: Path) -> None:
    case = f"""
        period: 2026-09
        outages:
          - {{outage: O-1, time: 2026-09-03 00:00/12:00, resources: c1}}
          - {{outage: O-2, time: 2026-09-03 00:00/12:00, resources: c2}}
        exclusions:
          - cause: customer action
            about: O-1
            time: 2026-09-03 00:00/12:00
            approved_by: provider
            proposed_by: customer
        {BOTH}
        """
    assert figures(play(tmp_path, CIRCUITS, case)) == {"uptime c1": "100 %", "uptime c2": "98.3333 %"}


def test_maintenance_of_one_circuit(tmp_path: Path) -> None:
    case = f"""
        period: 2026-09
        outages: [2026-09-03 00:00/12:00 c1, 2026-09-03 00:00/12:00 c2]
        maintenance:
          - {{kind: planned, time: 2026-09-03 00:00/06:00, resources: c1, announced: 2026-08-01}}
        {BOTH}
        """
    # c1 has 6 of 12 h left out: down 6 of 714 h, 708/714 = 99.1596…%. c2 has none: 708/720.
    assert figures(play(tmp_path, CIRCUITS, case)) == {"uptime c1": "99.1596 %", "uptime c2": "98.3333 %"}


def test_maintenance_of_one_of_several_that_are_pooled(tmp_path: Path) -> None:
    pooled = CIRCUITS.replace("each circuit by itself", "pooled points")
    case = f"""
        period: 2026-09
        outages: [2026-09-03 00:00/12:00]
        maintenance: [2026-09-03 00:00/06:00 c1]
        {BOTH}
        """
    # c1: 6 h left out, down 6 of 714 h; c2: down 12 of 720 h. Pooled: (708 + 708) / (714 + 720) = 98.7447…%.
    assert figures(play(tmp_path, pooled, case)) == {"uptime": "98.7447 %"}


def test_maintenance_of_one_of_several_that_stand_for_a_service(tmp_path: Path) -> None:
    jointly = CIRCUITS.replace("each circuit by itself", "any point fails")
    case = f"""
        period: 2026-09
        outages: [2026-09-03 00:00/12:00 c1, 2026-09-03 03:00/04:00 c2]
        maintenance: [2026-09-03 00:00/06:00 c1]
        {BOTH}
        """
    # What c1 did in its six hours brings nothing down; c2 did from 03:00 to 04:00, and c1 from 06:00 on until
    # 12:00: 7 of 720 h, 713/720 = 99.0277…%.
    assert figures(play(tmp_path, jointly, case)) == {"uptime": "99.0277 %"}


def test_each_circuit_counts_from_its_own_report(tmp_path: Path) -> None:
    reported = CIRCUITS.replace("[own doing, works]}", "[own doing, works], downtime: {begins_at: report}}")
    case = f"""
        period: 2026-09
        outages:
          - {{time: 2026-09-03 00:00/12:00, resources: c1, reported: 2026-09-03 00:00}}
          - {{time: 2026-09-03 00:00/12:00, resources: c2, reported: 2026-09-03 06:00}}
        {BOTH}
        """
    # c1 reported at once, 12 h: 98.3333…%. c2 six hours later, 6 h: 714/720 = 99.1666…%.
    assert figures(play(tmp_path, reported, case)) == {"uptime c1": "98.3333 %", "uptime c2": "99.1666 %"}


REPORTED = """
services: {app: {}}
objectives:
  uptime:
    availability: {of: app, downtime: {begins_at: report}}
    target: ">= 99.9 %"
    period: calendar month
"""


def test_an_outage_reported_before_it_began_counts_from_its_beginning(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        outages:
          - {time: 2026-06-03 10:00/10:20, state: degraded}
          - {time: 2026-06-03 10:20/13:20, reported: 2026-06-03 10:05}
        """
    # It was slow before it was down, and reported then: three hours of 720, 99.5833…%.
    assert figures(play(tmp_path, REPORTED, case)) == {"uptime": "99.5833 %"}


def test_an_outage_that_was_never_reported(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        outages:
          - {time: 2026-06-03 10:00/13:00, reported: never}
          - {time: 2026-06-04 10:00/13:00, reported: 11:00}
        """
    found = play(tmp_path, REPORTED, case)
    # Of the second outage two hours count: 718 of 720 h, 99.7222…%.
    assert figures(found) == {"uptime": "99.7222 %"}
    assert "it was never reported: none of it counts" in found.reasons("uptime")


def test_no_ticket_of_its_incident_is_no_report(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        outages:
          - {time: 2026-06-03 10:00/13:00, incident: I-1}
          - {time: 2026-06-04 10:00/13:00, incident: I-2}
        tickets: [{ticket: T-2, opened: 2026-06-04 12:00, incident: I-2, resolved: 13:00}]
        """
    # Nobody opened a ticket on I-1; that on I-2 came after two of three hours: 719 of 720 h, 99.8611…%.
    assert figures(play(tmp_path, REPORTED, case)) == {"uptime": "99.8611 %"}


def test_a_cabinet_with_power_and_cooling(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        fee: {resources: {cab-1: 1000, cab-2: 500}}
        outages:
          - {time: 2026-06-03 10:00/11:00, services: cooling, resources: cab-1}
          - {time: 2026-06-04 10:00/12:00, services: power, resources: cab-2}
        """
    # An hour of 720 without cooling in cab-1: 99.8611…%; two without power in cab-2: 99.7222…%. Each is 60 %
    # of the fee of its cabinet: 600 + 300.
    found = play(tmp_path, CABINETS, case)
    assert figures(found) == {
        "power cab-1": "100 %",
        "power cab-2": "99.7222 %",
        "cooling cab-1": "99.8611 %",
        "cooling cab-2": "100 %",
    }
    assert found.owed == "900.00 EUR"


def test_the_cap_of_a_cabinet_joins_its_services(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        fee: {resources: {cab-1: 1000, cab-2: 500}}
        outages: [2026-06-03 10:00/11:00 cab-1]
        """
    # Power and cooling of cab-1 both missed: 600 + 600, at most its fee of 1000.
    assert play(tmp_path, CABINETS, case).owed == "1000.00 EUR"


def test_one_server_is_a_resource_of_two_services(tmp_path: Path) -> None:
    servers = CABINETS.replace("points: [cab-1, cab-2]", "points: as recorded")
    case = """
        period: 2026-06
        resources: [{resource: vm-1, service: power}, {resource: vm-1, service: cooling}]
        outages: [{time: 2026-06-10 10:00/13:00, resources: vm-1, services: power}]
        """
    # Three hours of 720: 99.5833…%, of power alone.
    assert figures(play(tmp_path, servers, case)) == {"power vm-1": "99.5833 %", "cooling vm-1": "100 %"}


def test_names_that_nothing_bears_are_refused_with_the_nearest(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        CABINETS,
        """
        period: 2026-06
        outages: none
        maintenance: [{time: 2026-06-03 10:00/11:00, services: coling, resources: cab-3}]
        exclusions: [{cause: customer action, time: 2026-06-03 10:00/11:00, resources: cab1}]
        """,
    )
    assert "did you mean `cooling`?" in said
    assert "`cab-3` is no measurement point, service or resource" in said
    assert "did you mean `cab-1`?" in said


def test_names_in_tables_that_nothing_bears_are_flagged(tmp_path: Path) -> None:
    made = drafted(
        tmp_path, 'objectives: {uptime: {availability: app, target: ">= 99.9 %", period: calendar month}}'
    )
    found = made.play(
        states=down(),
        maintenance="source,name,kind,services,resources,starts_at,ends_at\n"
        "desk,upgrade,planned,ap,webb,2026-03-03T05:30:00Z,2026-03-03T06:30:00Z\n",
    )
    said = [flag["says"] for flag in found.statement["flags"]]
    assert any(
        "upgrade names `ap`, and there is no such service; did you mean `app`?" in each for each in said
    )
    assert any("upgrade names `webb`, and there is no such resource" in each for each in said)


def test_a_point_of_another_service_than_is_named(tmp_path: Path) -> None:
    split = CABINETS.replace("power: {points: [cab-1, cab-2]", "power: {points: [cab-2]")
    said = refused(
        tmp_path,
        split,
        "{period: 2026-06, outages: [{time: 2026-06-03 10:00/11:00, services: power, resources: cab-1}]}",
    )
    assert "`cab-1` is no point of `power`" in said
    assert "it is one of cooling" in said


LEAVING = """
termination: [{consecutive_months_with_breach: 3, penalty: none}]
"""


def series(folder: Path, terms: str, case: str) -> dict[str, Any]:
    """The document of January to March."""
    asked = request(folder, terms, case)
    outcome = settle_months(
        SeriesRequest(agreement=asked.agreement, evidence=asked.evidence, first="2026-01", last="2026-03"),
        NOW,
        lambda month, number, count: None,
    )
    assert isinstance(outcome, Settled), outcome
    found: dict[str, Any] = outcome.document["series"]
    return found


BAD_MONTHS = """
resources: [c1, c2, c3]
outages:
  - 2026-01-10 00:00/12:00 %s
  - 2026-02-10 00:00/12:00 %s
  - 2026-03-10 00:00/12:00 %s
  - 2026-01-05 00:00/12:00 c3
"""


def test_a_bad_month_of_each_of_three_circuits_is_no_ground(tmp_path: Path) -> None:
    found = series(tmp_path, CIRCUITS + LEAVING, BAD_MONTHS % ("c1", "c2", "c3"))
    # January c1 and c3, February c2, March c3: no circuit in three months in a row.
    (right,) = found["rights"]
    assert right["state"] == "has not arisen"
    # Of one month, in order of time and by name: c3 on 5 January, then c1 on the 10th.
    assert [each["member"] for each in found["months"][0]["breaches"]] == ["c3", "c1"]


def test_three_bad_months_of_one_circuit_are_and_the_right_names_it(tmp_path: Path) -> None:
    (right,) = series(tmp_path, CIRCUITS + LEAVING, BAD_MONTHS % ("c2", "c2", "c2"))["rights"]
    assert right["state"] == "has arisen"
    assert right["reason"]["says"].endswith("for c2")


def test_all_together_adds_up_circuits(tmp_path: Path) -> None:
    together = LEAVING.replace("penalty: none", "penalty: none, counted_over: all together")
    (right,) = series(tmp_path, CIRCUITS + together, BAD_MONTHS % ("c1", "c2", "c3"))["rights"]
    assert right["state"] == "has arisen"


ZONES = """
services:
  compute: {points: as recorded, down_when: all availability zones fail, at_least_members: at least 2 zones}
objectives:
  uptime: {availability: compute, target: ">= 99.99 %", period: calendar month}
"""


def test_all_zones_of_at_least_two(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        resources: [{resource: a, service: compute}, {resource: b, service: compute}]
        outages: [2026-06-03 10:00/12:00 a, 2026-06-03 11:00/13:00 b]
        """
    # Both were down from 11:00 to 12:00: 719 of 720 h, 99.8611…%.
    assert figures(play(tmp_path, ZONES, case)) == {"uptime": "99.8611 %"}


def test_who_runs_in_one_zone_is_not_covered(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        resources: [{resource: a, service: compute}]
        outages: [2026-06-03 10:00/12:00 a]
        """
    found = play(tmp_path, ZONES, case)
    assert found.verdict("uptime") == "NOT APPLICABLE"
    assert "covered where at least 2 points stand for it at once (a)" in found.reasons("uptime")


def test_time_in_one_zone_is_left_out(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        resources:
          - {resource: a, service: compute}
          - {resource: b, service: compute, since: 2026-06-16}
        outages: [2026-06-03 10:00/12:00 a, 2026-06-20 10:00/13:36]
        """
    # Two zones from 16 June on: 360 h, of which both were down 3.6: 99 %. On 3 June a stood alone.
    assert figures(play(tmp_path, ZONES, case)) == {"uptime": "99 %"}


FEEDS = """
locations: [A, B]
services:
  power: {points: [cab-1], locations_down_when: all locations fail}
objectives:
  power: {availability: power, target: ">= 99.9 %", period: calendar month}
"""


def test_an_outage_of_one_feed(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        outages: [2026-06-03 10:00/13:00 cab-1 A, {time: 2026-06-03 12:00/14:00, of: cab-1, location: B}]
        """
    # Without either feed from 12:00 to 13:00: 719 of 720 h.
    assert figures(play(tmp_path, FEEDS, case)) == {"power": "99.8611 %"}


WEIGHED = """
services: {app: {}}
objectives:
  uptime:
    availability: {of: app, downtime: {begins_at: report, affecting: ">= 5 % of users"}}
    target: ">= 99.9 %"
    period: calendar month
"""


def test_a_line_tells_whom_it_affected_and_when_it_was_reported(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        outages:
          - 2026-06-03 10:00/12:00 app, affected 30 %, reported 10:20
          - 2026-06-04 10:00/12:00 affected 4.9 % reported at 10:00
          - 2026-06-05 10:00/12:00 affected 30 %, not reported
        """
    # Of the first 100 minutes; the second affected too few, the third none reported: 43 100 / 43 200.
    assert figures(play(tmp_path, WEIGHED, case)) == {"uptime": "99.7685 %"}


def test_an_outage_of_one_of_several_pooled_names_it(tmp_path: Path) -> None:
    pooled = CABINETS.replace("each point by itself", "pooled points")
    case = """
        period: 2026-06
        states:
          - {site: cab-1, at: 2026-06-01, until: 2026-07-01, state: up}
          - {site: cab-2, at: 2026-06-01, until: 2026-06-29, state: up}
          - {site: cab-2, at: 2026-06-29, until: 2026-06-30, state: down}
          - {site: cab-2, at: 2026-06-30, until: 2026-07-01, state: up}
        """
    found = play(tmp_path, pooled.replace("of the affected resource", ""), case)
    # A day of sixty: 59/60 = 98.3333…%; nobody listed an outage, and the states tell of which cabinet it was.
    assert figures(found)["power"] == "98.3333 %"
    assert "of cab-2" in render_text(found.document)


HALLS = """
locations: [A, B]
services:
  power: {points: as recorded, down_when: each cabinet by itself, locations_down_when: all locations fail}
  cooling: {points: as recorded, down_when: each cabinet by itself}
objectives:
  power: {availability: power, target: ">= 99.999 %", period: calendar month}
  cooling: {availability: cooling, target: ">= 99.999 %", period: calendar month}
credits:
  rules: [{for: [power, cooling], amount: 1/30 of monthly fee of the affected cabinet, per: affected day}]
  cap: none
claims: automatic
"""


def test_a_cabinet_that_only_its_fee_lists_is_named_beside_its_service(tmp_path: Path) -> None:
    # both feeds of cab-1 are down from 10:15 to 10:20: 5 of 43 200 minutes are 99.98842 %, and one day is
    # affected: 900 / 30 = 30; cab-2 keeps its power, and both their cooling
    told = play(
        tmp_path,
        HALLS,
        """
        period: 2026-06
        fee: {resources: {cab-1: 900, cab-2: 600}}
        outages:
          - 2026-06-03 10:00/10:20 power cab-1 A
          - 2026-06-03 10:15 for 15 min, power, cab-1, B
        """,
    )
    assert figures(told) == {
        "power cab-1": "99.9884 %",
        "power cab-2": "100 %",
        "cooling cab-1": "100 %",
        "cooling cab-2": "100 %",
    }
    assert told.owed == "30.00 EUR"


def test_a_word_before_a_new_name_is_the_service(tmp_path: Path) -> None:
    # 20 of 43 200 minutes; neither of the circuits is listed anywhere but in the outage and the fees
    told = play(
        tmp_path,
        CIRCUITS,
        """
        period: 2026-06
        fee: {resources: {c2: 500}}
        outages: [2026-06-03 10:00/10:20 circuit c1]
        """,
    )
    assert figures(told) == {"uptime c2": "100 %", "uptime c1": "99.9537 %"}


def test_what_a_fee_is_given_for_by_hand_is_what_an_outage_takes_down(tmp_path: Path) -> None:
    # 43 200 minutes less 60 are 99.8611 %: a tenth of 300
    asked = request(
        tmp_path,
        CIRCUITS + "credits: {per_breach: 10 % of monthly fee of the affected circuit, cap: none}\n",
        "{}",
    )
    asked = replace(
        asked, evidence=None, outages=("2026-06-03 10:00/11:00",), fees_of=("c1=300",), period="2026-06"
    )
    outcome = evaluate(asked, NOW)
    assert isinstance(outcome, Judged), outcome
    assert figures(Play(outcome.document)) == {"uptime c1": "99.8611 %"}
    assert Play(outcome.document).owed == "30.00 EUR"


SERVERS = """
services:
  network: {points: as recorded, down_when: each server by itself}
  hardware: {points: as recorded}
objectives:
  network: {availability: network, target: 100 %, period: calendar month}
  replacement:
    resolution: {solved_by: solution, starts_at: detection}
    within: 1 hour
    period: calendar month
MORE
credits:
  rules:
    - for: network
      amount: 5 % of monthly fee of the affected server
      per: 30 min
      counted: per started
      summed: all outages
    - for: replacement
      amount: 5 % of monthly fee of the affected server
      per: 1 h
      counted: per started
      of: beyond the target
  cap: none
claims: automatic
conventions: {one_breach: ticket}
"""
DISK = """
    period: 2026-06
    fee: {resources: {s1: 300}}
    outages: [2026-06-04 10:00/11:05 s1]
    tickets: [{opened: 2026-06-04 10:10, detected: 2026-06-04 10:00, of: s1, resolved: 13:20}]
    """


def test_a_service_without_a_promise_of_availability_takes_no_names(tmp_path: Path) -> None:
    # 65 min of outage are three started half hours, 15 % of 300. A disk after 3 h 20 min is 2 h 20 min late:
    # three started hours, 15 % again.
    assert play(tmp_path, SERVERS.replace("MORE", ""), DISK).owed == "90.00 EUR"


def test_a_name_that_may_be_of_several_services_is_asked_for(tmp_path: Path) -> None:
    more = '  power: {availability: hardware, target: ">= 99.9 %", period: calendar month}'
    said = refused(tmp_path, SERVERS.replace("MORE", more), DISK)
    assert "`s1` may be of `network` or `hardware`" in said
    assert "`network s1`" in said


TWO_SORTS = """
services:
  vm: {points: as recorded, down_when: each machine by itself}
  disk: {points: as recorded, down_when: each disk by itself}
objectives:
  machines: {availability: vm, target: ">= 99.9 %", period: calendar month}
  disks: {availability: disk, target: ">= 99.9 %", period: calendar month}
credits: {per_breach: 10 % of monthly fee, cap: none}
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize("line", ["2026-06-03 10:00/12:00 vm-1", "{time: 2026-06-03 10:00/12:00, of: vm-1}"])
def test_a_new_name_of_one_of_several_services_says_how_it_is_placed(tmp_path: Path, line: str) -> None:
    said = refused(tmp_path, TWO_SORTS, f"period: 2026-06\noutages: [{line}]\n")
    assert "`vm-1` is no measurement point, service or resource" in said
    assert "where it is a part of `vm` or `disk`, name the service before it, `vm vm-1`; or else" in said


def test_a_month_without_outages_of_two_sorts_of_things(tmp_path: Path) -> None:
    # Nothing is listed and nothing failed: 100 % of each, and nothing of the 100.
    quiet = play(tmp_path, TWO_SORTS, "period: 2026-06\nfee: 100\noutages: none\n")
    assert {each["figure"]["percent"] for each in quiet.statement["findings"]} == {"100 %"}
    assert quiet.owed == "0.00 EUR"
    # Two of 720 hours of a disk alone: 99.7222 %, and 10 % of 100.
    case = "period: 2026-06\nfee: 100\noutages: [2026-06-03 10:00/12:00 disk d-1]\n"
    one = play(tmp_path, TWO_SORTS, case)
    assert one.owed == "10.00 EUR"


MACHINES = """
services:
  zones: {points: as recorded, down_when: all machines fail, at_least_members: 2}
  single: {points: as recorded, down_when: each machine by itself}
objectives:
  zones: {availability: zones, target: ">= 99.99 %", period: calendar month}
  single: {availability: single, target: ">= 95 %", period: calendar month}
credits:
  rules:
    - {for: zones, amount: 10 % of monthly fee of the affected service}
    - {for: single, bands: [{below: 95 %, amount: 10 % of monthly fee of the affected machine}]}
  cap: none
claims: automatic
conventions: {one_breach: objective and period}
"""
ZONES_DOWN = """
outages:
  - 2026-06-10 10:00/12:00 zones za
  - 2026-06-10 11:50/12:30 zones zb
  - 2026-06-20 00:00 for 60 h single h1
"""


def test_a_fee_makes_nothing_a_part_of_a_group_that_fails_together(tmp_path: Path) -> None:
    # with h1, which was up, as a third machine of them the zones would never have failed
    says = refused(
        tmp_path, MACHINES, "period: 2026-06\nfee: {resources: {za: 400, zb: 240, h1: 30}}\n" + ZONES_DOWN
    )
    assert "`h1` has a fee, and nothing says whether it is of `zones`" in says
    assert "list every part under `resources`, each with its service" in says


def test_the_fee_of_a_service_is_that_of_its_parts(tmp_path: Path) -> None:
    # both zones are down from 11:50 to 12:00, 10 of 43 200 minutes: 99.97685 %, and a tenth of 400 + 240 is
    # 64; 60 of 720 hours are 91.6666 %: a tenth of 30
    parts = (
        "[{resource: za, service: zones}, {resource: zb, service: zones}, {resource: h1, service: single}]"
    )
    told = play(
        tmp_path,
        MACHINES,
        f"period: 2026-06\nfee: {{resources: {{za: 400, zb: 240, h1: 30}}}}\nresources: {parts}\n"
        + ZONES_DOWN,
    )
    assert figures(told) == {"zones": "99.9768 %", "single h1": "91.6666 %"}
    assert told.owed == "67.00 EUR"
    assert "which is that of za, 400.00 EUR and zb, 240.00 EUR" in told.why()
    # with a fee of its own the service costs that: a tenth of 500, and 3
    own = "fee: {services: {zones: 500}, resources: {za: 400, zb: 240, h1: 30}}"
    assert play(tmp_path, MACHINES, f"period: 2026-06\n{own}\nresources: {parts}\n{ZONES_DOWN}").owed == (
        "53.00 EUR"
    )


def test_a_fee_by_hand_names_the_service_before_the_part(tmp_path: Path) -> None:
    asked = replace(
        request(tmp_path, MACHINES, "{}"),
        evidence=None,
        outages=tuple(line.strip(" -") for line in ZONES_DOWN.splitlines()[2:]),
        fees_of=("zones za=400", "zones zb=240", "single h1=30"),
        period="2026-06",
    )
    outcome = evaluate(asked, NOW)
    assert isinstance(outcome, Judged), outcome
    assert Play(outcome.document).owed == "67.00 EUR"
    outcome = evaluate(replace(asked, fees_of=("za=400", "zb=240", "h1=30")), NOW)
    assert isinstance(outcome, InvalidEvidence), outcome
    assert '`--fee "zones h1=500"`' in "".join(map(render, outcome.reading.diagnostics))


def test_of_names_what_work_and_excused_causes_are_about(tmp_path: Path) -> None:
    # c1 is down 45 minutes of which work takes 30: 15 of 43 170 are 99.9652 %; c2's hour is its own doing
    told = play(
        tmp_path,
        CIRCUITS,
        f"""
        period: 2026-06
        {BOTH}
        outages: [2026-06-03 10:00/10:45 c1, 2026-06-05 10:00/11:00 c2]
        maintenance: [{{time: 2026-06-03 10:00/10:30, announced: 2026-06-01 10:00, of: c1}}]
        exclusions: [{{cause: customer action, time: 2026-06-05 10:00/11:00, of: circuit c2, approved_by: provider}}]
        """,  # noqa: E501
    )
    assert figures(told) == {"uptime c1": "99.9652 %", "uptime c2": "100 %"}


def test_a_thing_has_a_fee_in_each_of_several_services(tmp_path: Path) -> None:
    # 60 of 43 200 minutes are 99.8611 %, missed: 10 % of what cab-1 pays for cooling, 200, and of the one fee
    # of cab-2, 50; capped at 5 % of all that a cabinet pays, 300 and 50: 15 + 2.50
    words = HALLS.replace("99.999", "99.9").replace(
        "1/30 of monthly fee of the affected cabinet, per: affected day",
        "10 % of monthly fee of the affected cabinet",
    )
    words += "conventions: {one_breach: objective and period}\n"
    case = """
        period: 2026-06
        fees:
          - {service: power, resource: cab-1, amount: 100}
          - {service: cooling, resource: cab-1, amount: 200}
          - {resource: cab-2, amount: 50}
        outages: [2026-06-03 10:00/11:00 cooling cab-1, 2026-06-03 10:00/11:00 power cab-2]
        """
    assert play(tmp_path, words, case).owed == "25.00 EUR"
    capped = words.replace("cap: none", "cap: 5 % of monthly fee of the affected cabinet per month")
    assert play(tmp_path, capped, case).owed == "17.50 EUR"
