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


BY_DAY = """
services:
  line: {points: [line]}
objectives:
  uptime: {availability: line, target: ">= 99.9 %", period: calendar month}
  answers: {response: {until: reply by a person}, within: 1 h, period: calendar month}
conventions: {one_breach: objective and period}
credits:
  rules: [{for: uptime, RULE}, {for: answers, amount: 25 USD, per: missed case}]
  cap: CAP
"""
STARTED = "amount: 1 day of monthly fee, per: 1 h, counted: per started, summed: each outage"
EACH = "amount: 20 USD, per: 30 min, counted: per full, summed: each outage"
ALL = EACH.replace("each outage", "all outages")


@pytest.mark.parametrize(
    ("rule", "cap", "outages", "owed"),
    [
        # A day costs 300 / 30 = 10 USD. On the 10th 90 min are two started hours and 30 min a third, 30 USD,
        # of which 10 are owed; on the 12th one, 10 USD.
        (
            STARTED,
            "1 day of monthly fee per calendar day",
            "2026-06-10 10:00 for 90 min, 2026-06-10 20:00 for 30 min, 2026-06-12 10:00 for 30 min",
            "20.00 USD",
        ),
        # One hour over midnight are two times 30 min: 20 USD on either day, of which 15 are owed.
        (
            EACH,
            "15 USD per day",
            "2026-06-10 23:30 for 60 min",
            "30.00 USD",
        ),
        (
            ALL,
            "15 USD per day",
            "2026-06-10 23:30 for 60 min",
            "30.00 USD",
        ),
        (
            EACH,
            "15 USD per day",
            "2026-06-10 12:00 for 60 min",
            "15.00 USD",
        ),
        # Five hours of the clock at 4 USD on the 10th, two on the 11th: 12 of 20, and 8.
        (
            "amount: 4 USD, per: clock hour",
            "12 USD per calendar day",
            "2026-06-10 10:00 for 300 min, 2026-06-11 10:00 for 120 min",
            "20.00 USD",
        ),
        # A credit for the month is of no day: all 30 USD are owed, however little a day may earn.
        ("amount: 10 % of monthly fee", "1 USD per day", "2026-06-10 12:00 for 60 min", "30.00 USD"),
        # An outage over midnight is one incident: 2 x 15 USD by the days, 25 by the incident.
        (
            EACH,
            "[15 USD per day, 25 USD per incident]",
            "2026-06-10 23:30 for 60 min",
            "25.00 USD",
        ),
    ],
)
def test_a_cap_for_each_day(tmp_path: Path, rule: str, cap: str, outages: str, owed: str) -> None:
    terms = BY_DAY.replace("RULE", rule).replace("CAP", cap)
    story = f"period: 2026-06\nfee: 300\noutages: [{outages}]\ntickets: none\n"
    assert settled(tmp_path, terms, story).owed == owed


@pytest.mark.parametrize(
    ("rule", "cap", "owed"),
    [
        # Of 120 min 99.9 % leaves 43.2, all of it on the 10th: 16.8 min and 60 min are lost. At 43 200 USD a
        # month a minute costs 1 USD; ten times that are 168 and 600 USD, of which 400 are owed.
        ("lost_time: 10, of: beyond the target", "400 USD per incident", "568.00 USD"),
        ("lost_time: 10, of: beyond the target", "none", "768.00 USD"),
        # Four times 30 min at 50 USD, two for either outage: 100 USD each, of which 70 are owed.
        (
            "amount: 50 USD, per: 30 min, counted: per full, summed: all outages",
            "70 USD per incident",
            "140.00 USD",
        ),
    ],
)
def test_a_cap_per_incident_where_outages_are_added_up(
    tmp_path: Path, rule: str, cap: str, owed: str
) -> None:
    terms = BY_DAY.replace("RULE", rule).replace("CAP", cap)
    outages = "2026-06-10 10:00 for 60 min, 2026-06-12 10:00 for 60 min"
    story = f"period: 2026-06\nfee: 43200\noutages: [{outages}]\ntickets: none\n"
    assert settled(tmp_path, terms, story).owed == owed


def test_a_cap_for_each_day_holds_late_tickets_of_that_day(tmp_path: Path) -> None:
    # Three late tickets on the 10th at 25 USD are held to 60, one on the 11th is 25: 85 USD.
    tickets = "".join(
        f"  - {{opened: 2026-06-{day} 0{hour}:00, first_response: 2026-06-{day} 1{hour}:00}}\n"
        for day, hour in ((10, 1), (10, 2), (10, 3), (11, 1))
    )
    terms = BY_DAY.replace("RULE", "amount: 10 % of monthly fee").replace("CAP", "60 USD per calendar day")
    play = settled(tmp_path, terms, f"period: 2026-06\nfee: 300\noutages: none\ntickets:\n{tickets}")
    assert play.owed == "85.00 USD"
    assert "the cap of 60.00 USD for one calendar day takes off 15.00 USD" in play.why()


DAYS_OR_MONEY = """
plans: [yearly, monthly]
services:
  mail: {points: [mail]}
  files: {points: [files]}
objectives:
  mail: {availability: mail, target: ">= 99.9 %", period: calendar month}
  files: {availability: files, target: ">= 99.9 %", period: calendar month}
credits:
  rules:
    - plans: [yearly]
      bands:
        - {at_least: 95 %, below: 99.9 %, amount: 7 days of service}
        - {below: 95 %, amount: 15 days of service}
    - plans: [monthly]
      bands:
        - {at_least: 95 %, below: 99.9 %, amount: value of 7 days of service}
        - {below: 95 %, amount: value of 15 days of service}
  cap: [15 days of service per month, value of 15 days of service per month]
"""


@pytest.mark.parametrize(
    ("plan", "owed"),
    [
        # 37 of 720 hours are 94.86 %, 15 days; 8 hours are 98.88 %, 7 days: 22 days, of which 15 are owed.
        ("yearly", "15 days of service"),
        # 22 of the 30 days of 300 USD are 220; 15 of them are 150.
        ("monthly", "150.00 USD"),
    ],
)
def test_a_cap_in_days_of_service_is_not_about_money(tmp_path: Path, plan: str, owed: str) -> None:
    outages = "[2026-06-03 00:00 for 37 h mail, 2026-06-10 00:00 for 8 h files]"
    told = f"period: 2026-06\nplan: {plan}\nfee: 300\noutages: {outages}\n"
    assert settled(tmp_path, DAYS_OR_MONEY, told).owed == owed


QUARTERLY = """
services:
  issues: {points: [issues]}
  builds: {points: [builds]}
objectives:
  issues: {availability: issues, target: ">= 99.9 %", period: calendar quarter}
credits:
  rules: [{for: issues, amount: 10 % of quarterly fee of the affected service}]
  cap: CAP of quarterly fee per quarter
conventions: {one_breach: objective and period}
"""


def test_a_quarterly_fee_is_at_least_that_of_its_parts(tmp_path: Path) -> None:
    # 132 of 131 040 min are missed. 10 % of 3 x 100; the parts come to 3 x 140, of which 25 % are 105, and
    # the fee for everything is no less.
    fee = "{services: {issues: 100, builds: 40}}"
    told = f"period: 2026-Q2\nfee: {fee}\noutages: [2026-05-03 10:00 for 132 min issues]\n"
    assert settled(tmp_path, QUARTERLY.replace("CAP", "25 %"), told).owed == "30.00 USD"
    # 5 % of 420 are 21, which may be too little: what is owed lies between.
    owed = settled(tmp_path, QUARTERLY.replace("CAP", "5 %"), told).owed
    assert "21.00 USD to 30.00 USD at most" in owed


def test_days_of_a_fee_are_those_of_the_quarter_that_is_judged(tmp_path: Path) -> None:
    # From May to July there are 92 days. 10 h are 600 min; a hundred times that are 41.67 days, and 30 are
    # allowed: 30 x 3 x 800 / 92 = 782.6087, rounded down.
    terms = """
    services:
      chat: {points: [chat]}
    objectives:
      uptime: {availability: chat, target: ">= 99.99 %", period: fiscal quarter from February}
    credits:
      rules: [{for: uptime, lost_time: 100, of: all downtime}]
      cap: value of 30 days per quarter
    """
    told = "period: 2026-07\nfee: 800\noutages: [2026-06-03 10:00 for 10 h]"
    assert settled(tmp_path, terms, told).owed == "782.60 USD"


SOME_UNKNOWN = """
services:
  network: {points: [network]}
  servers: {points: [srv-1]}
objectives:
  network: {availability: network, target: ">= 99.9 %", period: calendar month}
  repair: {resolution: {}, services: servers, within: 2 h, period: calendar month}
credits:
  rules:
    - {for: network, amount: 5 % of monthly fee of the affected service, per: 30 min, counted: per full,
       summed: each outage}
    - {for: repair, amount: 20 USD, per: missed case}
  cap: CAP
"""


@pytest.mark.parametrize(
    ("cap", "surely"),
    [
        ("{most: 100 % of monthly fee of the affected service per month, for: network}", True),
        ("100 % of monthly fee of the affected service per month", True),
        ("400 USD per incident", True),
        ("400 USD per month", False),
    ],
)
def test_a_cap_on_some_credits_says_nothing_of_others(tmp_path: Path, cap: str, surely: bool) -> None:
    """11 h are 22 half hours, 440 of 400: all that the cap lets through. Of tickets nothing is known."""
    case = "period: 2026-06\nfee: {services: {network: 400}}\noutages: [2026-06-03 10:00/21:00 network]\n"
    play = settled(tmp_path, SOME_UNKNOWN.replace("CAP", cap), case)
    assert play.verdict("repair") == "INDETERMINATE"
    assert play.document["statement"]["settlement"]["owed"]["amount"] == "400.00"
    assert (play.document["statement"]["settlement"].get("open") is not None) is surely


HALL = """
services:
  power: {points: as recorded, down_when: each cabinet by itself}
  links: {points: as recorded, down_when: each connection by itself}
objectives:
  power: {availability: power, target: ">= 99.9 %", period: calendar month}
  links: {availability: links, target: ">= 99.9 %", period: calendar month}
conventions: {one_breach: objective and period}
credits:
  rules:
    - {for: power, amount: 150 % of monthly fee of the affected cabinet}
    - {for: links, amount: 120 % of monthly fee of the affected LINK}
  cap: CAP
"""


@pytest.mark.parametrize(
    ("link", "cap", "owed"),
    [
        # 150 % of 900 are held to 900; the connection, which is no cabinet, keeps its 120 % of 100.
        ("connection", "100 % of monthly fee of the affected cabinet per month", "1020.00 USD"),
        # Of the connection alone: 1350 + 100. Of each: 900 + 100, as for a word that is for either.
        ("connection", "100 % of monthly fee of the affected connection per month", "1450.00 USD"),
        ("connection", "100 % of monthly fee of the affected resource per month", "1000.00 USD"),
        ("resource", "100 % of monthly fee of the affected cabinet per month", "1000.00 USD"),
        # No rule is about racks: it is another word for the things of the rules.
        ("connection", "100 % of monthly fee of the affected rack per month", "1000.00 USD"),
    ],
)
def test_a_cap_of_one_sort_of_things_leaves_another_alone(
    tmp_path: Path, link: str, cap: str, owed: str
) -> None:
    failed = "outages: [2026-06-03 10:00 for 2 h cab-1, 2026-06-04 10:00 for 2 h xc-1]"
    parts = "resources: [{resource: cab-1, service: power}, {resource: xc-1, service: links}]"
    terms = HALL.replace("LINK", link).replace("CAP", cap)
    assert (
        settled(tmp_path, terms, case("{resources: {cab-1: 900, xc-1: 100}}", f"{failed}\n{parts}")).owed
        == owed
    )


ROUTES = """
services:
  transit: {points: as recorded, down_when: each port by itself}
measures:
  rtt: {unit: duration, measured_at: network edge}
objectives:
  uptime: {availability: transit, target: ">= 99.9 %", period: calendar month}
  latency:
    mean: rtt
    target: {north america: "<= 45 ms", atlantic: "<= 90 ms"}
    target_by: route
    period: calendar month
conventions: {one_breach: objective and period}
credits:
  rules:
    - {for: uptime, amount: 10 % of monthly fee of the affected port}
    - {for: latency, amount: 1 day of monthly fee}
  cap: 100 % of monthly fee of the affected port per month
"""


def test_a_route_is_no_port(tmp_path: Path) -> None:
    slow = "{series: rtt, at: 2026-06-03 10:00, value: 46 ms, labels: route=north america}"
    fast = "{series: rtt, at: 2026-06-03 10:00, value: 80 ms, labels: route=atlantic}"
    rows = f"outages: none\nmeasurements: [{slow}, {fast}]"
    play = settled(tmp_path, ROUTES, case("{monthly: 3000, resources: {p1: 900}}", rows))
    # The route missed, and no port is named: how 100 USD compare with the fee of one is open.
    assert "the monthly fee of the affected port is not given" in play.why()
    assert "port north america" not in play.why()


CONNECTED_LATER = """
services:
  lines: {points: as recorded, down_when: each circuit by itself}
objectives:
  uptime: {availability: {of: lines, out_of: time subscribed}, target: ">= 99.9 %", period: calendar quarter}
credits:
  rules: [{for: uptime, amount: 5 % of quarterly fee of the affected circuit, per: 0.1 %,
           counted: per started, of: beyond the target}]
  cap: 50 % of quarterly fee of the affected circuit per quarter
"""


@pytest.mark.parametrize(
    ("outage", "owed"),
    [
        # Connected on 1 May, 61 days or 87 840 minutes: 100 of them leave 99.8862 %, one started 0.1 % too
        # little. 5 % of the two months that are paid, 2000: 100.
        ("2026-05-03 10:00 for 100 min", "100.00 USD"),
        # Four of 61 days: 6.557 % down, 6.457 % too much, 65 started: 6500, of which half of 2000 is owed.
        ("2026-05-03 10:00 for 4 days", "1000.00 USD"),
    ],
)
def test_a_quarterly_cap_is_of_the_months_that_are_paid(tmp_path: Path, outage: str, owed: str) -> None:
    told = f"""
    period: 2026-Q2
    fees: [{{resource: c1, amount: 1000, since: 2026-05-01}}]
    resources: [{{resource: c1, since: 2026-05-01}}]
    outages: [{outage}]
    """
    assert settled(tmp_path, CONNECTED_LATER, told).owed == owed


REGIONS = """
services:
  store: {points: as recorded, down_when: each region by itself}
objectives:
  uptime: {availability: store, target: ">= 99.9 %", period: calendar month}
credits:
  rules:
    - for: uptime
      bands:
        - {at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee of the affected region}
        - {below: 99 %, amount: 25 % of monthly fee of the affected region}
  cap: 40 % of monthly fee of the affected region per WINDOW
claims: automatic
"""


# An hour is 10 %, ten hours are 25 %: of 2000 for eu 200 and 500, of 500 for us 50 and 125. In a year eu has
# 800 at most and us 200.
@pytest.mark.parametrize(
    ("outages", "owed"),
    [
        # January to March give eu 200, 500 and what is left, 100. In June it has nothing more, and us its 50.
        (["01 1 eu", "02 10 eu", "03 1 eu", "06 1 eu", "06 1 us"], ["200", "500", "100", "0", "0", "50"]),
        # That eu has had all it may have is nothing to us: 125, and 75 of the next 125.
        (["01 10 eu", "02 10 eu", "05 10 us", "06 10 us"], ["500", "300", "0", "0", "125", "75"]),
        # March gives both: eu the 100 left, us 50. June gives us 125 of the 150 left.
        (["01 1 eu", "02 10 eu", "03 1 eu", "03 1 us", "06 10 us"], ["200", "500", "150", "0", "0", "125"]),
    ],
)
@pytest.mark.parametrize("window", ["contract year", "12 months", "calendar year", "term"])
def test_a_yearly_cap_of_what_was_affected_is_one_for_each(
    tmp_path: Path, outages: list[str], owed: list[str], window: str
) -> None:
    agreement, evidence = tmp_path / "agreement.yaml", tmp_path / "case.yaml"
    agreement.write_text(HEAD + dedent(REGIONS).replace("WINDOW", window))
    told = [
        f"2026-{month}-04 10:00 for {hours} h {region}" for month, hours, region in map(str.split, outages)
    ]
    evidence.write_text(f"fee: {{resources: {{eu: 2000, us: 500}}}}\noutages: [{', '.join(told)}]\n")
    request = Months(agreement=agreement, evidence=evidence, first="2026-01", last="2026-06")
    outcome = settle_months(request, NOW, lambda *_: None)
    assert isinstance(outcome, Settled), outcome
    months = outcome.document["series"]["months"]
    assert [month["owed"].get("amount", "0.00") for month in months] == [f"{each}.00" for each in owed]


def test_for_which_region_a_credit_on_record_was_is_not_known(tmp_path: Path) -> None:
    # eu 200 and us 50 of caps of 800 and 200, of which 700 were given, nobody says for which.
    told = """
    period: 2026-06
    fee: {resources: {eu: 2000, us: 500}}
    outages: [2026-06-04 10:00 for 1 h]
    credits: [{period: 2026-03, amount: 700}]
    """
    found = settled(tmp_path, REGIONS.replace("WINDOW", "contract year"), told)
    assert "for what the credit of 2026-03 was given is not on record" in found.owed


# An hour of June is 10 %: eu 200 and us 50, of caps of 800 and 200 a year.
@pytest.mark.parametrize(
    ("rows", "owed"),
    [
        # eu had 700: 100 are left. us had none.
        ("[{period: 2026-03, resource: eu, amount: 700}]", "150.00 USD"),
        # us had 180: 20 are left. eu had 250, of two months.
        ("[{period: 2026-02, resource: us, amount: 180}, {period: 2026-02, resource: eu, amount: 200}, "
         "{period: 2026-03, resource: eu, amount: 50}]", "220.00 USD"),
        # A region that did not fail takes nothing from the others.
        ("[{period: 2026-03, resource: asia, amount: 900}]", "250.00 USD"),
        # The year before is over.
        ("[{period: 2025-12, resource: eu, amount: 800}]", "250.00 USD"),
    ],
)  # fmt: skip
def test_a_credit_on_record_says_for_which_region_it_was(tmp_path: Path, rows: str, owed: str) -> None:
    told = f"""
    period: 2026-06
    fee: {{resources: {{eu: 2000, us: 500}}}}
    outages: [2026-06-04 10:00 for 1 h]
    credits: {rows}
    """
    assert settled(tmp_path, REGIONS.replace("WINDOW", "contract year"), told).owed == owed


def test_of_what_promise_a_credit_for_a_region_was_is_asked_where_it_matters(tmp_path: Path) -> None:
    terms = REGIONS.replace("cap: 40 %", "cap: {most: 40 %").replace(
        "per WINDOW", "per contract year, for: uptime}"
    )
    told = """
    period: 2026-06
    fee: {resources: {eu: 2000, us: 500}}
    outages: [2026-06-04 10:00 for 1 h]
    credits: [{period: 2026-03, resource: eu, amount: 700PROMISE}]
    """
    named = settled(tmp_path, terms, told.replace("PROMISE", ", objective: uptime"))
    # eu had 700 of 800: 100 of its 200 are left, and the 50 of us.
    assert named.owed == "150.00 USD"
    open_ = settled(tmp_path, terms, told.replace("PROMISE", ""))
    assert "which of what was given before was for these is not on record" in open_.owed


SHOPS = """
services:
  shop: {points: [shop]}
  till: {points: [till]}
objectives:
  shop_up: {availability: shop, target: ">= 99.9 %", period: calendar month}
  till_up: {availability: till, target: ">= 99.9 %", period: calendar month}
credits:
  per_breach: 10 % of monthly fee of the affected service
  cap: 15 % of monthly fee of the affected service per calendar year
"""


def test_a_credit_on_record_says_for_which_service_it_was(tmp_path: Path) -> None:
    # The shop had 120 of 150, and has 30 left of its 100; the till its 50.
    told = """
    period: 2026-06
    fee: {services: {shop: 1000, till: 500}}
    outages: [{time: 2026-06-04 10:00 for 1 h, of: shop}, {time: 2026-06-05 10:00 for 1 h, of: till}]
    credits: [{period: 2026-03, service: shop, amount: 120}]
    """
    assert settled(tmp_path, SHOPS, told).owed == "80.00 USD"
