"""Credits as a whole: put together, capped, rounded, owed to some customers and not to others.

June 2026 has 30 days, 43 200 minutes; 99.9 % of it leaves 43 min 12 s of downtime. Unless a scene says
otherwise, the service was down for an hour on 3 June and for two on 17 June, 180 min in all: 99.58 %.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cases as worked
import pytest
from drafted import Drafted, down, drafted
from stage import amount as written

from upheld.errors import UsageError
from upheld.report.html import render_html
from upheld.report.text import render_text

UPTIME = """
objectives:
  uptime:
    availability: app
    target: ">= 99.9 %"
    period: calendar month
    force: guarantee
"""
BOTH = """
objectives:
  uptime:
    availability: app
    target: ">= 99.9 %"
    period: calendar month
    force: guarantee
  quarter_hours:
    availability: app
    target: ">= 99.99 %"
    period: calendar month
    force: guarantee
"""
ONE = "conventions: {one_breach: objective and period}\n"
EACH = "conventions: {one_breach: outage}\n"
JUNE = (("2026-06-03 10:00", "2026-06-03 11:00"), ("2026-06-17 10:00", "2026-06-17 12:00"))
STATES = down(*JUNE)


def stage(folder: Path, credits: str, objectives: str = UPTIME, unit: str = ONE) -> Drafted:
    return drafted(folder, f"{objectives}{credits}{unit}")


def owed(of: Drafted, fee: str | None = "1000", period: str = "2026-06", **tables: Any) -> str:
    return of.play(period=period, fee=fee, **{"states": STATES, **tables}).owed


TWO_RULES = (
    "credits:\n"
    "  rules:\n"
    "    - {for: uptime, amount: 10 % of monthly fee}\n"
    "    - {for: quarter_hours, amount: 25 % of monthly fee}\n"
    "  cap: 100 % of monthly fee per month\n"
)


@pytest.mark.parametrize(
    ("combined", "amount"),
    [
        # 10 % and 25 % of 1000 EUR: 100 + 250.
        ("", "350.00 EUR"),
        ("  combined: added up\n", "350.00 EUR"),
        # Only the higher of the two, 250.
        ("  combined: highest only\n", "250.00 EUR"),
        # Either the one or the other: `uptime` stands first in the agreement, 100.
        ("  combined: first that applies\n", "100.00 EUR"),
        # Both are about the service `app`, and both failed at the same time.
        ("  combined: {counted: highest only, per: service}\n", "250.00 EUR"),
        ("  combined: {counted: highest only, per: incident}\n", "250.00 EUR"),
        # Each is an objective of its own, so none meets another.
        ("  combined: {counted: highest only, per: objective}\n", "350.00 EUR"),
    ],
)
def test_credits_that_meet_are_put_together_as_agreed(tmp_path: Path, combined: str, amount: str) -> None:
    assert owed(stage(tmp_path, TWO_RULES + combined, BOTH)) == amount


MACHINES = """
services:
  large: {points: [l-1, l-2], down_when: each machine by itself}
  small: {points: [s-1], down_when: each machine by itself}
objectives:
  large: {availability: large, target: ">= 99.9 %", period: calendar month}
  small: {availability: small, target: ">= 99.9 %", period: calendar month}
conventions: {one_breach: objective and period}
credits:
  per_breach: 10 % of monthly fee of the affected machine
  cap: none
  combined: """
ALL_THREE = """
period: 2026-06
fee: {resources: {l-1: 100, l-2: 60, s-1: 120}}
outages: [2026-06-03 10:00/11:00 l-1, 2026-06-03 10:00/11:00 l-2, 2026-06-03 10:30/11:30 s-1]
"""


def test_the_highest_share_of_one_fee_for_all_is_one_credit(tmp_path: Path) -> None:
    # Ten per cent of the whole fee of 1000 for each of three machines that failed: only the highest, 100.
    # The words leave nothing open: two of them under one promise would not be the highest credit.
    terms = MACHINES.replace("monthly fee of the affected machine", "monthly fee")
    story = ALL_THREE.replace("{resources: {l-1: 100, l-2: 60, s-1: 120}}", "1000")
    play = worked.settled(tmp_path, terms + "{counted: highest only, per: incident}\n", story)
    assert play.owed == "100.00 USD"


@pytest.mark.parametrize(
    ("combined", "amount"),
    [
        # An hour is more than 43 min 12 s. 10 % of each: 10 and 6 under one promise, 12 under the other.
        ("added up", "28.00 USD"),
        # One credit, the highest: 12.
        ("{counted: highest only, per: incident, only_one: credit}", "12.00 USD"),
        # One promise with all that it earns: 10 + 6 against 12.
        ("{counted: highest only, per: incident, only_one: promise}", "16.00 USD"),
        ("{counted: highest only, only_one: promise}", "16.00 USD"),
        # The one that stands first in the agreement.
        ("{counted: first that applies, only_one: promise}", "16.00 USD"),
        # Where nothing says it, both are told.
        ("{counted: highest only, per: incident}", "open"),
    ],
)
def test_one_is_one_credit_or_one_promise(tmp_path: Path, combined: str, amount: str) -> None:
    play = worked.settled(tmp_path, f"{MACHINES}{combined}\n", ALL_THREE)
    if amount == "open":
        assert set(play.owes().values()) == {"12.00 USD", "16.00 USD"}
    else:
        assert play.owed == amount


def test_promises_that_fail_at_different_times_are_two_incidents(tmp_path: Path) -> None:
    # The small machine fails two days later: 10 + 6 of the 3rd, and 12 of the 5th.
    case = ALL_THREE.replace("2026-06-03 10:30/11:30", "2026-06-05 10:30/11:30")
    combined = "{counted: highest only, per: incident, only_one: promise}"
    assert worked.settled(tmp_path, f"{MACHINES}{combined}\n", case).owed == "28.00 USD"


RATES = """
services:
  db: {points: [db]}
measures:
  latency: {unit: duration, of: db, measured_at: server side}
objectives:
  uptime:
    availability: {of: db, slices: {of: 1 h, figure: mean of error rates, empty: good}}
    target: ">= 99.99 %"
    period: calendar month
  latency:
    share_of_time: {of: latency, figure: p99, slices: 1 h, within: "<= 10 ms", empty: good}
    target: ">= 99.99 %"
    period: calendar month
conventions: {one_breach: objective and period}
credits:
  per_breach: 10 % of monthly fee
  combined: {counted: highest only, per: incident}
  cap: none
"""


@pytest.mark.parametrize(
    ("slow", "amount"),
    [
        # Half of the requests failed from 12 to 13 on the 3rd: 0.5 of 720 hours, 99.93 %. In the same hour
        # the 99th percentile was 12 ms, 719 of 720 hours are good: one incident, 10 % of 1000.
        ("2026-06-03 12:10", "100.00 USD"),
        # Two days later: two incidents, though neither promise has an outage. On the 4th one request of a
        # hundred thousand failed, less than the 0.01 % that are allowed, and missed nothing.
        ("2026-06-05 12:10", "200.00 USD"),
        ("2026-06-04 12:10", "200.00 USD"),
    ],
)
def test_errors_and_latency_at_one_time_are_one_incident(tmp_path: Path, slow: str, amount: str) -> None:
    case = f"""
    period: 2026-06
    fee: 1000
    requests:
      - {{from: 2026-06-03 12:00, until: 2026-06-03 13:00, total: 1000, failed: 500}}
      - {{from: 2026-06-04 12:00, until: 2026-06-04 13:00, total: 100000, failed: 1}}
    measurements: [{{series: latency, at: {slow}, value: 12 ms}}]
    """
    assert worked.settled(tmp_path, RATES, case).owed == amount


@pytest.mark.parametrize(
    ("accumulating", "amount"),
    # Two outages of a month that missed: 2 x 10 % of 1000 EUR, or 10 % once.
    [("yes", "200.00 EUR"), ("no", "100.00 EUR")],
)
def test_several_breaches_accumulate_or_not(tmp_path: Path, accumulating: str, amount: str) -> None:
    credits = f"credits: {{per_breach: 10 % of monthly fee, accumulating: {accumulating}, cap: none}}\n"
    assert owed(stage(tmp_path, credits, unit=EACH)) == amount


@pytest.mark.parametrize(
    ("caps", "amount"),
    [
        # 35 % is earned, 350 EUR. Half of the monthly fee leaves it as it is, 30 % does not.
        ("50 % of monthly fee per month", "350.00 EUR"),
        ("30 % of monthly fee per month", "300.00 EUR"),
        # Of two caps the lower one binds: 30 % of 1000 EUR, or 240 EUR a quarter.
        ("[30 % of monthly fee per month, 240 EUR per quarter]", "240.00 EUR"),
        ("2 % of yearly fee per calendar year", "240.00 EUR"),
        # The bill of July is 1000 EUR, and a quarter of it 250 EUR.
        ("25 % of the receiving invoice", "250.00 EUR"),
        ("250 EUR per invoice", "250.00 EUR"),
        ("none", "350.00 EUR"),
    ],
)
def test_caps_hold_together(tmp_path: Path, caps: str, amount: str) -> None:
    words = TWO_RULES.replace("100 % of monthly fee per month", caps)
    assert owed(stage(tmp_path, words, BOTH)) == amount


def test_a_cap_per_incident_holds_for_each_outage(tmp_path: Path) -> None:
    # Each of the two outages earns 30 % of 1000 EUR, 300, of which 200 is owed at most: 400 together.
    credits = "credits: {per_breach: 30 % of monthly fee, cap: 20 % of monthly fee per incident}\n"
    assert owed(stage(tmp_path, credits, unit=EACH)) == "400.00 EUR"


@pytest.mark.parametrize(
    ("rule", "amount"),
    [
        # 60 min are 2 x 30 min, 120 min are 4: 2 x 5 % and 4 x 5 % of 1000 EUR, 100 + 200; the second is held
        # to 150.
        ("amount: 5 % of monthly fee, per: 30 min, counted: per full, summed: each outage", "250.00 EUR"),
        # Over 90 min 30 %, else 10 %: 100 + 300, of which 150 is owed.
        (
            "bands_by: each outage, bands: [{at_most: 90 min, amount: 10 % of monthly fee}, "
            "{above: 90 min, amount: 30 % of monthly fee}]",
            "250.00 EUR",
        ),
        # By the figure of the month, which no incident has for itself: 40 % of 1000 EUR, capped as one.
        ("bands: [{below: 99.9 %, amount: 40 % of monthly fee}]", "150.00 EUR"),
    ],
)
def test_a_cap_per_incident_goes_by_what_each_outage_earned(tmp_path: Path, rule: str, amount: str) -> None:
    credits = f"credits:\n  rules: [{{{rule}}}]\n  cap: 150 EUR per incident\n"
    assert owed(stage(tmp_path, credits)) == amount


def test_one_incident_that_breaks_two_promises_is_capped_once(tmp_path: Path) -> None:
    # Each outage breaks both promises: 2 x (100 + 250) EUR. Both outages at once are capped at 300: 600.
    words = TWO_RULES.replace("100 % of monthly fee per month", "300 EUR per incident")
    assert owed(stage(tmp_path, words, BOTH, EACH)) == "600.00 EUR"


GIVEN = "source,credit,period,amount,currency,carried\n"


@pytest.mark.parametrize(
    ("cap", "given", "amount"),
    [
        # 100 EUR are earned in June. 450 of the 500 of a quarter were given in April and May: 50 are left.
        ("500 EUR per quarter", ("2026-04,200.00", "2026-05,250.00"), "50.00 EUR"),
        # March is of the quarter before.
        ("500 EUR per quarter", ("2026-03,200.00", "2026-05,250.00"), "100.00 EUR"),
        # Twelve months with June begin in July 2025: June 2025 counts no more, July 2025 does.
        ("500 EUR per 12 months", ("2025-06,480.00",), "100.00 EUR"),
        ("500 EUR per 12 months", ("2025-07,480.00",), "20.00 EUR"),
        # A calendar year begins with January.
        ("500 EUR per calendar year", ("2025-12,480.00",), "100.00 EUR"),
        ("500 EUR per calendar year", ("2026-01,480.00",), "20.00 EUR"),
        # The agreement is in force from 1 January 2026: of an earlier contract nothing counts.
        ("500 EUR per term", ("2025-12,480.00", "2026-02,430.00"), "70.00 EUR"),
        # Nothing is left at all.
        ("500 EUR per term", ("2026-02,500.00",), "0.00 EUR"),
        # What was given for June itself is what is settled here.
        ("500 EUR per quarter", ("2026-06,480.00",), "100.00 EUR"),
    ],
)
def test_what_was_given_before_uses_up_a_cap(
    tmp_path: Path, cap: str, given: tuple[str, ...], amount: str
) -> None:
    credits = f"credits: {{per_breach: 10 % of monthly fee, cap: [{cap}]}}\n"
    rows = GIVEN + "".join(f"billing,C-{number},{row},EUR,\n" for number, row in enumerate(given))
    assert owed(stage(tmp_path, credits), credits=rows) == amount


def test_a_statement_tells_every_step_from_the_lines_to_what_is_owed(tmp_path: Path) -> None:
    # The higher of 100 and 250 EUR; 200 a month at most; 150 of 300 a quarter were given, which leaves 150.
    caps = "[20 % of monthly fee per month, 300 EUR per quarter]"
    terms = TWO_RULES.replace("100 % of monthly fee per month", caps)
    of = stage(tmp_path, f"{terms}  combined: highest only\n  minimum: 5 EUR\n", BOTH)
    played = of.play(
        period="2026-06", fee="1000", states=STATES, credits=f"{GIVEN}billing,C-1,2026-05,150.00,EUR,\n"
    )
    steps = [(step["kind"], written(step["owed"])) for step in played.settlement["adjustments"]]
    assert steps == [
        ("combined", "250.00 EUR"),
        ("cap", "200.00 EUR"),
        ("cap", "150.00 EUR"),
        ("minimum", "150.00 EUR"),
    ]
    said = (
        "only the highest credit is owed: quarter_hours, 250.00 EUR; not added: uptime, 100.00 EUR",
        "250.00 EUR passes the cap of 20 % of monthly fee for one month: 200.00 EUR is owed",
        "200.00 EUR passes the cap of 300.00 EUR for one quarter (150.00 EUR of it was given before): "
        "150.00 EUR is owed",
    )
    shown = " ".join(render_text(dict(played.document)).split())
    page = " ".join(render_html(dict(played.document)).split())
    for words in said:
        assert words in shown
        assert words in page


def test_a_contract_year_begins_with_the_contract(tmp_path: Path) -> None:
    # The contract is of 15 March 2025, so its second year began on 15 March 2026: 480 EUR of February are of
    # the first, 480 EUR of April of the second, and leave 20.
    of = stage(tmp_path, "credits: {per_breach: 10 % of monthly fee, cap: 500 EUR per contract year}\n")
    accounts = "source,account,contract_from\ncrm,A-1,2025-03-15T00:00:00Z\n"
    for month, amount in (("2026-02", "100.00 EUR"), ("2026-04", "20.00 EUR")):
        rows = f"{GIVEN}billing,C-1,{month},480.00,EUR,\n"
        assert owed(of, credits=rows, accounts=accounts) == amount


def test_a_cap_of_a_year_that_may_be_one_of_several_has_readings(tmp_path: Path) -> None:
    # 480 EUR were given in November 2025: before the calendar year and the contract (1 January 2026), within
    # 12 months. So 100 EUR by two readings, and 500 - 480 = 20 by the third.
    of = stage(tmp_path, "credits: {per_breach: 10 % of monthly fee, cap: 500 EUR per year}\n")
    played = of.play(
        period="2026-06", fee="1000", states=STATES, credits=f"{GIVEN}billing,C-1,2025-11,480.00,EUR,\n"
    )
    assert played.settlement["standing"] == "what is owed depends on how the text is read"
    assert sorted(set(played.owes().values())) == ["100.00 EUR", "20.00 EUR"]


def test_what_is_above_a_cap_is_lost_or_carried_over(tmp_path: Path) -> None:
    # May left 40 EUR above its cap. June earns 100 EUR: 140, of which 120 is owed and 20 carried over again.
    cap = "{most: 120 EUR per month, excess: carried over}"
    credits = f"credits:\n  per_breach: 10 % of monthly fee\n  cap: {cap}\n"
    of = stage(tmp_path, credits)
    rows = f"{GIVEN}billing,C-1,2026-05,120.00,EUR,40.00\n"
    played = of.play(period="2026-06", fee="1000", states=STATES, credits=rows)
    assert played.owed == "120.00 EUR"
    assert played.settlement["carried"]["amount"] == "20.00"
    # Where it is lost, what May left is nothing to June.
    forfeited = stage(tmp_path / "lost", credits.replace("carried over", "forfeited"))
    assert owed(forfeited, credits=rows) == "100.00 EUR"


@pytest.mark.parametrize(
    ("minimum", "fee", "amount"),
    [
        # 10 % of 10 EUR is exactly 1 EUR: at least 1 EUR, and not more than 1 EUR.
        ('">= 1 EUR"', "10", "1.00 EUR"),
        ('"> 1 EUR"', "10", "0.00 EUR"),
        ('"> 1 EUR"', "10.10", "1.01 EUR"),
        ("5 EUR", "49.90", "0.00 EUR"),
        # 5 % of 49.90 EUR is 2.495 EUR, and 10 % are 4.99.
        ("at least 5 % of monthly fee", "49.90", "4.99 EUR"),
    ],
)
def test_a_credit_below_the_minimum_is_not_paid(tmp_path: Path, minimum: str, fee: str, amount: str) -> None:
    credits = f"credits: {{per_breach: 10 % of monthly fee, cap: none, minimum: {minimum}}}\n"
    played = stage(tmp_path, credits).play(period="2026-06", fee=fee, states=STATES)
    assert played.owed == amount
    if amount == "0.00 EUR":
        assert played.settlement["standing"] == "no credit is owed"


@pytest.mark.parametrize(
    ("unit", "rounding", "amount"),
    [
        # 10 % of 1234.50 EUR is 123.45 EUR.
        ("1 EUR", "half up", "123.00 EUR"),
        ("1 EUR", "up", "124.00 EUR"),
        ("5 EUR", "half up", "125.00 EUR"),
        ("0.50 EUR", "down", "123.00 EUR"),
    ],
)
def test_the_whole_credit_is_rounded_to_a_unit(tmp_path: Path, unit: str, rounding: str, amount: str) -> None:
    credits = f"credits: {{per_breach: 10 % of monthly fee, cap: none, rounded_to: {unit}}}\n"
    conventions = f"conventions: {{one_breach: objective and period, money_rounding: {rounding}}}\n"
    assert owed(stage(tmp_path, credits, unit=conventions), fee="1234.50") == amount


@pytest.mark.parametrize(
    ("cap", "amount"),
    [
        # 10 % of 1234.50 EUR is 123.45 EUR, 125 in whole fives: as much as a cap lets through.
        ("10 % of monthly fee per month", "123.45 EUR"),
        ("124 EUR per month", "124.00 EUR"),
        ("[125 EUR per month, 124.50 EUR per quarter]", "124.50 EUR"),
        ("125 EUR per month", "125.00 EUR"),
        # 120 EUR is all that the cap leaves, and whole fives.
        ("{most: 120 EUR per month, excess: carried over}", "120.00 EUR"),
    ],
)
def test_what_is_rounded_up_passes_no_cap(tmp_path: Path, cap: str, amount: str) -> None:
    credits = f"credits: {{per_breach: 10 % of monthly fee, cap: {cap}, rounded_to: 5 EUR}}\n"
    conventions = "conventions: {one_breach: objective and period, money_rounding: up}\n"
    assert owed(stage(tmp_path, credits, unit=conventions), fee="1234.50") == amount


@pytest.mark.parametrize(
    ("unit", "owed_", "because"),
    [
        # 10 % of 12.30 and of 23.40 USD: 1.23 and 2.34 are 3.57 together, up to whole dollars 4.
        ("1 USD", "4.00 USD", "3.57 USD is rounded up to whole 1.00 USD: 4.00 USD"),
        # Each by itself they are 2 and 3 dollars.
        ("1 USD each", "5.00 USD", "uptime for a, 1.23 USD: 2.00 USD, uptime for b, 2.34 USD: 3.00 USD"),
    ],
)
def test_each_credit_may_be_rounded_by_itself(tmp_path: Path, unit: str, owed_: str, because: str) -> None:
    terms = f"""
    services:
      host: {{points: [a, b], down_when: each server by itself}}
    objectives:
      uptime: {{availability: host, target: ">= 99.9 %", period: calendar month}}
    conventions: {{one_breach: objective and period, money_rounding: up}}
    credits:
      rules: [{{for: uptime, amount: 10 % of monthly fee of the affected server}}]
      rounded_to: {unit}
      cap: none
    """
    story = """
    period: 2026-06
    fee: {resources: {a: 12.30, b: 23.40}}
    outages: [2026-06-10 10:00 for 90 min a, 2026-06-12 10:00 for 90 min b]
    """
    play = worked.settled(tmp_path, terms, story)
    assert play.owed == owed_
    assert because in play.why()


ACCOUNTS = "source,account,since,until,size,customer_since,contract_from,paid_up,stage\n"


@pytest.mark.parametrize(
    ("eligible", "facts", "amount"),
    [
        # 50 users and more: 50 are enough, 49 are not, and more than 50 are not 50.
        ('size: ">= 50 users"', ",,50,,,,", "100.00 EUR"),
        ('size: ">= 50 users"', ",,49,,,,", "0.00 EUR"),
        ("size: more than 50 seats", ",,50,,,,", "0.00 EUR"),
        ('fee: ">= 1000 EUR"', ",,,,,,", "100.00 EUR"),
        ('fee: "> 1000 EUR"', ",,,,,,", "0.00 EUR"),
        # The first outage is on 3 June: three months after 3 March, and not after 4 March.
        ("customer_for: at least 3 months", ",,,2026-03-03T09:00:00Z,,,", "100.00 EUR"),
        ("customer_for: at least 3 months", ",,,2026-03-04T09:00:00Z,,,", "0.00 EUR"),
        ("contract_from: 2026-01-01", ",,,,2026-01-01T12:00:00Z,,", "100.00 EUR"),
        ("contract_from: 2026-01-01", ",,,,2025-12-31T12:00:00Z,,", "0.00 EUR"),
        ("contract_before: 2026-01-01", ",,,,2025-12-31T12:00:00Z,,", "100.00 EUR"),
        ("contract_before: 2026-01-01", ",,,,2026-01-01T12:00:00Z,,", "0.00 EUR"),
        ("paid_up: required", ",,,,,yes,", "100.00 EUR"),
        ("paid_up: required", ",,,,,no,", "0.00 EUR"),
        ("stage: general availability", ",,,,,,general availability", "100.00 EUR"),
        ("stage: [general availability]", ",,,,,,beta", "0.00 EUR"),
    ],
)
def test_credits_are_owed_to_whom_they_are_promised(
    tmp_path: Path, eligible: str, facts: str, amount: str
) -> None:
    credits = f"credits:\n  per_breach: 10 % of monthly fee\n  cap: none\n  eligible: {{{eligible}}}\n"
    assert owed(stage(tmp_path, credits), accounts=f"{ACCOUNTS}crm,A-1,{facts}\n") == amount


def test_a_fact_that_is_not_known_leaves_the_credit_open_and_is_named(tmp_path: Path) -> None:
    credits = "credits: {per_breach: 10 % of monthly fee, cap: none, eligible: {paid_up: required}}\n"
    of = stage(tmp_path, credits)
    assert owed(of) == (
        "up to 100.00 EUR is open (uptime: whether a credit is owed is not decided: the accounts do not say "
        "whether all that was due is paid)"
    )
    # A fact holds from its day on: paid on 2 June, before the outage of the 3rd, and not on 1 June.
    facts = "crm,A-1,,2026-06-02T00:00:00Z,,,,no,\ncrm,A-2,2026-06-02T00:00:00Z,,,,,yes,\n"
    assert owed(of, accounts=ACCOUNTS + facts) == "100.00 EUR"


FEES = "source,fee,service,resource,one_time,amount,currency,since,until\n"


@pytest.mark.parametrize(
    ("base", "amount"),
    [
        # The fee is 1000 EUR from 19 May on, and was 900 EUR until then; 500 EUR were paid once, in June.
        ("monthly fee", "100.00 EUR"),
        # That of May is the one in force on 1 May.
        ("previous month's fee", "90.00 EUR"),
        # 30 days before 3 June, 10:00 begin on 4 May: 15 times a thirtieth of 900 EUR (on the days from 4 to
        # 18 May at 10:00), then 15 times a thirtieth of 1000 (from 19 May to 2 June): 450 + 500 = 950.
        ("the fees of the preceding 30 days", "95.00 EUR"),
        ("monthly fee of the affected service", "60.00 EUR"),
    ],
)
def test_a_credit_is_a_share_of_the_fee_that_is_named(tmp_path: Path, base: str, amount: str) -> None:
    rows = (
        "billing,F-1,,,,900.00,EUR,2026-01-01T00:00:00Z,2026-05-19T00:00:00Z\n"
        "billing,F-2,,,,1000.00,EUR,2026-05-19T00:00:00Z,\n"
        "billing,F-3,app,,,600.00,EUR,2026-01-01T00:00:00Z,\n"
        "billing,F-4,,,yes,500.00,EUR,2026-06-01T00:00:00Z,\n"
    )
    of = stage(tmp_path, f"credits: {{per_breach: 10 % of {base}, cap: none}}\n")
    assert owed(of, fee=None, fees=FEES + rows) == amount


@pytest.mark.parametrize(
    "thing", ["resource", "instance", "region", "component", "circuit", "feature", "site"]
)
def test_a_credit_is_a_share_of_what_the_affected_thing_costs(tmp_path: Path, thing: str) -> None:
    # 10 % of the 200 EUR that eu-west costs, not of the 1000 EUR for everything.
    rows = (
        "billing,F-1,,,,1000.00,EUR,2026-01-01T00:00:00Z,\n"
        "billing,F-2,,eu-west,,200.00,EUR,2026-01-01T00:00:00Z,\n"
    )
    outages = (
        "source,outage,since,until,resources\n"
        "noc,O-1,2026-06-03T10:00:00Z,2026-06-03T11:00:00Z,eu-west\n"
        "noc,O-2,2026-06-17T10:00:00Z,2026-06-17T12:00:00Z,eu-west\n"
    )
    credits = f"credits: {{per_breach: 10 % of monthly fee of the affected {thing}, cap: none}}\n"
    played = stage(tmp_path, credits).play(period="2026-06", states=STATES, fees=FEES + rows, outages=outages)
    assert played.owed == "20.00 EUR"
    assert (
        f"10 % of monthly fee{'' if thing == 'subscription' else f' of the affected {thing}'}" in played.why()
    )


def test_a_cap_of_each_affected_thing_holds_for_each(tmp_path: Path) -> None:
    # 60 % of 200 and of 1000 EUR: 120 + 600. Capped at half of what each costs: 100 + 500.
    rows = (
        "billing,F-1,,i-1,,200.00,EUR,2026-01-01T00:00:00Z,\n"
        "billing,F-2,,i-2,,1000.00,EUR,2026-01-01T00:00:00Z,\n"
    )
    outages = (
        "source,outage,since,until,resources\n"
        "noc,O-1,2026-06-03T10:00:00Z,2026-06-03T11:00:00Z,i-1\n"
        "noc,O-2,2026-06-17T10:00:00Z,2026-06-17T12:00:00Z,i-2\n"
    )
    credits = (
        "credits:\n"
        "  per_breach: 60 % of monthly fee of the affected instance\n"
        "  cap: 50 % of monthly fee of the affected instance per month\n"
    )
    played = stage(tmp_path, credits).play(period="2026-06", states=STATES, fees=FEES + rows, outages=outages)
    assert played.owed == "600.00 EUR"


def test_a_credit_above_the_fee_is_reported_where_nothing_caps_it(tmp_path: Path) -> None:
    # Two outages at 60 % of 1000 EUR are 1200 EUR.
    credits = "credits: {per_breach: 60 % of monthly fee, cap: none}\n"
    played = stage(tmp_path, credits, unit=EACH).play(period="2026-06", fee="1000", states=STATES)
    assert played.owed == "1200.00 EUR"
    assert "1200.00 EUR is more than the monthly fee, 1000.00 EUR: the agreement has no cap" in played.why()
    capped = stage(tmp_path / "capped", credits.replace("none", "100 % of monthly fee per month"), unit=EACH)
    assert owed(capped) == "1000.00 EUR"


def test_a_share_of_nothing_is_nothing_and_says_so(tmp_path: Path) -> None:
    played = stage(tmp_path, "credits: {per_breach: 10 % of monthly fee, cap: none}\n").play(
        period="2026-06", fee="0", states=STATES
    )
    assert played.settlement["standing"] == "no credit is owed"
    assert "the monthly fee is 0.00 EUR: a share of it is nothing" in played.why()


def test_currencies_do_not_mix(tmp_path: Path) -> None:
    of = stage(tmp_path, "credits: {per_breach: 10 % of monthly fee, cap: 500 EUR per quarter}\n")
    dollars = f"{GIVEN}billing,C-1,2026-05,480.00,USD,\n"
    with pytest.raises(UsageError, match=r"the credit given for 2026-05 .* is in USD, and not in EUR"):
        owed(of, credits=dollars)
    with pytest.raises(UsageError, match="in USD"):
        owed(of, fee="1000 USD")


BAD = down(
    ("2026-06-03 10:00", "2026-06-03 12:00"),
    ("2026-07-03 10:00", "2026-07-03 12:00"),
    ("2026-08-03 10:00", "2026-08-03 12:00"),
)
"""Two hours down in June, July and August: each month misses 99.9 %."""


def owed_monthly(of: Drafted, **tables: str) -> list[str]:
    """What is owed for June to September, by a fee of 1000 EUR."""
    series = of.settle("2026-06", "2026-09", fee="1000", as_of="2026-10-15", **{"states": BAD, **tables})
    return [written(month["owed"]) for month in series.series["months"]]


@pytest.mark.parametrize(
    ("cap", "months"),
    [
        # 30 % of 1000 EUR is earned in June, July and August.
        ("none", ["300.00 EUR", "300.00 EUR", "300.00 EUR", "0.00 EUR"]),
        # The quarter from July to September has 500 EUR, the one before is another.
        ("500 EUR per quarter", ["300.00 EUR", "300.00 EUR", "200.00 EUR", "0.00 EUR"]),
        ("500 EUR per 2 months", ["300.00 EUR", "200.00 EUR", "300.00 EUR", "0.00 EUR"]),
        ("500 EUR per calendar year", ["300.00 EUR", "200.00 EUR", "0.00 EUR", "0.00 EUR"]),
        ("[250 EUR per month, 400 EUR per term]", ["250.00 EUR", "150.00 EUR", "0.00 EUR", "0.00 EUR"]),
        # 50, 100 and 150 EUR are carried over from month to month, and paid in September.
        (
            "{most: 250 EUR per month, excess: carried over}",
            ["250.00 EUR", "250.00 EUR", "250.00 EUR", "150.00 EUR"],
        ),
        (
            "{most: 250 EUR per month, excess: forfeited}",
            ["250.00 EUR", "250.00 EUR", "250.00 EUR", "0.00 EUR"],
        ),
    ],
)
def test_months_that_are_settled_together_share_the_caps_of_a_longer_time(
    tmp_path: Path, cap: str, months: list[str]
) -> None:
    of = stage(tmp_path, f"credits:\n  per_breach: 30 % of monthly fee\n  cap: {cap}\n")
    assert owed_monthly(of) == months


def test_what_was_given_before_the_first_month_counts_too(tmp_path: Path) -> None:
    # 450 of 500 EUR were given in May: 50 are left for June, and nothing for July and August.
    of = stage(tmp_path, "credits: {per_breach: 30 % of monthly fee, cap: 500 EUR per calendar year}\n")
    given = f"{GIVEN}billing,C-1,2026-05,450.00,EUR,\n"
    assert owed_monthly(of, credits=given) == ["50.00 EUR", "0.00 EUR", "0.00 EUR", "0.00 EUR"]


def test_a_credit_that_nobody_claimed_in_time_uses_up_no_cap(tmp_path: Path) -> None:
    # June's 300 EUR had to be claimed by 31 July and were not; July's were claimed: 300 of 500. August,
    # claimed too, has the other 200.
    words = (
        "credits: {per_breach: 30 % of monthly fee, cap: 500 EUR per calendar year}\n"
        "claims: {by: customer, within: 1 month, from: end of the month}\n"
    )
    claims = (
        "source,claim,period,submitted_at\n"
        "desk,K-1,2026-07,2026-08-05T09:00:00Z\n"
        "desk,K-2,2026-08,2026-09-05T09:00:00Z\n"
    )
    series = stage(tmp_path, words).settle(
        "2026-06", "2026-08", fee="1000", as_of="2026-10-15", states=BAD, claims=claims
    )
    assert [written(month["owed"]) for month in series.series["months"]] == [
        "300.00 EUR",
        "300.00 EUR",
        "200.00 EUR",
    ]
    assert (series.due, written(series.series["lost"])) == ("500.00 EUR", "300.00 EUR")


CARRIED = "remainder: carried over"
PAYMENT = (
    "credits: {{per_breach: {each} % of monthly fee, cap: {cap}}}\n"
    "payment: {{as: service credit, applied_to: following month, after: month of the breach, {terms}}}\n"
)


@pytest.mark.parametrize(
    ("each", "cap", "terms", "applied", "becomes"),
    [
        # 2500 EUR for June: July, August and September take up 1000, 1000 and 500.
        (250, "none", CARRIED, ["07: 1000.00", "08: 1000.00", "09: 500.00"], "used up"),
        # After two months from the first bill, July, what is left expires: 500.
        (
            250,
            "none",
            "remainder: carried over, expires_after: 2 months",
            ["07: 1000.00", "08: 1000.00"],
            "expired",
        ),
        # The bill of 1 August is 31 days after that of 1 July, 60 days are over on 30 August.
        (
            250,
            "none",
            "remainder: carried over, expires_after: 60 days",
            ["07: 1000.00", "08: 1000.00"],
            "expired",
        ),
        (250, "none", f"{CARRIED}, expires_after: 31 days", ["07: 1000.00"], "expired"),
        # Half of each invoice: 500 a month.
        (
            120,
            "{most: 50 % of the receiving invoice, excess: carried over}",
            "remainder: forfeited",
            ["07: 500.00", "08: 500.00", "09: 200.00"],
            "used up",
        ),
    ],
)
def test_a_credit_is_set_against_bills_for_so_long_and_so_much(
    tmp_path: Path, each: int, cap: str, terms: str, applied: list[str], becomes: str
) -> None:
    of = stage(tmp_path, PAYMENT.format(each=each, cap=cap, terms=terms))
    month = of.settle("2026-06", "2026-06", fee="1000", as_of="2026-12-01", states=STATES).month("2026-06")
    (credit,) = month["credits"]
    assert [f"{part['month'][5:]}: {part['amount']}" for part in credit["applied"]] == applied
    assert credit["becomes"] == becomes


@pytest.mark.parametrize(
    ("terms", "becomes"),
    [
        ("at_termination: paid out", "paid out when the contract ends on 2026-08-01"),
        ("at_termination: forfeited", "forfeited when the contract ends on 2026-08-01"),
        (
            "clause: '7'",
            "left when the contract ends on 2026-08-01: the agreement does not say what becomes of it",
        ),
    ],
)
def test_what_no_bill_took_up_when_the_contract_ended(tmp_path: Path, terms: str, becomes: str) -> None:
    # 2500 EUR: the bill of July takes up 1000, and the contract ends with July: 1500 are left.
    of = stage(tmp_path, PAYMENT.format(each=250, cap="none", terms=f"remainder: carried over, {terms}"))
    accounts = "source,account,contract_until\ncrm,A-1,2026-08-01T00:00:00Z\n"
    month = of.settle(
        "2026-06", "2026-06", fee="1000", as_of="2026-12-01", states=STATES, accounts=accounts
    ).month("2026-06")
    (credit,) = month["credits"]
    assert (written(credit["left"]), credit["becomes"]) == ("1500.00 EUR", becomes)


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        ("", "10.00 USD"),
        ("price_change: price at the end", "20.00 USD"),
        # 15 days at 100 and 15 at 200: (15 x 100 + 15 x 200) / 30 = 150, of which 10 %.
        ("price_change: by day", "15.00 USD"),
    ],
)
def test_a_price_that_changes_in_mid_month(tmp_path: Path, change: str, amount: str) -> None:
    terms = f"""
    services: {{app: {{points: [app]}}}}
    objectives: {{uptime: {{availability: app, target: ">= 99 %", period: calendar month}}}}
    credits:
      rules: [{{for: uptime, bands: [{{below: 99 %, amount: 10 % of monthly fee}}]}}]
      cap: 100 % of monthly fee per month
      {change}
    """
    case = """
    period: 2026-06
    fees: [{amount: 100, until: 2026-06-16}, {amount: 200, since: 2026-06-16}]
    outages: [2026-06-20 10:00 for 10 h]
    """
    assert worked.settled(tmp_path, terms, case).owed == amount


def test_a_machine_of_some_days_has_their_part_of_its_price(tmp_path: Path) -> None:
    # From 21 June on there are 10 of 30 days: a third of 90 is 30, and 25 % of it 7.50.
    terms = """
    services: {vm: {points: as recorded, down_when: each instance by itself}}
    objectives: {uptime: {availability: vm, target: ">= 99 %", period: calendar month}}
    credits:
      rules: [{for: uptime, bands: [{below: 99 %, amount: 25 % of monthly fee of the affected instance}]}]
      cap: none
      price_change: by day
    """
    case = """
    period: 2026-06
    resources: [{resource: vm-1, since: 2026-06-21}]
    fees: [{resource: vm-1, amount: 90, since: 2026-06-21}]
    outages: [2026-06-25 10:00 for 10 h vm-1]
    """
    assert worked.settled(tmp_path, terms, case).owed == "7.50 USD"


def test_a_least_amount_of_each_credit(tmp_path: Path) -> None:
    # 10 % of 100, of 40 and of 50: 10, 4 and 5. More than 5 each leaves the 10; at least 5 each 15; more than
    # 5 in all is reached by the 19.
    terms = """
services: {vm: {points: as recorded, down_when: each instance by itself}}
objectives: {up: {availability: vm, target: ">= 99.9 %", period: calendar month}}
credits: {per_breach: 10 % of monthly fee of the affected instance, cap: none, minimum: "LEAST"}
conventions: {one_breach: objective and period}
"""
    case = """
period: 2026-06
fee: {resources: {a: 100, b: 40, c: 50}}
outages: [2026-06-12 10:00/12:00]
"""
    for least, owed in (
        ("> 5 USD each", "10.00"),
        (">= 5 USD for each credit", "15.00"),
        ("> 5 USD", "19.00"),
    ):
        assert worked.settled(tmp_path, terms.replace("LEAST", least), case).owed == f"{owed} USD"


SERVER = """
services:
  servers: {points: as recorded, down_when: each server by itself}
objectives:
  reply: {response: {priority: P1}, within: 1 h, period: calendar month}
  repair: {resolution: {priority: P1}, within: 4 h, period: calendar month}
credits:
  rules:
    - for: [reply, repair]
      amount: 5 % of monthly fee of the affected server
      per: 1 h
      counted: per started
      of: beyond the target
  combined: {counted: highest only, per: incident, only_one: credit}
  cap: none
"""
LATE_TWICE = """
period: 2026-06
fee: {resources: {s1: 300}}
outages: none
tickets:
  - {opened: 2026-06-03 10:00, priority: P1, of: s1, first_response: 11:30, resolved: "15:00:01"}
"""


def test_a_ticket_that_was_late_twice_is_one_incident(tmp_path: Path) -> None:
    # Half an hour beyond the hour: 5 % of 300, 15. An hour and a second beyond the four: 10 %, 30. From 11:30
    # until 14:00 nothing was late, but it is the same ticket: 30, not 45.
    assert worked.settled(tmp_path, SERVER, LATE_TWICE).owed == "30.00 USD"
    # Another ticket of another day is another incident.
    other = "  - {opened: 2026-06-09 10:00, priority: P1, of: s1, first_response: 11:30, resolved: 12:00}\n"
    assert worked.settled(tmp_path, SERVER, LATE_TWICE + other).owed == "45.00 USD"
