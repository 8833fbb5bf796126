"""Clouds: a share of the nodes, clusters that stood for a part of the month, parts with their service.

June has 720 hours, 43 200 minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import HEAD, settled

from upheld.collect.gazetteer import gazetteer
from upheld.language.reading import read_agreement
from upheld.report.text.credits import credits_in_a_word

NODES = """
services: {cluster: {points: as recorded, down_when: WHEN}}
objectives:
  uptime: {availability: cluster, target: ">= 99.9 %", period: calendar month}
credits:
  rules: [{for: uptime, amount: 5 % of monthly fee}]
  cap: none
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("when", "down", "share"),
    [
        # Of 40 nodes 5 % are 2: more than that are 3, and that much are 2. An hour of 720 is lost.
        ("more than 5 % of nodes fail", 3, "99.8611 %"),
        ("more than 5 % of nodes fail", 2, "100 %"),
        ("at least 5 % of the nodes fail", 2, "99.8611 %"),
        ("at least 5 % of the nodes fail", 1, "100 %"),
        # 7 % of 40 are 2.8: two are less, three are more, by either sign.
        ("at least 7 % of nodes fail", 2, "100 %"),
        ("more than 7 % of nodes fail", 3, "99.8611 %"),
        # A twentieth of a per cent of 40 is less than one: one is the least that can fail.
        ("at least 0.05 % of nodes fail", 1, "99.8611 %"),
    ],
)
def test_a_share_of_the_nodes(tmp_path: Path, when: str, down: int, share: str) -> None:
    listed = ", ".join(f"n{number}" for number in range(1, 41))
    failed = ", ".join(f"n{number}" for number in range(1, down + 1))
    case = f"""
        period: 2026-06
        fee: 57600
        resources: [{listed}]
        outages: ["2026-06-03 10:00 for 1 h {failed}"]
        """
    play = settled(tmp_path, NODES.replace("WHEN", when), case)
    assert play.percent("uptime") == share
    assert credits_in_a_word(play.settlement) == ("no credit is owed" if share == "100 %" else "2880.00 USD")


def test_a_share_of_the_nodes_that_stand(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        fee: 1000
        resources: [n1, n2, n3, {resource: n4, since: 2026-06-16}]
        outages: [2026-06-03 10:00 for 1 h n1, 2026-06-20 10:00 for 1 h n1]
        """
    # One of three is more than 30 %, one of four is not: an hour of the 3rd counts and none of the 20th.
    play = settled(tmp_path, NODES.replace("WHEN", "more than 30 % of nodes fail"), case)
    assert play.percent("uptime") == "99.8611 %"


@pytest.mark.parametrize("words", ["more than 100 % of nodes fail", "at least 0 % of nodes fail"])
def test_a_share_that_says_nothing(words: str) -> None:
    text = {"sla.yaml": (HEAD + NODES.replace("WHEN", words)).encode()}
    (error,) = [
        each
        for each in read_agreement(text, "sla.yaml", gazetteer()).diagnostics
        if each.level.value == "error"
    ]
    assert error.message == f"`{words}` is always so, or never"


CLUSTERS = """
services: {zonal: {points: as recorded, down_when: each cluster by itself}}
objectives:
  control plane: {availability: zonal, target: ">= 99.5 %", period: calendar month}
credits:
  rules:
    - for: control plane
      bands:
        - {at_least: 99 %, below: 99.5 %, amount: 10 % of monthly fee of the affected cluster}
        - {below: 99 %, amount: 25 % of monthly fee of the affected cluster}
  cap: none
"""


@pytest.mark.parametrize(
    ("stood", "fee", "owed"),
    [
        # 100 minutes of the ten days, 14 400, are 0.694 %: 10 % of 240 hours at 0.10 USD.
        ("since: 2026-06-21", "{hourly: 0.10}", "2.40 USD"),
        # Of ten days at 2 USD.
        ("since: 2026-06-21", "{daily: 2}", "2.00 USD"),
        # From the 16th to the 25th and from the 29th: twelve days, 17 280 minutes; 0.5787 %; 288 hours.
        (
            "since: 2026-06-16, until: 2026-06-26}, {resource: z, since: 2026-06-29",
            "{hourly: 0.10}",
            "2.88 USD",
        ),
        # A monthly price is what it is.
        ("since: 2026-06-21", "72", "7.20 USD"),
    ],
)
def test_what_is_paid_by_the_hour_is_paid_while_it_stood(
    tmp_path: Path, stood: str, fee: str, owed: str
) -> None:
    case = f"""
        period: 2026-06
        fee: {{resources: {{z: {fee}}}}}
        resources: [{{resource: z, {stood}}}]
        outages: [2026-06-23 10:00 for 100 min]
        """
    assert credits_in_a_word(settled(tmp_path, CLUSTERS, case).settlement) == owed


TOPOLOGIES = """
services:
  critical: {points: as recorded, down_when: all attachments fail}
  basic: {points: as recorded, down_when: all attachments fail}
objectives:
  critical topology: {availability: critical, target: ">= 99.99 %", period: calendar month}
  basic topology: {availability: basic, target: ">= 99.9 %", period: calendar month}
credits:
  rules: [{amount: 10 % of monthly fee of the affected service}]
  cap: none
conventions: {one_breach: objective and period}
"""


def test_a_fee_names_its_service_before_the_part(tmp_path: Path) -> None:
    case = """
        period: 2026-06
        fee: {resources: {critical a1: 100, critical a2: 120, basic b1: 80}}
        outages: ["2026-06-03 10:00/10:05 a1, a2", 2026-06-09 10:00/10:43 basic]
        """
    # 5 minutes of 43 200 are more than 0.01 %: 10 % of 100 + 120. 43 minutes are less than 0.1 %.
    play = settled(tmp_path, TOPOLOGIES, case)
    assert credits_in_a_word(play.settlement) == "22.00 USD"
    assert "that of a1, 100.00 USD and a2, 120.00 USD" in play.why()


INFERENCE = """
services:
  on demand: {points: as recorded, down_when: each region by itself}
  provisioned: {points: [provisioned]}
objectives:
  on demand uptime:
    availability:
      of: on demand
      slices: {of: 1 min, down_when: error rate > 5 %}
      downtime: {provided: [the customer backs off]}
    target: ">= 99.9 %"
    period: calendar month
  provisioned uptime:
    availability: {of: provisioned, by: requests}
    target: ">= 99.9 %"
    period: calendar month
credits:
  rules:
    - {for: on demand uptime, amount: 10 % of monthly fee of the affected region}
    - {for: provisioned uptime, amount: 10 % of monthly fee of the affected service}
  cap: none
conventions: {one_breach: objective and period}
"""
RETRIED = "2026-06-03 10:00/10:44 us, holds the customer backs off"
NOT_RETRIED = "2026-06-03 10:00/10:44 eu, fails the customer backs off"


@pytest.mark.parametrize(
    ("requests", "owed"),
    [
        # 44 minutes in us, 10 % of 1000; those in eu don't count. Of a million 1001 failed: 10 % of 5000.
        (
            "{of: provisioned, since: 2026-06-01, until: 2026-07-01, total: 1000000, failed: 1001}",
            "600.00 USD",
        ),
        # The requests of us are told of, and none failed there: eu alone goes by its outage.
        ("{of: us, since: 2026-06-01, until: 2026-07-01, total: 1000000, failed: 0}", "no credit is owed"),
        # Those of eu are: us alone goes by its outage.
        ("{of: eu, since: 2026-06-01, until: 2026-07-01, total: 1000000, failed: 0}", "100.00 USD"),
        # Those of everything are.
        ("{since: 2026-06-01, until: 2026-07-01, total: 1000000, failed: 0}", "no credit is owed"),
    ],
)
def test_requests_of_one_service_and_outages_of_another(tmp_path: Path, requests: str, owed: str) -> None:
    case = f"""
        period: 2026-06
        fee: {{services: {{provisioned: 5000}}, resources: {{us: 1000, eu: 400}}}}
        outages: ["{RETRIED}", "{NOT_RETRIED}"]
        requests: [{requests}]
        """
    assert credits_in_a_word(settled(tmp_path, INFERENCE, case).settlement) == owed


def test_no_requests_at_all_is_what_a_case_may_say(tmp_path: Path) -> None:
    case = f"""
        period: 2026-06
        fee: {{services: {{provisioned: 5000}}, resources: {{us: 1000, eu: 400}}}}
        outages: ["{RETRIED}"]
        requests: none
        """
    assert credits_in_a_word(settled(tmp_path, INFERENCE, case).settlement) == "no credit is owed"


NETWORK = """
services: {network: {points: as recorded, down_when: each server by itself}}
objectives:
  network: {availability: network, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - for: network
      amount: 5 % of monthly fee of the affected server
      per: 30 min
      counted: per full
      of: all downtime
      summed: each outage
  cap: none
accepted: [{code: target-without-allowance, because: any outage is credited}]
"""


def test_an_outage_over_the_end_of_a_month_is_told_whole_where_it_earns_whole(tmp_path: Path) -> None:
    case = """
        period: 2026-05
        fee: {resources: {srv-1: 300}}
        outages: [2026-05-31 23:40/2026-06-01 00:30 srv-1]
        """
    # It belongs to May, where it began: 50 minutes are one full half hour, 5 % of 300.
    play = settled(tmp_path, NETWORK, case)
    assert credits_in_a_word(play.settlement) == "15.00 USD"
    assert "50 min of downtime in 1 outage" in play.why()


NAMES = """
services: {dns: {points: [dns]}}
objectives:
  uptime: {availability: dns, target: ">= 100 %", period: calendar month}
credits:
  rules:
    - bands_by: downtime
      bands:
        - {at_least: 5 min, below: 31 min, amount: 1 day of previous month's charges}
        - {at_least: 31 min, at_most: 4 h, amount: 7 days of previous month's charges}
        - {above: 4 h, amount: 30 days of previous month's charges}
  cap: none
accepted: [{code: target-without-allowance, because: any outage is credited}]
"""


@pytest.mark.parametrize(
    ("period", "before", "owed"),
    [
        # A day of May cost 310 / 31 = 10, whatever June has: seven of them.
        ("2026-06", "310", "70.00 USD"),
        # A day of February 280 / 28, though March has 31.
        ("2026-03", "280", "70.00 USD"),
        # One of December, in January.
        ("2027-01", "310", "70.00 USD"),
    ],
)
def test_a_day_of_the_month_before_is_one_of_its_own_days(
    tmp_path: Path, period: str, before: str, owed: str
) -> None:
    case = f"""
        period: {period}
        fee: {{monthly: 620, previous_month: {before}}}
        outages: [{period}-25 01:50 for 40 min]
        """
    assert credits_in_a_word(settled(tmp_path, NAMES, case).settlement) == owed


JOINED = """
order: {customer: Example Ltd, from: FROM, fee: 100}
services: {app: {points: [app]}}
objectives:
  uptime:
    availability: {of: app, out_of: time subscribed}
    target: ">= 99.9 %"
    period: calendar quarter
credits:
  rules: [{amount: 10 % of quarterly fee}]
  cap: none
conventions: {one_breach: objective and period}
"""


@pytest.mark.parametrize(
    ("joined", "owed"),
    [
        # From 15 February to the end of March, 64 800 minutes, 65 are more than 0.1 %: 10 % of what February
        # and March cost, for nothing says that a part of a month costs less.
        ("2026-02-15", "20.00 USD"),
        ("2026-02-01", "no credit is owed"),  # 65 minutes of 84 960 are less
        ("2026-03-02", "10.00 USD"),
    ],
)
def test_the_quarter_in_which_somebody_joined(tmp_path: Path, joined: str, owed: str) -> None:
    case = "{period: 2026-Q1, outages: [2026-03-03 10:00 for 65 min]}"
    assert credits_in_a_word(settled(tmp_path, JOINED.replace("FROM", joined), case).settlement) == owed


GIT = """
services: {git: {points: [git]}, actions: {points: [actions]}}
objectives:
  git uptime: {availability: git, target: ">= 99.9 %", period: calendar quarter}
  actions uptime: {availability: {of: actions, by: requests}, target: ">= 99.9 %", period: calendar quarter}
credits:
  rules:
    - bands:
        - {at_least: 99 %, at_most: 99.9 %, amount: 10 % of quarterly fee of the affected service}
        - {below: 99 %, amount: 25 % of quarterly fee of the affected service}
  cap: none
"""


@pytest.mark.parametrize(
    ("failed", "verdict", "owed"),
    [
        (99, "MET", ["no credit is owed"]),
        # 100 of 100 000 are 99.9 % exactly: it keeps what is promised, and the table gives 10 % of 3 x 50.
        (100, "AMBIGUOUS", ["0 % of the fee", "15.00 USD"]),
        (101, "MISSED", ["15.00 USD"]),
        (1000, "MISSED", ["15.00 USD"]),
        (1001, "MISSED", ["37.50 USD"]),
    ],
)
def test_a_table_that_begins_with_what_keeps_the_promise(
    tmp_path: Path, failed: int, verdict: str, owed: list[str]
) -> None:
    case = f"""
        period: 2026-Q2
        fee: {{services: {{git: 100, actions: 50}}}}
        outages: none
        requests: [{{of: actions, since: 2026-04-01, until: 2026-07-01, total: 100000, failed: {failed}}}]
        """
    play = settled(tmp_path, GIT, case)
    assert play.verdict("actions uptime") == verdict
    assert play.verdict("git uptime") == "MET"
    if verdict == "AMBIGUOUS":
        assert play.owes() == {
            "credits.rules.0.bands.0: below: 99.9 %": owed[0],
            'target: "> 99.9 %"': owed[1],
        }
    else:
        assert [credits_in_a_word(play.settlement)] == owed
