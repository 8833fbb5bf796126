"""Maintenance conduct: notice, hours and duration of each piece of work."""

from __future__ import annotations

from typing import Any

from duty_court import duties, judged, local, only, says, states, stretch, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.convention import BelongsTo, Conventions
from upheld.agreement.exclusion import MaintenanceKind
from upheld.agreement.objective import Force
from upheld.chrono.hours import HoursVersion, ServiceHours, Window
from upheld.chrono.instant import HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.window import EVERY_DAY
from upheld.evaluation.statement import Finding
from upheld.evidence.evidence import Table
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.quantity import Operator, parse_duration, parse_target

NIGHT = ServiceHours(
    "nightly", "Europe/Brussels", (HoursVersion(windows=(Window(EVERY_DAY, Micros(0), Micros(6 * HOUR)),)),)
)


def promise(**terms: Any) -> MaintenanceConduct:
    return MaintenanceConduct(**({"kinds": (MaintenanceKind.PLANNED,)} | terms))


def lasting(text: str) -> Any:
    return parse_target(text, parse_duration, Operator.AT_MOST)


NOTICE = promise(notice=Micros(24 * HOUR))
BEFOREHAND = promise(notice=Micros(0))
AT_NIGHT = promise(hours="nightly")
SHORT = promise(lasting=lasting("< 1 h"))
ALL = promise(notice=Micros(24 * HOUR), hours="nightly", lasting=lasting("< 1 h"))


def work(start: str = "03-10 02:00", end: str = "03-10 02:45", **terms: Any) -> Maintenance:
    defaults = {
        "source": "calendar",
        "name": "upgrade",
        "kind": WorkKind.PLANNED,
        "services": ("app",),
        "announced_at": local("03-08 02:00"),
        "planned": stretch(start, end),
    }
    return Maintenance(**(defaults | terms))


def court(*works: Maintenance, indicator: MaintenanceConduct = ALL, **terms: Any) -> Finding:
    return judged(indicator, maintenance=works, agreed={"hours": (NIGHT,)}, **terms)


def test_work_announced_in_time_at_night_and_short_keeps_it() -> None:
    found = court(work())
    assert (verdict(found), found.breaches) == ("MET", 0)
    assert says(found) == (
        "upgrade, 2026-03-10 02:00 to 02:45 Europe/Brussels: announced 48 h before it began; within nightly; "
        "took 45 min; promised 24 h of notice, within nightly and done in less than 1 h"
    )
    duty = only(found)
    assert (duty.what, duty.limit) == (
        "upgrade (planned maintenance)",
        "24 h of notice, within nightly and done in less than 1 h",
    )
    assert (duty.began_at, duty.done_at) == (local("03-10 02:00"), local("03-10 02:45"))


def test_each_thing_that_is_missing_is_named() -> None:
    found = court(work("03-10 05:30", "03-10 06:30", announced_at=local("03-09 12:00")))
    assert (verdict(found), found.breaches) == ("MISSED", 1)
    assert only(found).lacks == ("24 h of notice", "nightly", "done in less than 1 h")
    assert says(found) == (
        "upgrade, 2026-03-10 05:30 to 06:30 Europe/Brussels: announced 17 h 30 min before it began; "
        "30 min of it outside nightly; took 1 h; "
        "promised 24 h of notice, within nightly and done in less than 1 h"
    )


def test_a_soft_duration_is_reported_and_no_breach() -> None:
    found = court(work("03-10 02:00", "03-10 03:00"), indicator=SHORT, promised={"force": Force.TARGET})
    assert (verdict(found), found.breaches) == ("MISSED", 0)


def test_exactly_enough_notice_is_enough_and_beforehand_is_any_time_before() -> None:
    for announced, indicator, came_to in (
        ("03-09 02:00", NOTICE, "MET"),
        ("03-09 02:01", NOTICE, "MISSED"),
        ("03-10 01:59", BEFOREHAND, "MET"),
        ("03-10 02:00", BEFOREHAND, "MISSED"),
        ("03-10 02:30", BEFOREHAND, "MISSED"),
    ):
        assert verdict(court(work(announced_at=local(announced)), indicator=indicator)) == came_to
    never = court(work(announced_at=None), indicator=BEFOREHAND)
    assert only(never).lacks == ("notice beforehand",)
    assert "never announced" in says(never)
    assert "announced 30 min after it began" in says(
        court(work(announced_at=local("03-10 02:30")), indicator=NOTICE)
    )


def test_what_took_place_counts_and_not_the_plan() -> None:
    early = work(took_place=stretch("03-10 01:30", "03-10 02:45"), announced_at=local("03-09 02:00"))
    assert only(court(early)).lacks == ("24 h of notice", "done in less than 1 h")
    late_start = work(took_place=stretch("03-10 02:30", "03-10 03:00"))
    assert verdict(court(late_start)) == "MET"
    overrun = work(took_place=stretch("03-10 02:00", "03-10 07:00"))
    assert only(court(overrun)).lacks == ("nightly", "done in less than 1 h")


def test_work_called_off_before_it_began_is_no_occasion() -> None:
    assert verdict(court(work(announced_at=None, cancelled_at=local("03-10 01:00")))) == "NOT APPLICABLE"
    half_way = work("03-10 02:00", "03-10 05:00", cancelled_at=local("03-10 02:30"))
    assert verdict(court(half_way)) == "MET"
    found = court(half_way, as_of="03-10 02:20")
    assert states(found) == ["running"]


def test_work_to_come_is_open_however_it_is_planned() -> None:
    found = court(work("03-20 12:00", "03-20 15:00", announced_at=local("03-20 08:00")), as_of="03-20 10:00")
    assert (verdict(found), states(found)) == ("INDETERMINATE", ["running"])
    assert "; it has not begun;" in says(found)
    assert states(court(work(announced_at=None), as_of="03-10 01:00")) == []
    assert states(court(work(announced_at=local("03-10 01:30")), as_of="03-10 01:00")) == []


def test_work_that_goes_on_is_judged_by_what_is_certain() -> None:
    going_on = work("03-10 02:00", "03-10 03:30", took_place=stretch("03-10 02:00", "03-10 09:00"))
    assert states(court(going_on, as_of="03-10 02:30")) == ["running"]
    assert "took 30 min so far; it is not over;" in says(court(going_on, as_of="03-10 02:30"))
    found = court(going_on, as_of="03-10 03:00")
    assert (states(found), only(found).done_at) == (["breached"], None)
    unannounced = work("03-10 02:00", "03-10 03:30", announced_at=None)
    assert states(court(unannounced, as_of="03-10 02:10")) == ["breached"]


def test_kinds_and_services_that_are_not_meant_play_no_part() -> None:
    emergency = work(kind=WorkKind.EMERGENCY, announced_at=None)
    found = court(emergency)
    assert (verdict(found), found.reason.says) == ("NOT APPLICABLE", "no planned maintenance in the period")
    both = promise(kinds=(MaintenanceKind.PLANNED, MaintenanceKind.EMERGENCY), notice=Micros(0))
    assert verdict(court(emergency, indicator=both)) == "MISSED"
    assert states(court(work(), promised={"services": ("portal",)})) == []
    assert states(court(work(services=()), promised={"services": ("portal",)})) == ["kept"]


def test_work_belongs_to_the_month_it_began_in_or_to_that_of_its_verdict() -> None:
    by_breach = {"promised": {"conventions": Conventions(belongs_to=BelongsTo.BREACH)}}
    over_the_turn = work("02-28 23:30", "03-01 00:15", announced_at=local("02-20"))
    assert states(court(over_the_turn, indicator=SHORT)) == []
    assert states(court(over_the_turn, indicator=SHORT, **by_breach)) == ["kept"]
    unannounced = work("02-28 23:30", "03-01 00:15", announced_at=None)
    assert states(court(unannounced, indicator=NOTICE, **by_breach)) == []
    long_ago = work("2024-03-01", "2024-03-02")
    assert states(court(long_ago, **by_breach)) == []
    at_the_end = work("03-31 23:30", "04-01 00:15")
    assert states(court(at_the_end, indicator=SHORT)) == ["running"]
    assert states(court(at_the_end, indicator=SHORT, as_of="04-02")) == ["kept"]


def test_the_hour_the_clocks_skip_is_not_worked() -> None:
    """From 01:30 to 03:30 on the wall, on 29 March, is one hour."""
    found = court(work("03-29 01:30", "03-29 03:30"), indicator=promise(lasting=lasting("1 h")))
    assert verdict(found) == "MET"
    assert "(the clocks change between)" in says(found)


def test_days_and_months_of_work_are_counted_by_the_calendar() -> None:
    found = court(work("03-28 12:00", "03-29 12:30"), indicator=promise(lasting=lasting("1 calendar day")))
    assert verdict(found) == "MISSED"
    found = court(work("03-28 12:00", "03-29 12:00"), indicator=promise(lasting=lasting("1 calendar day")))
    assert verdict(found) == "MET"


def test_without_the_table_nothing_is_known() -> None:
    found = court(tables=[Table.TICKETS])
    assert found.gaps == ("no table `maintenance` in the evidence: nothing is known about maintenance",)


@settings(max_examples=80)
@given(st.integers(0, 47), st.integers(1, 40), st.integers(-60, 60))
def test_work_is_judged_as_a_walk_through_its_quarters_of_an_hour(
    begins: int, quarters: int, notice: int
) -> None:
    start = Instant(local("03-10") + begins * 15 * MINUTE)
    end = Instant(start + quarters * 15 * MINUTE)
    announced = Instant(start - notice * HOUR)
    done = work(planned=Interval(start, end), announced_at=announced)
    found = court(done, as_of=local("03-20"))
    in_the_open = [begins + quarter for quarter in range(quarters) if (begins + quarter) % (24 * 4) >= 6 * 4]
    expected = (
        (["24 h of notice"] if notice < 24 else [])
        + (["nightly"] if in_the_open else [])
        + (["done in less than 1 h"] if quarters >= 4 else [])
    )
    assert list(only(found).lacks) == expected
    assert [duty.state.value for duty in duties(found)] == ["breached" if expected else "kept"]


def test_work_that_is_not_decided_belongs_to_the_period_that_is_open() -> None:
    by_breach = {"promised": {"conventions": Conventions(belongs_to=BelongsTo.BREACH)}}
    at_the_end = work("03-31 23:30", "04-01 00:15")
    assert states(court(at_the_end, indicator=SHORT, as_of="03-31 23:45", **by_breach)) == ["running"]
    assert states(court(at_the_end, indicator=SHORT, as_of="04-02", **by_breach)) == []
    assert states(court(work("04-02", "04-03"), indicator=SHORT, as_of="04-10", **by_breach)) == []


def test_more_works_than_a_page_holds_are_named_by_the_record_alone() -> None:
    many = [work("03-25 02:00", "03-25 03:00", name=f"upgrade {number}") for number in range(25)]
    found = court(*many, as_of="03-24")
    assert len(found.gaps) == 21
    assert found.gaps[-1] == "and 5 more, which the record names"
    assert len(found.reason.because) == 20
