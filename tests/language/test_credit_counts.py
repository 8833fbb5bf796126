"""Formulas of credits as they are read: phrases of contracts, what is asked, what does not fit together."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upheld.agreement.credit_band import BandsBy, BandUnit, Edge, Stretch, TieredCredit, Worse
from upheld.agreement.credit_rule import (
    BeyondFirst,
    Blocks,
    CreditedDowntime,
    FlatCredit,
    LengthCredit,
    LostTimeCredit,
    Occasion,
    OccasionCredit,
    Summed,
)
from upheld.agreement.fee import MONTHLY_FEE, Fee, FeePeriod, FeeScope, ShareOfFee
from upheld.agreement.price import TimeOfFee
from upheld.agreement.service_time import ServiceTime
from upheld.language.catalogue import Code, Level
from upheld.language.reading import ReadAgreement
from upheld.quantity import Duration, Operator, Target, Unit

Read = Callable[[str], Any]
HOUR = 3_600_000_000


def terms(rule: str, cap: str = "none") -> str:
    return (
        "currency: EUR\nservices: {app: {points: [web], sampled_every: 60 s}}\n"
        "measures: {latency: {unit: duration, of: app, measured_at: server side}}\n"
        "objectives:\n"
        '  uptime: {availability: app, target: ">= 99.9 %", period: calendar month}\n'
        '  speed: {mean: latency, target: "<= 300 ms", period: calendar month}\n'
        '  answer: {response: {}, within: 4 h, target: ">= 95 %", period: calendar month}\n'
        f"credits: {{cap: {cap}, rules: [{rule}]}}\n"
    )


def codes(reading: ReadAgreement) -> list[Code]:
    return [each.code for each in reading.diagnostics if each.level is not Level.NOTE]


def formula(read: Read, rule: str) -> Any:
    reading = read(terms(f"{{for: uptime, {rule}}}"))
    assert codes(reading) == []
    (found,) = reading.agreement.credits.rules
    return found.formula


def minutes(count: int) -> Duration:
    return Duration(Fraction(count), Unit.MINUTE)


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("1/30 of monthly fee", ShareOfFee(Fraction(1, 30))),
        ("3 days of service", ServiceTime(days=Fraction(3))),
        ("12 hours of service", ServiceTime(days=Fraction(1, 2))),
        ("36 minutes of service", ServiceTime(days=Fraction(1, 40))),
        ("two weeks of free service", ServiceTime(days=Fraction(14))),
        ("1 month of service", ServiceTime(months=Fraction(1))),
        ("one free month", ServiceTime(months=Fraction(1))),
        ("3 additional days", ServiceTime(days=Fraction(3))),
        ("1 day of monthly fee", TimeOfFee(Duration(Fraction(1), Unit.DAY))),
        (
            "2 hours of the monthly fee of the affected service",
            TimeOfFee(Duration(Fraction(2), Unit.HOUR), Fee(scope=FeeScope.SERVICE)),
        ),
    ],
)
def test_amounts_as_contracts_write_them(read: Read, words: str, price: object) -> None:
    assert formula(read, f"amount: {words}, per: outage") == OccasionCredit(
        amount=price,  # type: ignore[arg-type]
        each=Occasion.OUTAGE,
    )


def test_so_much_for_each_breach_may_be_time_of_service(read: Read) -> None:
    text = terms("{amount: 5 EUR}").replace("rules: [{amount: 5 EUR}]", "per_breach: 3 days of service")
    reading = read(text + "conventions: {one_breach: objective and period}\n")
    assert codes(reading) == []
    (rule,) = reading.agreement.credits.all_rules
    assert rule.formula == FlatCredit(ServiceTime(days=Fraction(3)))


def test_lengths_of_downtime(read: Read) -> None:
    whole = "amount: 5 EUR, per: 30 min, counted: per full"
    assert formula(read, f"{whole}, summed: all outages") == LengthCredit(
        amount=formula(read, f"{whole}, summed: all outages").amount,
        per=minutes(30),
        blocks=Blocks.FULL,
        downtime=CreditedDowntime.ALL,
        summed=Summed.ALL_OUTAGES,
    )
    beyond = formula(read, f"{whole}, of: beyond 15 min")
    assert (beyond.downtime, beyond.summed) == (BeyondFirst(minutes(15)), Summed.EACH_OUTAGE)
    assert formula(read, f"{whole}, of: beyond the first 15 minutes of each outage").downtime == BeyondFirst(
        minutes(15)
    )
    target = formula(read, f"{whole}, of: beyond the target")
    assert (target.downtime, target.summed) == (CreditedDowntime.BEYOND_TARGET, Summed.ALL_OUTAGES)


@pytest.mark.parametrize(
    ("words", "times", "fee"),
    [
        ("10", Fraction(10), MONTHLY_FEE),
        ("ten", Fraction(10), MONTHLY_FEE),
        ("10 times", Fraction(10), MONTHLY_FEE),
        ("150 %", Fraction(3, 2), MONTHLY_FEE),
        ("100 % of monthly fee", Fraction(1), MONTHLY_FEE),
        ("5 times the yearly fee", Fraction(5), Fee(FeePeriod.YEAR)),
        ("2.5 x monthly fee of the affected service", Fraction(5, 2), Fee(scope=FeeScope.SERVICE)),
    ],
)
def test_so_many_times_the_fee_for_the_time_lost(read: Read, words: str, times: Fraction, fee: Fee) -> None:
    assert formula(read, f"lost_time: {words}") == LostTimeCredit(times=times, fee=fee)


def test_affected_days_and_hours(read: Read) -> None:
    hours = formula(read, 'amount: 5 EUR, per: clock hour, hour_affected_by: "> 6 min"')
    assert (hours.each, hours.affected_by) == (Occasion.CLOCK_HOUR, Target(Operator.MORE, minutes(6)))
    assert formula(read, "amount: 5 EUR, per: affected day").affected_by is None
    assert formula(read, "amount: 5 EUR, per: missed ticket").each is Occasion.MISSED_CASE


def stretches(read: Read, rule: str) -> list[str]:
    found = formula(read, rule)
    assert isinstance(found, TieredCredit)
    assert (found.worse, found.unit) == (Worse.HIGHER, BandUnit.TIME)
    return [str(band.stretch) for band in found.by_gravity]


def test_bands_of_lengths_go_up_to_the_next(read: Read) -> None:
    bands = "{above: 4 h, amount: 9 EUR}, {above: 1 h, amount: 5 EUR}"
    assert stretches(read, f"bands_by: each outage, bands: [{bands}]") == [
        "above 1 h and at most 4 h",
        "above 4 h",
    ]
    bands = "{at_most: 1 h, amount: 5 EUR}, {at_most: 4 h, amount: 9 EUR}, {above: 4 h, amount: 10 EUR}"
    assert stretches(read, f"bands_by: downtime, bands: [{bands}]") == [
        "at most 1 h",
        "above 1 h and at most 4 h",
        "above 4 h",
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (
            "{for: uptime, amount: 5 EUR, per: 0 min, counted: per full, summed: each outage}",
            Code.UNREADABLE_VALUE,
        ),
        ("{for: uptime, lost_time: 0}", Code.UNREADABLE_VALUE),
        ("{for: uptime, lost_time: much}", Code.UNREADABLE_VALUE),
        ("{for: uptime, lost_time: 1, spread_over: 0 days}", Code.UNREADABLE_VALUE),
        ("{for: uptime, lost_time: 1, spread_over: 1 month}", Code.UNREADABLE_VALUE),
        ("{for: uptime, lost_time: 1, of: beyond 0 min}", Code.UNREADABLE_VALUE),
        ("{for: uptime, amount: 0 days of service, per: outage}", Code.UNREADABLE_VALUE),
        ("{for: uptime, amount: 1/0 of monthly fee, per: outage}", Code.UNREADABLE_VALUE),
        ("{for: uptime, amount: 3 business days of service, per: outage}", Code.UNREADABLE_VALUE),
        ("{for: uptime, amount: 5 EUR, per: outage, spread_over: 30 days}", Code.MISPLACED_KEY),
        ("{for: uptime, amount: 5 EUR, per: outage, counted: per full}", Code.MISPLACED_KEY),
        ('{for: uptime, amount: 5 EUR, per: clock hour, day_affected_by: "> 1 h"}', Code.MISPLACED_KEY),
        ("{for: uptime, lost_time: 1, amount: 5 EUR}", Code.CONFLICTING_KEYS),
        (
            "{for: uptime, amount: 5 EUR, per: 1 h, counted: per full, of: beyond the target, "
            "summed: each outage}",
            Code.CONFLICTING_KEYS,
        ),
        ("{for: uptime, amount: 5 EUR, per: 1 %, counted: per full, of: beyond 15 min}", Code.WRONG_UNIT),
        ("{for: uptime, bands_by: each case, bands: [{above: 4 h, amount: 5 EUR}]}", Code.DOWNTIME_CREDIT),
        ("{for: speed, amount: 5 EUR, per: affected day}", Code.DOWNTIME_CREDIT),
        ("{for: uptime, bands: [{above: 1 h, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{bands: [{below: 300 ms, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{for: speed, bands: [{below: 99 %, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{for: [uptime, speed], bands: [{below: 99.9 %, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{for: uptime, bands_by: downtime, bands: [{below: 99 %, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{for: uptime, bands_by: missed cases, bands: [{above: 1 h, amount: 5 EUR}]}", Code.WRONG_UNIT),
        (
            "{for: uptime, bands: [{below: 99.9 %, amount: 5 EUR}, {below: 4 h, amount: 6 EUR}]}",
            Code.WRONG_UNIT,
        ),
        ("{for: uptime, bands: [{above: 1 h, below: 99.9 %, amount: 5 EUR}]}", Code.WRONG_UNIT),
        ("{for: uptime, bands: [{above: 99 %, at_most: 150 %, amount: 5 EUR}]}", Code.UNREADABLE_VALUE),
        ("{for: uptime, bands: [{at_least: 99 %, below: 99 %, amount: 5 EUR}]}", Code.EMPTY_TERM),
        (
            "{for: uptime, bands_by: downtime, bands: [{above: 1 h, at_most: 1 h, amount: 5 EUR}]}",
            Code.EMPTY_TERM,
        ),
        (
            "{for: uptime, bands_by: downtime, bands: [{above: 4 h, below: 1 h, amount: 5 EUR}]}",
            Code.EMPTY_TERM,
        ),
        (
            "{for: uptime, bands_by: each outage, bands: [{at_most: 1 h, amount: 5 EUR}, "
            "{above: 1 h, amount: 3 days of service}]}",
            Code.WRONG_UNIT,
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(read: Read, rule: str, code: Code) -> None:
    found = [each for each in read(terms(rule)).diagnostics if each.level is Level.ERROR]
    assert [each.code for each in found] == [code]


@pytest.mark.parametrize("way", ["mean of points", "pooled points", "lowest point"])
def test_outages_of_several_points_do_not_add_up(read: Read, way: str) -> None:
    lost, each = "{for: uptime, lost_time: 1}", "{for: uptime, amount: 5 EUR, per: outage}"
    service = f"points: [web, api], down_when: {way}"
    assert codes(read(terms(lost).replace("points: [web]", service))) == [Code.DOWNTIME_CREDIT]
    assert codes(read(terms(each).replace("points: [web]", service))) == []
    alone = service.replace(way, "each point by itself")
    assert codes(read(terms(lost).replace("points: [web]", alone))) == []


def test_a_share_of_requests_has_no_downtime(read: Read) -> None:
    by_requests = "availability: {of: app, by: requests}"
    lost, by_share = "{for: uptime, lost_time: 1}", "{for: uptime, bands: [{below: 99.9 %, amount: 5 EUR}]}"
    assert Code.DOWNTIME_CREDIT in codes(read(terms(lost).replace("availability: app", by_requests)))
    assert codes(read(terms(by_share).replace("availability: app", by_requests))) == []


def test_bands_in_another_unit_say_what_would_fit(read: Read) -> None:
    (told,) = read(terms("{for: uptime, bands: [{above: 1 h, amount: 5 EUR}]}")).diagnostics
    assert told.message == "the bands are those of a length of time, and `uptime` comes to a share"
    assert told.remedy == (
        "write their edges like `99.9 %`, or `bands_by: downtime` or `bands_by: each outage`"
    )


def test_whether_outages_are_summed_is_asked_where_it_matters(read: Read) -> None:
    base = "{for: uptime, amount: 5 EUR, per: 1 h, counted: "
    assert codes(read(terms(base + "per full}"))) == [Code.SUMMED_OUTAGES]
    assert codes(read(terms(base + "pro rata}"))) == []
    assert codes(read(terms(base + "per full, of: beyond the target}"))) == []


@pytest.mark.parametrize(
    ("bands", "found"),
    [
        ("{above: 300 ms, at_most: 500 ms, amount: 5 EUR}, {above: 500 ms, amount: 9 EUR}", []),
        (
            "{above: 300 ms, below: 500 ms, amount: 5 EUR}, {above: 500 ms, amount: 9 EUR}",
            [Code.CREDIT_BAND_GAP],
        ),
        ("{above: 300 ms, at_most: 500 ms, amount: 5 EUR}", [Code.CREDIT_BAND_GAP]),
        (
            "{above: 300 ms, at_most: 500 ms, amount: 5 EUR}, {at_least: 500 ms, amount: 9 EUR}",
            [Code.CREDIT_BAND_OVERLAP],
        ),
        ("{at_least: 300 ms, amount: 5 EUR}", [Code.CREDIT_BAND_BOUNDARY]),
        ("{above: 400 ms, amount: 5 EUR}", [Code.CREDIT_BAND_BOUNDARY]),
        (
            "{above: 300 ms, at_most: 500 ms, amount: 9 EUR}, {above: 500 ms, amount: 5 EUR}",
            [Code.CREDIT_FALLS],
        ),
    ],
)
def test_tables_of_a_figure_that_must_stay_low(read: Read, bands: str, found: list[Code]) -> None:
    assert codes(read(terms(f"{{for: speed, bands: [{bands}]}}"))) == found


def test_a_credit_of_more_than_its_fee_is_told(read: Read) -> None:
    text = terms("{for: uptime, amount: 150 % of monthly fee, per: outage}")
    assert codes(read(text)) == [Code.CREDIT_BEYOND_FEE]
    text = terms("{for: uptime, bands: [{below: 99.9 %, amount: 101 % of monthly fee}]}")
    assert codes(read(text)) == [Code.CREDIT_BEYOND_FEE]


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, bool, int | None, bool]]:
    """Bands of hours: lower edge and whether it belongs, upper edge, if any, and whether it belongs."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        lower = draw(st.integers(0, 8))
        upper = draw(st.none() | st.integers(lower + 1, 9))
        found.append((lower, draw(st.booleans()), upper, draw(st.booleans())))
    return found


def holds(row: tuple[int, bool, int | None, bool], half: int) -> bool:
    lower, closed, upper, reached = row
    after = half >= 2 * lower if closed else half > 2 * lower
    return after and (upper is None or (half <= 2 * upper if reached else half < 2 * upper))


def written(row: tuple[int, bool, int | None, bool], amount: int) -> str:
    lower, closed, upper, reached = row
    end = "" if upper is None else f", {'at_most' if reached else 'below'}: {upper} h"
    return f"{{{'at_least' if closed else 'above'}: {lower} h{end}, amount: {amount} EUR}}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(rows=tables())
def test_bands_of_lengths_partition_the_line_or_the_file_asks(
    read: Read, rows: list[tuple[int, bool, int | None, bool]]
) -> None:
    """A row without an upper edge goes up to the next one; figures in half hours, up to twenty hours."""
    bands = ", ".join(written(row, 5 + 2**number) for number, row in enumerate(rows))
    reading = read(terms(f"{{for: uptime, bands_by: downtime, bands: [{bands}]}}"))
    (rule,) = reading.agreement.credits.rules
    closed_up = [(*row[:2], *_end_of(row, rows)) for row in rows]
    begin = min((2 * row[0], not row[1]) for row in rows)
    line = [half for half in range(41) if (half, False) >= begin]
    counts = [sum(holds(row, half) for row in closed_up) for half in line]
    found = codes(reading)
    assert (Code.CREDIT_BAND_GAP in found) == (0 in counts)
    assert (Code.CREDIT_BAND_OVERLAP in found) == any(count > 1 for count in counts)
    for half, count in zip(line, counts, strict=True):
        assert len(rule.formula.holding(Fraction(half * HOUR, 2))) == count


def _end_of(
    row: tuple[int, bool, int | None, bool], rows: list[tuple[int, bool, int | None, bool]]
) -> tuple[int | None, bool]:
    """The upper edge of a row: its own, or where the next band begins."""
    if row[2] is not None:
        return row[2], row[3]
    later = [(lower, not closed) for lower, closed, *_ in rows if (lower, not closed) > (row[0], not row[1])]
    return min(later) if later else (None, False)


def test_bands_by_are_told_apart(read: Read) -> None:
    found = formula(read, "bands_by: downtime, bands: [{above: 1 h, amount: 5 EUR}]")
    assert found.by is BandsBy.DOWNTIME
    assert found.bands[0].stretch == Stretch(Edge(Fraction(HOUR), is_above=True), None, BandUnit.TIME)


@pytest.mark.parametrize(
    "calendar", ["business_days: {working days: {open: Mon-Fri}}\n", "hours: {office: Mon-Fri 09:00-17:00}\n"]
)
def test_the_only_calendar_is_that_of_business_days_late(read: Read, calendar: str) -> None:
    assert codes(read(terms("{for: answer, amount: 5 EUR, per: business day late}") + calendar)) == []
    assert codes(read(terms("{for: answer, amount: 5 EUR, per: day late}") + calendar)) == [Code.UNUSED_NAME]
