"""Caps of fees that are not those of the credits, of some promises alone, and of days of a fee.

June 2026 has 30 days, 43 200 minutes; 99.9 % of it leaves 43 min 12 s of downtime. Two machines are down for
433 min each, 98.99 %, unless a scene says otherwise.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from cases import HEAD, NOW, settled
from stage import amount

from upheld.operations.settling import Request as Months
from upheld.operations.settling import Settled, settle_months

MACHINES = """
services:
  single: {points: [vm-1, vm-2], down_when: each instance by itself}
objectives:
  uptime: {availability: single, target: ">= 99.9 %", period: calendar month, force: guarantee}
conventions: {one_breach: objective and period}
credits:
  rules: [{for: uptime, amount: 25 % of the monthly fee of the affected instance}]
  cap: 20 % of the monthly fee of the affected service per month
"""
BOTH_DOWN = "outages: [2026-06-10 10:00 for 433 min vm-1, 2026-06-12 10:00 for 433 min vm-2]"


def case(fee: str, outages: str = BOTH_DOWN) -> str:
    return f"period: 2026-06\nfee: {fee}\n{outages}\n"


@pytest.mark.parametrize(
    ("fee", "owed"),
    [
        # 2 x 25 % of 100 USD are 50. A fifth of 100 USD for the service is 20; a fifth of 300 USD is 60.
        ("{services: {single: 100}, resources: {vm-1: 100, vm-2: 100}}", "20.00 USD"),
        ("{services: {single: 300}, resources: {vm-1: 100, vm-2: 100}}", "50.00 USD"),
        # The service costs what all of its machines cost, 200 USD; a fifth of that is 40.
        ("{resources: {vm-1: 100, vm-2: 100}}", "40.00 USD"),
    ],
)
def test_a_cap_of_the_service_holds_credits_of_its_machines(tmp_path: Path, fee: str, owed: str) -> None:
    assert settled(tmp_path, MACHINES, case(fee)).owed == owed


def test_one_machine_alone_is_held_to_the_cap_of_its_service(tmp_path: Path) -> None:
    # 25 USD, of which a fifth of 100 USD is owed.
    fee = "{services: {single: 100}, resources: {vm-1: 100, vm-2: 100}}"
    one = "outages: [2026-06-10 10:00 for 433 min vm-1]"
    assert settled(tmp_path, MACHINES, case(fee, one)).owed == "20.00 USD"


@pytest.mark.parametrize(
    ("fee", "cap", "owed", "because"),
    [
        # 2 x 25 USD against at least 100 + 100 USD, whatever else is paid for.
        (
            "{resources: {vm-1: 100, vm-2: 100}}",
            "100 % of monthly fee per month",
            "50.00 USD",
            "the monthly fee is not given, and its parts that are make this 200.00 USD at least",
        ),
        (
            "{resources: {vm-1: 100, vm-2: 100}}",
            "100 % of the monthly fee of the affected service per month",
            "50.00 USD",
            "50.00 USD stays within the cap of 100 % of monthly fee of the affected service",
        ),
        # A fifth of 200 USD is 40 USD: whether 50 USD is too much depends on what the whole costs.
        (
            "{resources: {vm-1: 100, vm-2: 100}}",
            "20 % of monthly fee per month",
            "it is 40.00 USD to 50.00 USD at most, and the cap of 20 % of monthly fee for one month is not "
            "applied: the monthly fee is not given, which it depends on",
            "is not applied",
        ),
    ],
)
def test_known_fees_of_parts_tell_what_a_cap_comes_to_at_least(
    tmp_path: Path, fee: str, cap: str, owed: str, because: str
) -> None:
    terms = MACHINES.replace("20 % of the monthly fee of the affected service per month", cap)
    play = settled(tmp_path, terms, case(fee))
    assert play.owed == owed
    assert because in play.why()


def test_a_share_of_a_part_stays_within_the_same_share_of_the_whole(tmp_path: Path) -> None:
    # A quarter of what one machine costs is no more than all that is paid for.
    cap = "100 % of monthly fee per month"
    terms = MACHINES.replace("20 % of the monthly fee of the affected service per month", cap)
    one = "outages: [2026-06-10 10:00 for 433 min vm-1]"
    play = settled(tmp_path, terms, case("{monthly: 1000}", one))
    assert play.owed == "25 % of the fee"
    assert "the monthly fee of instance vm-1 is part of the monthly fee" in play.why()


HOURS = """
services:
  server: {points: as recorded, down_when: each server by itself}
objectives:
  uptime: {availability: server, target: ">= 100 %", period: calendar month, force: guarantee}
credits:
  rules: [{for: uptime, lost_time: 50, of: all downtime}]
  cap: 100 % of monthly fee of the affected server per incident
"""
SERVERS = "resources: [a, b]\noutages: [2026-06-10 10:00/2026-06-11 06:00 a, 2026-06-15 10:00/20:00 b]\n"


@pytest.mark.parametrize(
    ("rule", "fee", "owed"),
    [
        # Of 792 USD for everything, 20 of 720 hours fifty times are 1100 USD and 10 hours 550 USD; each is
        # held to what its server costs, 720 and 72 USD.
        ("50", "{monthly: 792, resources: {a: 720, b: 72}}", "792.00 USD"),
        # Without the fee for everything nobody can tell.
        (
            "50",
            "{resources: {a: 720, b: 72}}",
            "it is 25/12 of monthly fee at most, and the cap of 100 % of monthly fee of the affected server "
            "for one incident is not applied: the monthly fee is not given, which it depends on",
        ),
        # Of the server's own fee: 50 x 20/720 x 720 = 1000, held to 720; 50 x 10/720 x 72 = 50: 770 in all.
        ("50 times monthly fee of the affected server", "{resources: {a: 720, b: 72}}", "770.00 USD"),
    ],
)
def test_a_cap_per_incident_is_compared_in_money(tmp_path: Path, rule: str, fee: str, owed: str) -> None:
    terms = HOURS.replace("lost_time: 50", f"lost_time: {rule}")
    assert settled(tmp_path, terms, case(fee, SERVERS)).owed == owed


TWO_SERVICES = """
services: {x: {points: [x]}, y: {points: [y]}}
objectives:
  ux: {availability: x, target: ">= 99.9 %", period: calendar month, force: guarantee}
  uy: {availability: y, target: ">= 99.9 %", period: calendar month, force: guarantee}
credits:
  per_breach: 60 % of the monthly fee of the affected service
  cap: 50 % of the monthly fee of the affected service per month
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("fee", "owed"),
    [
        # 60 and 600 USD are earned; half of 100 USD and half of 1000 USD are owed.
        ("{services: {x: 100, y: 1000}}", "550.00 USD"),
        # Shares of two fees have no sum.
        (
            "{services: {x: 100}}",
            "60.00 USD and 60 % of monthly fee of service y can't be added up: not every fee is given",
        ),
        (
            "{resources: {z: 1}}",
            "60 % of monthly fee of service x and 60 % of monthly fee of service y can't be added up: not "
            "every fee is given",
        ),
    ],
)
def test_shares_of_the_fees_of_two_services_do_not_add_up(tmp_path: Path, fee: str, owed: str) -> None:
    outages = "outages: [2026-06-10 10:00/11:00]"
    assert settled(tmp_path, TWO_SERVICES, case(fee, outages)).owed == owed


SOME = """
services: {line: {points: [line]}, edge: {points: [edge]}}
objectives:
  uptime: {availability: line, target: ">= 99.9 %", period: calendar month, force: guarantee}
  latency: {availability: edge, target: ">= 99.5 %", period: calendar month, force: guarantee}
  loss: {availability: edge, target: ">= 99.9 %", period: calendar month, force: guarantee}
credits:
  rules:
    - {for: uptime, amount: 10 % of monthly fee}
    - {for: [latency, loss], amount: 2 days of monthly fee}
  cap: CAP
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("cap", "owed"),
    [
        # A day of June costs 3000 / 30 = 100 USD: 300 for uptime, 200 each for latency and loss.
        ("none", "700.00 USD"),
        # Three days, 300 USD, for latency and loss together: 300 + 300.
        ("[{most: 3 days of monthly fee per month, for: [latency, loss]}]", "600.00 USD"),
        ("[{most: 3 days of monthly fee per month, for: [latency, loss]}, 500 USD per month]", "500.00 USD"),
        ("5 days of monthly fee per month", "500.00 USD"),
        ("value of 5 days of service per month", "500.00 USD"),
        # Spread over 60 days a day costs 50 USD, and five of them 250 USD.
        ("{most: 5 days of monthly fee per month, spread_over: 60 days}", "250.00 USD"),
    ],
)
def test_caps_of_days_and_of_some_promises(tmp_path: Path, cap: str, owed: str) -> None:
    outages = "outages: [2026-06-10 10:00/2026-06-10 17:00]"
    assert settled(tmp_path, SOME.replace("CAP", cap), case("3000", outages)).owed == owed


CIRCUITS = """
services:
  link: {points: [c1, c2, c3], down_when: at least 2 circuits fail}
objectives:
  uptime: {availability: link, target: ">= 99.9 %", period: calendar month, force: guarantee}
credits:
  rules: [{for: uptime, amount: 10 % of monthly fee of the affected circuits}]
  cap: 100 % of monthly fee of the affected circuits per month
conventions: {one_breach: objective and period}
"""


def test_a_share_of_the_fees_of_all_affected_circuits_together(tmp_path: Path) -> None:
    # c1 and c3 are down at once for two hours: 10 % of 216 + 300 USD.
    outages = "outages: [2026-06-10 10:00/12:00 c1, 2026-06-10 10:00/12:00 c3]"
    fee = "{resources: {c1: 216, c2: 999, c3: 300}}"
    play = settled(tmp_path, CIRCUITS, case(fee, outages))
    assert play.owed == "51.60 USD"
    assert (
        "the monthly fee of resource c1, 216.00 USD and the monthly fee of resource c3, 300.00 USD"
        in play.why()
    )
    missing = settled(tmp_path, CIRCUITS, case("{resources: {c1: 216}}", outages))
    assert "the monthly fee of circuit c3 is not given" in missing.why()
    assert missing.owed == "10 % of the fee"


def test_a_cap_of_a_quarter_on_some_promises_is_open_where_credits_were_given(tmp_path: Path) -> None:
    # What was given in May may have been for latency or for uptime: nobody can tell what is left of 300 USD.
    terms = SOME.replace("CAP", "[{most: 300 USD per quarter, for: [latency, loss]}]")
    given = "credits: [{period: 2026-05, amount: 100}]\n"
    outages = "outages: [2026-06-10 10:00/2026-06-10 17:00]\n"
    assert settled(tmp_path, terms, case("3000", outages)).owed == "600.00 USD"
    assert (
        "which of what was given before was for these"
        in settled(tmp_path, terms, case("3000", outages + given)).owed
    )


@pytest.mark.parametrize(
    ("objective", "owed"),
    [
        # Latency was given 100 of 300: 200 are left for latency and loss, beside 300 for uptime.
        ("latency", "500.00 USD"),
        # What was given for uptime uses up nothing of them.
        ("uptime", "600.00 USD"),
    ],
)
def test_a_cap_of_a_quarter_counts_what_was_given_for_its_promises(
    tmp_path: Path, objective: str, owed: str
) -> None:
    terms = SOME.replace("CAP", "[{most: 300 USD per quarter, for: [latency, loss]}]")
    given = f"credits: [{{period: 2026-05, amount: 100, objective: {objective}}}]\n"
    outages = "outages: [2026-06-10 10:00/2026-06-10 17:00]\n"
    assert settled(tmp_path, terms, case("3000", outages + given)).owed == owed


def test_months_settled_together_know_what_was_for_which_promise(tmp_path: Path) -> None:
    # A day of May costs 3100 / 31 = 100 USD: latency and loss earn 200 each, of which the quarter pays 300.
    # In June they earn nothing any more, and uptime has 10 % of 3100.
    terms = SOME.replace("CAP", "[{most: 300 USD per quarter, for: [latency, loss]}]") + "claims: automatic\n"
    (tmp_path / "agreement.yaml").write_text(HEAD + dedent(terms))
    (tmp_path / "case.yaml").write_text(
        "fee: 3100\noutages: [2026-05-10 10:00/2026-05-10 17:00 edge, 2026-06-10 10:00/2026-06-10 17:00]\n"
    )
    files = {"agreement": tmp_path / "agreement.yaml", "evidence": tmp_path / "case.yaml"}
    request = Months(**files, first="2026-05", last="2026-06")
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled)
    assert [amount(month["owed"]) for month in outcome.document["series"]["months"]] == [
        "300.00 USD",
        "310.00 USD",
    ]


def test_a_cap_of_the_month_before_is_at_least_what_its_parts_were(tmp_path: Path) -> None:
    # 50 times an hour of 72 a month is 5.00; the month before, 72 was paid for this server at least
    terms = """
    services:
      server: {points: as recorded, down_when: each server by itself}
    objectives:
      uptime: {availability: server, target: ">= 99.999 %", period: calendar month}
    credits:
      rules:
        - {for: uptime, lost_time: 50 times monthly fee of the affected server, of: all downtime}
      cap: 100 % of previous month's fee per month
    claims: automatic
    """
    case = """
    period: 2026-06
    fee: {resources: {s1: 72}}
    outages: [2026-06-03 10:00/11:00 s1]
    """
    assert settled(tmp_path, terms, case).owed == "5.00 USD"
    # thirty hours would be 150.00, and nobody knows whether the bill before was as much
    longer = settled(tmp_path, terms, case.replace("10:00/11:00", "10:00 for 30 h"))
    said = "it is 72.00 USD to 150.00 USD at most, and the cap of 100 % of previous month's fee"
    assert longer.settlement["owed"]["why"].startswith(said)
