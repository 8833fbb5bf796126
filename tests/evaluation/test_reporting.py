"""Reporting: reports asked for, reports after each period, and what they must contain."""

from __future__ import annotations

from typing import Any

from duty_court import MARCH, duties, judged, local, only, says, states, verdict
from ticket_court import within

from upheld.agreement.agreement import Subscription
from upheld.agreement.clock import RunsOn
from upheld.agreement.convention import BelongsTo, Conventions
from upheld.agreement.governance import Reporting, ReportOccasion
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Notice

ADDENDUM = Reporting(
    what="SLA addendum", on=ReportOccasion.REQUEST, contains=("definitions", "credit calculation")
)
SUMMARY = Reporting(
    what="monthly summary",
    on=ReportOccasion.REQUEST,
    within=within("5 business hours", RunsOn.SERVICE_HOURS),
    hours="office",
)
MONTHLY = Reporting(
    what="monthly summary", on=ReportOccasion.PERIOD_END, within=within("10 days", RunsOn.WALL_CLOCK)
)
MONTHLY_WHENEVER = Reporting(what="monthly summary", on=ReportOccasion.PERIOD_END)


def notice(requested: str | None, sent: str | None, *contains: str, **terms: Any) -> Notice:
    defaults = {
        "source": "mail",
        "number": "N-1",
        "kind": "monthly summary",
        "requested_at": None if requested is None else local(requested),
        "sent_at": None if sent is None else local(sent),
        "contains": contains,
    }
    return Notice(**(defaults | terms))


def addendum(requested: str | None, sent: str | None, *contains: str, **terms: Any) -> Notice:
    return notice(requested, sent, *contains, **({"kind": "SLA addendum"} | terms))


def court(*notices: Notice, indicator: Reporting = SUMMARY, **terms: Any) -> Finding:
    return judged(indicator, notices=notices, **terms)


def test_a_report_sent_in_time_keeps_it() -> None:
    found = court(notice("03-03 10:00", "03-03 15:00"))
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == (
        "monthly summary asked for in notice N-1: sent in full 5 h of business hours after it was asked for; "
        "promised within 5 business hours"
    )
    assert only(found).evidence == ("notice:mail/N-1",)


def test_a_report_sent_too_late_or_never_breaks_it() -> None:
    late = court(notice("03-03 10:00", "03-03 15:30"))
    assert (verdict(late), late.breaches) == ("MISSED", 1)
    assert "5 h 30 min of business hours after it was asked for, 30 min too late" in says(late)
    never = court(notice("03-03 10:00", None))
    assert verdict(never) == "MISSED"
    assert only(never).done_at is None
    assert "not sent in " in says(never)


def test_while_there_is_time_left_it_is_open() -> None:
    found = court(notice("03-03 10:00", "03-03 13:00"), as_of="03-03 12:00")
    assert states(found) == ["running"]
    assert "not yet sent, due by 2026-03-03 15:00 Europe/Brussels" in says(found)
    assert states(court(notice("03-03 10:00", None), as_of="03-03 09:00")) == []


def test_a_report_must_contain_what_is_promised_and_may_be_completed() -> None:
    half = addendum("03-03 10:00", "03-04 10:00", "Definitions")
    found = court(half, indicator=ADDENDUM)
    assert (verdict(found), only(found).lacks) == ("MISSED", ("credit calculation",))
    assert says(found) == (
        "SLA addendum asked for in notice N-1: sent without credit calculation; "
        "promised at any time, with definitions and credit calculation"
    )
    rest = addendum(None, "03-06 10:00", "credit calculation", number="N-2", about="N-1")
    found = court(half, rest, indicator=ADDENDUM)
    assert (verdict(found), only(found).done_at) == ("MET", local("03-06 10:00"))
    assert only(found).evidence == ("notice:mail/N-1", "notice:mail/N-2")
    assert "sent in full 2026-03-06 10:00 Europe/Brussels" in says(found)


def test_without_a_limit_a_report_that_was_not_sent_is_open() -> None:
    found = court(addendum("03-03 10:00", None), indicator=ADDENDUM)
    assert (verdict(found), states(found), found.is_final) == ("INDETERMINATE", ["running"], False)
    assert "not yet sent, nothing says how soon it is due" in says(found)


def test_an_incomplete_report_is_open_as_long_as_there_is_time() -> None:
    timed = Reporting(
        what="SLA addendum",
        on=ReportOccasion.REQUEST,
        within=within("10 days", RunsOn.WALL_CLOCK),
        contains=("definitions",),
    )
    half = addendum("03-03 10:00", "03-04 10:00")
    assert states(court(half, indicator=timed, as_of="03-05")) == ["running"]
    assert "sent without definitions, due by" in says(court(half, indicator=timed, as_of="03-05"))
    assert states(court(half, indicator=timed)) == ["breached"]


def test_nobody_asked_for_anything() -> None:
    found = court(notice(None, "03-03 10:00"))
    assert (verdict(found), found.reason.says) == (
        "NOT APPLICABLE",
        "nobody asked for the monthly summary in the period",
    )
    assert states(court(addendum("03-03 10:00", None))) == []


def test_what_another_customer_asked_for_is_not_judged_here() -> None:
    asked = notice("03-03 10:00", None, customer="other")
    assert states(court(asked, subscription=Subscription(customer="ours"))) == []
    assert states(court(asked)) == ["breached"]


def test_a_request_belongs_to_the_month_it_was_made_in_or_to_that_of_its_verdict() -> None:
    at_the_turn = notice("02-27 16:00", "03-02 10:00")
    by_breach = {"promised": {"conventions": Conventions(belongs_to=BelongsTo.BREACH)}}
    assert states(court(at_the_turn)) == []
    assert states(court(at_the_turn, **by_breach)) == ["kept"]
    whenever = {"indicator": ADDENDUM, **by_breach}
    assert states(court(addendum("02-27", "03-02", "definitions", "credit calculation"), **whenever)) == [
        "kept"
    ]
    assert states(court(addendum("02-27", "03-02"), **whenever)) == ["breached"]
    assert states(court(addendum("02-27", None), as_of="03-02", **whenever)) == ["running"]


def test_a_report_after_each_period_is_due_after_its_end() -> None:
    on_march = notice(None, "04-08 10:00", about="2026-03")
    at_the_end = court(on_march, indicator=MONTHLY)
    assert (verdict(at_the_end), states(at_the_end)) == ("INDETERMINATE", ["running"])
    in_time = court(on_march, indicator=MONTHLY, as_of="04-20")
    assert (verdict(in_time), only(in_time).began_at) == ("MET", MARCH.interval.end)
    late = notice(None, "04-12 10:00", about="2026-03")
    assert verdict(court(late, indicator=MONTHLY, as_of="04-20")) == "MISSED"
    assert verdict(court(indicator=MONTHLY, as_of="04-20")) == "MISSED"


def test_a_report_on_another_period_is_none_on_this_one() -> None:
    on_february = notice(None, "04-02 10:00", about="2026-02")
    assert verdict(court(on_february, indicator=MONTHLY, as_of="04-20")) == "MISSED"


def test_a_report_that_names_no_period_is_on_the_one_before_it() -> None:
    assert verdict(court(notice(None, "04-02 10:00"), indicator=MONTHLY, as_of="04-20")) == "MET"
    assert verdict(court(notice(None, "03-20 10:00"), indicator=MONTHLY, as_of="04-20")) == "MISSED"
    assert verdict(court(notice("04-01", "04-02 10:00"), indicator=MONTHLY, as_of="04-20")) == "MISSED"


def test_in_an_open_period_no_report_is_due() -> None:
    found = court(indicator=MONTHLY, as_of="03-20")
    assert (verdict(found), found.reason.says) == (
        "NOT APPLICABLE",
        "the monthly summary is due after the period, which is not over",
    )
    assert not found.is_final


def test_without_a_limit_a_report_on_a_period_is_kept_once_it_is_sent() -> None:
    assert states(court(indicator=MONTHLY_WHENEVER, as_of="06-20")) == ["running"]
    sent = court(notice(None, "06-01", about="2026-03"), indicator=MONTHLY_WHENEVER, as_of="06-20")
    assert states(sent) == ["kept"]


def test_several_requests_stand_in_order_of_time() -> None:
    first, second = notice("03-03 10:00", "03-03 11:00"), notice("03-02 10:00", None, number="N-2")
    assert states(court(first, second)) == ["breached", "kept"]
    assert [duty.began_at for duty in duties(court(first, second))] == [
        local("03-02 10:00"),
        local("03-03 10:00"),
    ]


def test_without_the_table_nothing_is_known() -> None:
    for indicator in (SUMMARY, MONTHLY):
        found = court(indicator=indicator, tables=[Table.TICKETS])
        assert verdict(found) == "INDETERMINATE"
        assert found.gaps == ("no table `notices` in the evidence: nothing is known about reports",)
