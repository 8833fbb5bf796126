"""Reading: what a file says becomes the terms it means; short forms mean what the long ones do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Term
from upheld.agreement.clock import Cell, ClockKind, Reply, RunsOn, TicketClock, TimeTarget
from upheld.agreement.convention import (
    BelongsTo,
    BreachUnit,
    Conventions,
    ExclusionArithmetic,
    MissingData,
    MoneyRounding,
    UnknownMembers,
)
from upheld.agreement.credit import Credits, ShareOfFee
from upheld.agreement.credit_cap import CreditCap
from upheld.agreement.exclusion import HoursExclusion, MaintenanceExclusion, MaintenanceKind, NoticeIs
from upheld.agreement.objective import Availability, Force, Objective
from upheld.agreement.provenance import Clause, Place
from upheld.agreement.service import AtLeast, Point, Quorum, Service
from upheld.chrono.almanac import HolidayRegion
from upheld.chrono.hours import (
    ALWAYS,
    BusinessDays,
    DayWindow,
    HolidayRule,
    Holidays,
    HoursVersion,
    Replacement,
    ServiceHours,
    SpecialDate,
    Weekday,
    Window,
)
from upheld.chrono.instant import HOUR, MINUTE, Micros, parse_instant
from upheld.chrono.recurrence import (
    BillingMonth,
    CalendarMonth,
    CalendarQuarter,
    CalendarYear,
    RollingDays,
    RollingMonths,
)
from upheld.errors import UsageError
from upheld.language.catalogue import Code, Level
from upheld.language.gazetteer import Gazetteer
from upheld.language.reading import ReadAgreement, read_agreement
from upheld.quantity import Duration, Money, Operator, Target, Unit

Read = Callable[[str], ReadAgreement]

SOMEWHERE = Place("", 1, 1)
MON_FRI = frozenset(list(Weekday)[:5])
APP = "services: {app: {points: [web], sampled_every: 60 s}}\n"
UPTIME = 'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month}}\n'


@pytest.fixture(scope="module")
def example(gazetteer: Gazetteer) -> Agreement:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "example-hosting.yaml"
    agreement = read_agreement({path.name: path.read_bytes()}, path.name, gazetteer).agreement
    assert agreement is not None
    return agreement


def objective(agreement: Agreement, name: str) -> Objective:
    return next(each for each in agreement.objectives if each.name == name)


def clock(agreement: Agreement, name: str) -> TicketClock:
    indicator = objective(agreement, name).indicator
    assert isinstance(indicator, TicketClock)
    return indicator


def time(operator: Operator, count: int, unit: Unit, runs_on: RunsOn) -> TimeTarget:
    target = Target(operator, Duration(Fraction(count), unit))
    return TimeTarget(target=target, runs_on=runs_on, place=SOMEWHERE)


def unplaced(cell: Cell) -> Cell:
    outside = None if cell.outside is None else replace(cell.outside, place=SOMEWHERE)
    return replace(cell, inside=replace(cell.inside, place=SOMEWHERE), outside=outside)


def at(hour: int, minute: int = 0) -> Micros:
    return Micros(hour * HOUR + minute * MINUTE)


def test_who_when_where(example: Agreement) -> None:
    assert example.name == "Example Hosting Service Level Agreement"
    assert example.provider == "Example Hosting"
    assert example.version == "2026-01"
    assert example.in_force == Term(date(2026, 1, 1), date(2028, 1, 1))
    assert (example.time_zone, example.currency) == ("Europe/London", "GBP")
    assert example.plans == ("standard", "premium")
    assert example.place == Place("example-hosting.yaml", 2, 1)


def test_hours(example: Agreement) -> None:
    office, staffed, nightly = example.hours
    mon_thu, friday = frozenset(list(Weekday)[:4]), frozenset({Weekday.FRIDAY})
    version = HoursVersion(
        windows=(
            Window(mon_thu, at(9), at(17)),
            Window(friday, at(9), at(12)),
            Window(friday, at(13), at(16)),
        ),
        holidays=Holidays(
            rules=(HolidayRule(HolidayRegion("GB", "ENG"), (date(2026, 5, 4),)),),
            extra=(date(2026, 12, 24),),
            replacements=(Replacement(date(2026, 12, 28), date(2026, 12, 29)),),
        ),
        special=(
            SpecialDate(date(2026, 12, 31), (DayWindow(at(9), at(12)),)),
            SpecialDate(date(2027, 1, 4)),
        ),
    )
    assert office == ServiceHours("office", "Europe/London", (version,))
    change = date(2026, 9, 1)
    before = HoursVersion(until=change, windows=(Window(MON_FRI, at(9), at(21)),))
    assert staffed == ServiceHours(
        "staffed", "Europe/London", (before, HoursVersion(since=change, windows=ALWAYS))
    )
    night = HoursVersion(windows=(Window(frozenset(Weekday), at(22), at(28)),))
    assert nightly == ServiceHours("nightly", "Europe/Brussels", (night,))


def test_business_days(example: Agreement) -> None:
    assert example.business_days == (
        BusinessDays(
            name="banking",
            zone="Europe/London",
            days=MON_FRI,
            opens=at(9),
            closes=at(17),
            holidays=Holidays(rules=(HolidayRule(HolidayRegion("GB", "ENG")),)),
        ),
    )


def test_services(example: Agreement) -> None:
    moved = parse_instant("2026-02-01T00:00:00Z")
    shop, portal = example.services
    assert shop == Service(
        name="shop",
        points=(Point(name="web"), Point(name="api", since=moved), Point(name="old api", until=moved)),
        down_when=Quorum.MAJORITY,
        locations_down_when=AtLeast(2),
        sampled_every=MINUTE,
        stale_after=at(0, 3),
        confirmed_by=2,
        minimum_outage=at(0, 2),
        place=Place("example-hosting.yaml", 32, 3),
    )
    assert (portal.points, portal.stale_after, portal.confirmed_by) == ((Point(name="portal"),), at(0, 15), 1)
    assert (portal.down_when, portal.minimum_outage) == (Quorum.ANY, 0)


def test_exclusions(example: Agreement) -> None:
    announced, urgent, night = example.exclusions
    assert announced == MaintenanceExclusion(
        name="announced_works",
        kinds=(MaintenanceKind.PLANNED,),
        notice=at(48),
        notice_is=NoticeIs.CONDITION,
        hours="nightly",
        clause=Clause("4.1 Maintenance"),
        place=announced.place,
    )
    assert urgent == MaintenanceExclusion(
        name="urgent_works",
        kinds=(MaintenanceKind.PLANNED, MaintenanceKind.EMERGENCY),
        notice=at(2),
        notice_is=NoticeIs.DUTY,
        place=urgent.place,
    )
    assert night == HoursExclusion(name="night", during="nightly", place=night.place)


def test_availabilities(example: Agreement) -> None:
    uptime, portal = objective(example, "uptime"), objective(example, "portal_uptime")
    assert uptime.indicator == Availability(of="shop", excluding=("announced_works", "urgent_works"))
    assert uptime.target == Target(Operator.AT_LEAST, Fraction(999, 1000))
    assert (uptime.period, uptime.force, uptime.plans) == (CalendarMonth(), Force.GUARANTEE, ())
    assert uptime.clause == Clause("2. Availability", "The shop is available at least 99.9 % of each month")
    assert portal.indicator == Availability(of="portal", excluding=("night",), during="staffed")
    assert (portal.period, portal.force, portal.plans) == (CalendarQuarter(), Force.TARGET, ("premium",))


def test_a_matrix(example: Agreement) -> None:
    first = clock(example, "first_response")
    assert (first.kind, first.hours, first.business_days) == (ClockKind.RESPONSE, "office", "banking")
    assert (first.until, first.channels) == (Reply.SUBSTANTIVE, ("e-mail", "portal"))
    wall, open_time = RunsOn.WALL_CLOCK, RunsOn.SERVICE_HOURS
    assert tuple(map(unplaced, first.cells)) == (
        Cell(
            priority="P1",
            inside=time(Operator.AT_MOST, 30, Unit.MINUTE, wall),
            outside=time(Operator.AT_MOST, 2, Unit.HOUR, wall),
        ),
        Cell(priority="P2", inside=time(Operator.AT_MOST, 90, Unit.MINUTE, open_time)),
        Cell(priority="P3", inside=time(Operator.LESS, 4, Unit.BUSINESS_HOUR, open_time)),
        Cell(
            priority=None,
            inside=time(Operator.AT_MOST, 1, Unit.NEXT_BUSINESS_DAY, RunsOn.BUSINESS_DAYS),
        ),
    )
    assert objective(example, "first_response").target == Target(Operator.AT_LEAST, Fraction(19, 20))
    assert first.cells[0].inside.place == Place("example-hosting.yaml", 76, 26)


def test_clocks_of_every_kind(example: Agreement) -> None:
    critical = clock(example, "critical_response")
    assert [unplaced(cell) for cell in critical.cells] == [
        Cell(priority="critical", inside=time(Operator.LESS, 1, Unit.HOUR, RunsOn.WALL_CLOCK))
    ]
    assert (critical.hours, critical.until) == (None, Reply.HUMAN)
    kinds = {name: clock(example, name).kind for name in ("next_response", "update", "resolution")}
    assert kinds == {
        "next_response": ClockKind.NEXT_RESPONSE,
        "update": ClockKind.UPDATE,
        "resolution": ClockKind.RESOLUTION,
    }
    assert clock(example, "next_response").hours == "office"


def test_periods(example: Agreement) -> None:
    assert {each.name: each.period for each in example.objectives if each.name != "uptime"} == {
        "portal_uptime": CalendarQuarter(),
        "first_response": BillingMonth(15),
        "critical_response": RollingDays(28),
        "next_response": RollingMonths(6),
        "update": CalendarYear(),
        "resolution": CalendarMonth(),
    }


def test_credits(example: Agreement) -> None:
    assert example.credits is not None
    assert example.credits == Credits(
        per_breach=ShareOfFee(Fraction(1, 10)),
        objectives=("uptime", "first_response"),
        plans=("premium",),
        caps=(CreditCap(limit=Money(Decimal(500), "GBP"), place=example.credits.caps[0].place),),
        clause=Clause("5. Credits"),
        place=example.credits.place,
    )


def test_conventions_of_the_agreement_and_of_one_objective(example: Agreement) -> None:
    assert example.conventions == Conventions(
        unknown_members=UnknownMembers.ABSTAIN,
        degraded_counts=Fraction(1, 2),
        pause_reasons=("waiting for customer", "waiting for supplier"),
        one_breach=BreachUnit.TICKET,
        money_rounding=MoneyRounding.HALF_EVEN,
    )
    assert objective(example, "uptime").conventions == example.conventions
    own = objective(example, "portal_uptime").conventions
    assert own == replace(
        example.conventions, exclusions=ExclusionArithmetic.COUNTED_AS_UP, missing_data=MissingData.LEFT_OUT
    )
    places = dict(own.declared)
    assert places["exclusions"].line < places["belongs_to"].line
    assert dict(example.conventions.declared)["belongs_to"].line == places["belongs_to"].line


def test_every_version_has_the_holidays_of_its_hours_unless_it_says_otherwise(gazetteer: Gazetteer) -> None:
    path = Path(__file__).parents[1] / "diagnostics" / "good" / "desk-hours.yaml"
    agreement = read_agreement({"a.yaml": path.read_bytes()}, "a.yaml", gazetteer).agreement
    assert agreement is not None
    first, summer, always = agreement.hours[0].versions
    assert first.holidays == Holidays(rules=(HolidayRule(HolidayRegion("BE")),), extra=(date(2026, 12, 24),))
    assert summer.holidays == always.holidays == Holidays()
    assert agreement.hours[1].versions == (HoursVersion(windows=ALWAYS),)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (APP + UPTIME, APP + UPTIME.replace("availability: app", "availability: {of: app}")),
        (APP + UPTIME, APP + UPTIME.replace('">= 99.5 %"', "99.5 %")),
        (APP + UPTIME, APP + UPTIME.replace('">= 99.5 %"', "99.50 percent or more")),
        (APP + UPTIME, APP.replace("[web]", "web") + UPTIME),
        (APP + UPTIME, APP.replace("[web]", "[{name: web}]") + UPTIME),
        (
            APP + UPTIME,
            APP.replace("60 s", "1 min, stale_after: 3 min, confirmed_by: 1")
            + UPTIME.replace("}}", ", force: guarantee}}"),
        ),
        (
            "hours: {o: Mon-Fri 09:00-17:00}\nobjectives: {r: {response: o, within: 4 business hours}}\n",
            "hours: {o: {versions: [{open: [Mon-Fri 09:00-17:00]}], time_zone: Europe/Brussels}}\n"
            "objectives: {r: {response: {hours: o}, within: {time: <= 4 working hours}}}\n",
        ),
        (
            "hours: {o: Mon-Fri 09:00-17:00}\nobjectives: {r: {response: o, within: 4 business hours}}\n",
            "hours: {o: {open: Mon-Fri 09:00-17:00, holidays: none}}\n"
            "objectives: {r: {response: o, within: {any_other: {inside_hours: 4 business hours}}}}\n",
        ),
        (
            "objectives: {r: {response: {priority: P1}, within: 1 h}}\n",
            "objectives: {r: {response: {}, within: {P1: 1 h}}}\n",
        ),
    ],
)
def test_short_forms_mean_what_long_forms_do(read: Read, short: str, long: str) -> None:
    assert without_places(read(short)) == without_places(read(long))


def without_places(reading: ReadAgreement) -> str:
    assert reading.agreement is not None, reading.diagnostics
    text = repr(reading.agreement)
    start = text.find("Place(")
    while start >= 0:
        text = text[:start] + text[text.index(")", start) + 1 :]
        start = text.find("Place(")
    return text


def test_everything_wrong_is_told_at_once(read: Read) -> None:
    text = (
        "services:\n  app: {points: [], sampled_every: 60}\n"
        "hours: {office: Mon-Fry 09:00-17:00}\n"
        "objectives:\n"
        "  up: {availability: ap, target: <= 99 %, period: calendar month}\n"
        "  re: {response: ofice, within: 4 busines hours, forc: target}\n"
        "credits: {per_breach: 10 %}\n"
    )
    reading = read(text)
    assert reading.agreement is None
    assert [(each.place.line, each.code) for each in reading.diagnostics] == [
        (8, Code.EMPTY_VALUE),
        (8, Code.UNREADABLE_VALUE),
        (9, Code.UNREADABLE_VALUE),
        (11, Code.UNKNOWN_NAME),
        (12, Code.UNKNOWN_NAME),
        (12, Code.UNREADABLE_VALUE),
        (12, Code.UNKNOWN_KEY),
        (13, Code.UNREADABLE_VALUE),
    ]


def test_what_cannot_be_read_makes_no_further_trouble_elsewhere(read: Read) -> None:
    reading = read("services: {app: {points: [web], sampled_every: 60}}\n" + UPTIME)
    assert [each.code for each in reading.diagnostics] == [Code.UNREADABLE_VALUE]


def test_a_refused_value_has_one_diagnostic(read: Read) -> None:
    reading = read(APP + "objectives: {uptime: {availability: *x, target: 99 %}}\n")
    errors = [each.code for each in reading.diagnostics if each.level is Level.ERROR]
    assert errors == [Code.ALIAS]


def test_warnings_and_notes_let_the_agreement_stand(read: Read) -> None:
    reading = read(APP + UPTIME.replace("99.5", "99.99"))
    assert {each.level for each in reading.diagnostics} == {Level.NOTE, Level.WARNING}
    assert reading.agreement is not None


def test_a_declared_convention_is_not_noted(read: Read) -> None:
    every = "{missing_data: left out, unknown_members: counted, before_start: left out, degraded_counts: 0 %}"
    declared = read(APP + UPTIME + f"conventions: {every}\n").diagnostics
    assert Code.CONVENTION_DEFAULT not in {each.code for each in declared}
    found = read(APP + UPTIME + "conventions: {missing_data: left out}\n").diagnostics
    (note,) = [each for each in found if each.code is Code.CONVENTION_DEFAULT]
    assert "missing_data" not in note.message
    assert "unknown_members: counted" in note.message


def test_a_priority_that_is_almost_a_key_of_a_cell_is_taken_for_one(read: Read) -> None:
    text = (
        "hours: {o: always}\nobjectives: {r: {response: o, within: {inside_hour: 1 h, outside_hours: 2 h}}}\n"
    )
    assert Code.UNKNOWN_KEY in {each.code for each in read(text).diagnostics}


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_of_any_minor_unit(read: Read, currency: str) -> None:
    agreement = read(
        APP + UPTIME + f"currency: {currency}\ncredits: {{per_breach: 500 {currency}}}\n"
    ).agreement
    assert agreement is not None
    assert agreement.credits is not None
    assert agreement.credits.per_breach == Money(Decimal(500), currency)


@pytest.mark.parametrize("currency", ["XXX", "XAU", "€", "eur", "DM"])
def test_what_is_no_currency(read: Read, currency: str) -> None:
    (found, *_) = read(APP + UPTIME + f"currency: {currency}\n").diagnostics
    assert found.code is Code.UNREADABLE_VALUE


def test_belongs_to_is_one_of_its_phrases(read: Read) -> None:
    agreement = read(
        "objectives: {r: {response: {}, within: 1 h, conventions: {belongs_to: breach}}}\n"
    ).agreement
    assert agreement is not None
    assert agreement.objectives[0].conventions.belongs_to is BelongsTo.BREACH


def test_a_file_that_is_not_given(gazetteer: Gazetteer) -> None:
    with pytest.raises(UsageError, match=r"there is no file b.yaml"):
        read_agreement({"a.yaml": b""}, "b.yaml", gazetteer)


def test_reading_imports_nothing_heavy() -> None:
    code = "import sys, upheld.language.reading; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "pyarrow", "holidays", "rich", "click", "zoneinfo", "tzdata"} & set(loaded)
