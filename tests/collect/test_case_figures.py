"""Worked cases on a page: what is judged of them, with figures worked out by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from case_court import AGREEMENT, Court, finding

MINUTE = 60_000_000
CAP = "cap: 100 % of monthly fee per month"


@pytest.fixture
def court(tmp_path: Path) -> Court:
    return Court(tmp_path)


def test_a_whole_case_fits_on_a_page(court: Court) -> None:
    # June: 43 200 minutes, 43.2 allowed. app: 7 + 60 minutes = 67 down, 43 133 / 43 200: missed.
    # mail: the 60 minutes that name nothing: 43 140 / 43 200: missed. Response: reported 14:05, answered
    # 15:35, less the pause 14:30 to 15:00: 60 minutes, which is within 1 hour: kept.
    # 10 % + 10 % of 8 000 EUR = 1 600 EUR.
    statement = court.statement(
        """
        period: 2026-06
        fee: 8000
        outages:
          - 2026-06-03 14:03/14:10 eu-west
          - 2026-06-05 01:00/02:00
        tickets:
          - opened: 2026-06-03 14:05
            pauses: [2026-06-03 14:30/15:00]
            first_response: 15:35
            resolved: 18:00
        """
    )
    assert finding(statement, "uptime")["figure"]["share"] == "43133/43200"
    assert finding(statement, "delivery")["figure"]["share"] == "719/720"
    response = finding(statement, "response")
    assert response["verdict"] == "MET"
    assert response["record"]["clocks"][0]["elapsed"] == 60 * MINUTE
    assert statement["settlement"]["owed"] == {"kind": "sum", "amount": "1600.00", "currency": "EUR"}
    assert "2026-07-30" in json.dumps(statement["settlement"]["reason"])


def test_nothing_happened(court: Court) -> None:
    statement = court.statement(
        "period: 2026-06\nfee: 8000\noutages: none\n", objectives=("uptime", "delivery")
    )
    assert [each["figure"]["percent"] for each in statement["findings"]] == ["100 %", "100 %"]
    assert [each["verdict"] for each in statement["findings"]] == ["MET", "MET"]


def test_without_a_list_of_outages_nothing_is_known(court: Court) -> None:
    statement = court.statement("period: 2026-06\nfee: 8000\n", objectives=("uptime",))
    assert finding(statement, "uptime")["verdict"] == "INDETERMINATE"


def test_a_list_that_is_not_complete_leaves_the_rest_unknown(court: Court) -> None:
    # 50 minutes down are beyond the 43.2 that are allowed, whatever the rest was; 40 decide nothing
    told = "period: 2026-06\ncomplete: no\noutages: [2026-06-05 01:00 for {} min]\n"
    certain = court.statement(told.format(50), objectives=("uptime",))
    assert finding(certain, "uptime")["verdict"] == "MISSED"
    open_ = court.statement(told.format(40), objectives=("uptime",))
    assert finding(open_, "uptime")["verdict"] == "INDETERMINATE"
    assert finding(open_, "uptime")["record"]["unknown"] == (43_200 - 40) * MINUTE


def test_degraded_time_is_not_down_unless_it_counts(court: Court) -> None:
    told = "period: 2026-06\noutages: [2026-06-05 01:00 for 2 h degraded eu-west]\n"
    plain = finding(court.statement(told, objectives=("uptime",)), "uptime")
    assert (plain["record"]["degraded"], plain["verdict"]) == (120 * MINUTE, "MET")
    # counted as half down: 60 minutes
    counts = AGREEMENT.replace("conventions: {", "conventions: {degraded_counts: 50 %, ")
    half = finding(court.statement(told, counts, objectives=("uptime",)), "uptime")
    assert (half["figure"]["share"], half["verdict"]) == ("719/720", "MISSED")


def test_an_outage_may_have_every_column_of_its_table(court: Court) -> None:
    evidence = court.evidence(
        """
        period: 2026-06
        outages:
          - {from: 2026-06-05 01:00, until: 01:30, services: app, incident: I-7, foreseen: yes}
          - {outage: O-9, time: 2026-06-07 23:50/2026-06-08 00:10, of: [us-east], state: degraded}
        """
    )
    first, second = evidence.outages
    assert (first.number, first.services, first.incident, first.foreseen) == ("1", ("app",), "I-7", True)
    assert (second.number, second.resources) == ("O-9", ("us-east",))
    assert second.until is not None
    assert second.until - second.since == 20 * MINUTE


def test_fees_of_services_and_resources_and_of_years(court: Court) -> None:
    by_service = AGREEMENT.replace(
        "10 % of monthly fee}", "10 % of monthly fee of the affected service}"
    ).replace(CAP, "cap: none")
    # app: 10 % of 500 = 50 EUR; mail is paid by the year: 10 % of 1 200 / 12 = 10 EUR
    statement = court.statement(
        """
        period: 2026-06
        fee:
          services: {app: 500, mail: {yearly: 1200 EUR}}
        outages: [2026-06-05 01:00/02:00]
        """,
        by_service,
        objectives=("uptime", "delivery"),
    )
    assert statement["settlement"]["owed"] == {"kind": "sum", "amount": "60.00", "currency": "EUR"}


@pytest.mark.parametrize("amount", ["80.50", "80.50 EUR", "80.50EUR", "80.5"])
def test_a_decimal_amount_is_read_whole(court: Court, amount: str) -> None:
    evidence = court.evidence(
        f"""
        period: 2026-06
        outages: none
        fees: [{{resource: vm-1, amount: {amount}, currency: EUR, since: 2026-01-01}}]
        """
    )
    assert [each.amount.amount for each in evidence.fees] == [Decimal("80.50")]


def test_points_as_recorded_are_what_the_case_names(court: Court) -> None:
    each = (
        AGREEMENT.replace(
            "{points: [eu-west, us-east], down_when: any point fails, sampled_every: 60 s}",
            "{points: as recorded, down_when: each point by itself}",
        )
        .replace(
            "- {for: [uptime, delivery], amount: 10 % of monthly fee}",
            "- {for: [uptime], amount: 10 % of monthly fee of the affected resource}",
        )
        .replace(CAP, "cap: none")
    )
    # vm-1: 60 of 43 200 minutes down, missed: 10 % of 100 EUR; vm-2 kept its promise
    statement = court.statement(
        """
        period: 2026-06
        fee: {resources: {vm-1: 100, vm-2: 50}}
        outages: [2026-06-05 01:00/02:00 vm-1]
        """,
        each,
        objectives=("uptime",),
    )
    assert finding(statement, "uptime", "vm-1")["verdict"] == "MISSED"
    assert finding(statement, "uptime", "vm-2")["figure"]["percent"] == "100 %"
    assert statement["settlement"]["owed"]["amount"] == "10.00"


def test_a_resource_is_judged_while_it_was_deployed(court: Court) -> None:
    each = AGREEMENT.replace(
        "{points: [eu-west, us-east], down_when: any point fails, sampled_every: 60 s}",
        "{points: as recorded, down_when: each point by itself}",
    )
    # from the sixteenth on there are 15 days of 1 440 minutes: 21 600, of which 20 were down
    statement = court.statement(
        """
        period: 2026-06
        resources: [vm-1, {resource: vm-2, service: app, from: 2026-06-16}]
        outages:
          - 2026-06-03 14:00 for 1 h vm-1
          - 2026-06-20 14:00 for 20 min vm-2
        """,
        each,
        objectives=("uptime",),
    )
    assert finding(statement, "uptime", "vm-2")["figure"]["share"] == "1079/1080"


def test_a_longer_objective_sees_outages_before_the_period(court: Court) -> None:
    # April to June: 91 × 1 440 = 131 040 minutes; 100 in April, 20 in June: 130 920 / 131 040
    quarterly = AGREEMENT.replace("period: calendar month", "period: calendar quarter", 1)
    statement = court.statement(
        "period: 2026-06\noutages: [2026-04-05 01:00 for 100 min app, 2026-06-05 01:00 for 20 min app]\n",
        quarterly,
        objectives=("uptime",),
    )
    assert finding(statement, "uptime")["figure"]["share"] == "1091/1092"
    assert [flag["code"] for flag in statement["flags"]] == ["outage-outside-period"]


def test_what_came_after_the_period_is_known(court: Court) -> None:
    statement = court.statement(
        "period: 2026-06\noutages: none\nclaims: [{submitted: 2026-07-03 10:00, objective: uptime}]\n"
    )
    assert statement["as_of"] == "2026-07-03T08:00:00Z"


def test_options_come_before_what_the_case_says(court: Court) -> None:
    told = "period: 2026-06\nas_of: 2026-06-20\nfee: 100\noutages: [2026-06-05 01:00/02:00]\n"
    statement = court.statement(told, period="2026-07", as_of="2026-08-02", fee="500", objectives=("uptime",))
    assert statement["period"]["label"] == "2026-07"
    assert statement["as_of"] == "2026-08-01T22:00:00Z"
    assert statement["settlement"]["fee"] == {"amount": "500.00", "currency": "EUR"}


def test_records_of_states_stand_before_the_list(court: Court) -> None:
    # eu-west by its own records: 30 minutes down; us-east by the list: up
    statement = court.statement(
        """
        period: 2026-06
        outages: none
        states:
          - {site: eu-west, at: 2026-05-01, state: up}
          - {site: eu-west, at: 2026-06-05 01:00, state: down}
          - {site: eu-west, at: 2026-06-05 01:30, state: up}
        """,
        objectives=("uptime",),
    )
    assert finding(statement, "uptime")["record"]["down"] == 30 * MINUTE


def test_rows_of_any_table_may_stand_in_it(court: Court) -> None:
    evidence = court.evidence(
        """
        period: 2026-06
        outages: none
        maintenance: [2026-06-10 02:00/04:00 app, {name: move, time: 2026-06-11 02:00/04:00, kind: emergency}]
        notices: [{kind: report, sent: 2026-07-02 09:00, about: availability}]
        measurements:
          - {series: latency, labels: {region: eu}, at: 2026-06-01 00:00, value: 310 ms}
          - {measure: latency, labels: {region: eu}, at: 2026-06-02 00:00, value: 300 ms}
        reviews: [{of: agreement, held: 2026-06-30}]
        """
    )
    assert [work.name for work in evidence.maintenance] == ["maintenance 1", "move"]
    (run,) = evidence.measurements
    assert (run.measure, run.totals.tolist()) == ("latency", [310_000, 300_000])
    assert len(evidence.notices) == len(evidence.reviews) == 1


def test_the_fee_of_the_month_before_and_what_is_paid_once(court: Court) -> None:
    # 10 % of what was paid in May, 6 000 EUR; setting up counts for nothing
    before = AGREEMENT.replace("amount: 10 % of monthly fee}", "amount: 10 % of previous month's fee}")
    told = """
        period: 2026-06
        fee: {monthly: 8000, previous_month: 6000, one_time: 950}
        outages: [2026-06-05 01:00/02:00 app]
        """
    owed = court.statement(told, before, objectives=("uptime",))["settlement"]["owed"]
    assert owed == {"kind": "sum", "amount": "600.00", "currency": "EUR"}
    owed = court.statement(told, objectives=("uptime",))["settlement"]["owed"]
    assert owed == {"kind": "sum", "amount": "800.00", "currency": "EUR"}


def test_times_of_a_row_are_of_its_day_and_a_percentage_may_have_its_sign(court: Court) -> None:
    evidence = court.evidence(
        """
        period: 2026-06
        outages:
          - {time: 2026-06-03 14:00/15:00, of: app, detected: 14:05, reported: 14:10, affected: 20 %}
        accounts: {size: 60, customer_since: 2024-01-01}
        credits: [{period: 2026-05, amount: 100}]
        requests: [{time: 2026-06-01 00:00/01:00, service: app, total: 1000, failed: 10}]
        """
    )
    (outage,) = evidence.outages
    assert outage.detected_at is not None
    assert outage.reported_at is not None
    assert outage.detected_at - outage.since == 5 * MINUTE
    assert outage.reported_at - outage.since == 10 * MINUTE
    assert len(evidence.accounts) == len(evidence.credits) == 1
