"""Credits by bands: edges strict and not, the highest band or all of them, gaps, money, shares, the cap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from credit_court import agreed, at, settled, settled_by_readings
from hypothesis import given
from hypothesis import strategies as st

from upheld.agreement.agreement import Agreement
from upheld.agreement.credit_band import BandsCounted
from upheld.chrono.instant import HOUR, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import NoData
from upheld.evidence.maintenance import Maintenance, WorkKind
from upheld.quantity import Money, parse_share
from upheld.settlement.settlement import Settlement, Standing

BEGIN = at("2026-04-05 10:00")
TABLE = (
    "{at_least: 99 %, below: 99.9 %, amount: 10 % of monthly fee}",
    "{at_least: 95 %, below: 99 %, amount: 25 % of monthly fee}",
    "{below: 95 %, amount: 100 % of monthly fee}",
)
MILLIONTH = Micros(2_592_000)
"""A millionth of April's 30 days, in microseconds."""


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def terms(bands: Sequence[str], more: str = "", target: str = ">= 99.9 %", cap: str = "none") -> str:
    return f"""
objectives:
  uptime: {{availability: app, target: "{target}", period: calendar month, force: guarantee}}
credits:
  rules: [{{for: uptime, bands: [{", ".join(bands)}]{more}}}]
  cap: {cap}
"""


def banded(*bands: str, more: str = "", target: str = ">= 99.9 %", cap: str = "none") -> Agreement:
    return agreed(terms(bands, more, target, cap))


def down(length: int) -> Interval:
    return Interval(BEGIN, Instant(BEGIN + length))


def reaching(share: str) -> Interval:
    """Downtime by which April comes out at exactly so much."""
    return down(int((1 - parse_share(share)) * 1_000_000) * MILLIONTH)


def owed(agreement: Agreement, share: str) -> Money:
    found = settled(agreement, reaching(share)).owed
    assert isinstance(found, Money)
    return found


@pytest.mark.parametrize(
    ("share", "amount"),
    [
        # of 200 EUR; April has 43 200 minutes
        ("99.9 %", "0.00"),  # 43.2 minutes: the target is kept
        ("99.8999 %", "20.00"),
        ("99 %", "20.00"),  # 432 minutes: 99 % belongs to the first band
        ("98.9999 %", "50.00"),
        ("95 %", "50.00"),  # 2 160 minutes
        ("94.9999 %", "200.00"),
        ("60 %", "200.00"),
    ],
)
def test_each_edge_belongs_to_the_band_that_says_so(share: str, amount: str) -> None:
    assert owed(banded(*TABLE), share) == euros(amount)


@pytest.mark.parametrize(
    ("share", "amount"), [("99.9 %", "20.00"), ("99.0001 %", "20.00"), ("99 %", "50.00"), ("0 %", "50.00")]
)
def test_a_table_of_the_other_strictness(share: str, amount: str) -> None:
    """Above 99 % up to 99.9 %: 10 %; 99 % and less: 25 %; more than 99.9 % is promised."""
    bands = (
        "{above: 99 %, at_most: 99.9 %, amount: 10 % of monthly fee}",
        "{at_most: 99 %, amount: 25 % of monthly fee}",
    )
    agreement = banded(*bands, target="> 99.9 %")
    if share == "0 %":
        assert settled(agreement, Interval(at("2026-04-01"), at("2026-05-01"))).owed == euros(amount)
    else:
        assert owed(agreement, share) == euros(amount)


THRESHOLDS = ("{below: 99.9 %, amount: 10 EUR}", "{below: 99 %, amount: 25 EUR}")


def test_thresholds_owe_the_highest_band_reached_or_all_of_them() -> None:
    both = banded(*THRESHOLDS, more=", bands_counted: cumulative")
    assert (owed(banded(*THRESHOLDS), "99.5 %"), owed(both, "99.5 %")) == (euros("10.00"), euros("10.00"))
    assert (owed(banded(*THRESHOLDS), "98 %"), owed(both, "98 %")) == (euros("25.00"), euros("35.00"))


def test_the_order_in_which_bands_are_written_does_not_matter() -> None:
    for share in ("99.5 %", "99 %", "98 %", "95 %", "1 %"):
        assert owed(banded(*reversed(TABLE)), share) == owed(banded(*TABLE), share)
        assert owed(banded(*reversed(THRESHOLDS)), share) == owed(banded(*THRESHOLDS), share)


def test_of_bands_that_overlap_the_one_that_begins_the_lowest_is_owed() -> None:
    bands = ("{at_least: 99 %, below: 99.9 %, amount: 10 EUR}", "{at_most: 99 %, amount: 25 EUR}")
    assert owed(banded(*bands), "99 %") == euros("25.00")
    assert owed(banded(*bands, more=", bands_counted: cumulative"), "99 %") == euros("35.00")


WITH_GAP = (
    "{at_least: 99.5 %, below: 99.9 %, amount: 10 EUR}",
    "{at_least: 95 %, below: 99 %, amount: 25 EUR}",
)


@pytest.mark.parametrize(
    ("between", "middle", "bottom"),
    [("nothing", "0.00", "0.00"), ("band above", "10.00", "25.00"), ("band below", "25.00", "0.00")],
)
def test_a_figure_in_a_gap_earns_what_is_declared(between: str, middle: str, bottom: str) -> None:
    agreement = banded(*WITH_GAP, more=f", between_bands: {between}")
    assert [owed(agreement, share) for share in ("99.2 %", "94 %")] == [euros(middle), euros(bottom)]
    assert owed(agreement, "99.5 %") == euros("10.00")


def test_what_earns_nothing_in_a_gap_says_so() -> None:
    found = settled(banded(*WITH_GAP, more=", between_bands: nothing"), reaching("99.2 %"))
    assert (found.standing, found.lines) == (Standing.NOTHING_OWED, ())
    (miss,) = found.without_credit
    assert miss.reason.rule == "credit.no_band"
    assert miss.reason.says == "uptime: 99.2 % lies in none of the credit bands"


def test_an_undeclared_gap_is_settled_by_each_reading() -> None:
    by_reading = settled_by_readings(terms(WITH_GAP), reaching("99.2 %"))
    assert isinstance(by_reading.owed, NoData)
    assert {
        outcome.readings[-1].split("between_bands")[1]: outcome.owed for outcome in by_reading.outcomes
    } == {
        ": nothing": euros("0"),
        ": band above": euros("10.00"),
        ": band below": euros("25.00"),
    }
    assert settled_by_readings(terms(WITH_GAP), reaching("99.6 %")).owed == euros("10.00")


def test_between_bands_is_not_above_them() -> None:
    late = banded("{below: 99.5 %, amount: 10 EUR}", more=", between_bands: band below")
    assert owed(late, "99.7 %") == euros("0")


def told(settlement: Settlement) -> tuple[str, str]:
    (line,) = settlement.lines
    (step,) = [each for each in line.reason.because if each.rule == "credit.band"]
    return line.reason.says, step.says


def test_a_line_says_which_band_holds() -> None:
    assert told(settled(banded(*TABLE), reaching("98 %"))) == (
        "uptime was missed: 98 % lies in the credit band at least 95 % and below 99 %, "
        "at 25 % of monthly fee: 50.00 EUR",
        "98 % lies in the credit band at least 95 % and below 99 %",
    )
    both = banded(*THRESHOLDS, more=", bands_counted: cumulative")
    assert (
        told(settled(both, reaching("98 %")))[1]
        == "98 % lies in the credit bands below 99.9 %, and below 99 %"
    )
    gap = banded(*WITH_GAP, more=", between_bands: band above")
    assert told(settled(gap, reaching("99.2 %")))[1] == (
        "99.2 % lies in none of the credit bands, and the band above holds: at least 99.5 % and below 99.9 %"
    )


def test_a_share_of_a_fee_that_is_not_given_stays_a_share() -> None:
    (line,) = settled(banded(*TABLE), reaching("98 %"), fee=None).lines
    assert str(line.owed) == str(line.per_breach)


def test_the_cap_holds_for_bands() -> None:
    capped = banded(*TABLE, cap="30 % of monthly fee per month")
    assert (owed(capped, "99.5 %"), owed(capped, "94 %")) == (euros("20.00"), euros("60.00"))


def test_the_amount_is_owed_once_however_many_outages_there_were() -> None:
    text = terms(TABLE) + "conventions: {one_breach: outage}\n"
    pieces = [Interval(at(f"2026-04-0{day} 10:00"), at(f"2026-04-0{day} 14:00")) for day in (1, 2, 3)]
    assert settled(agreed(text), *pieces).owed == euros("50.00")  # 720 of 43 200 minutes: 98.3333 %


def test_a_credit_goes_by_the_figure_without_what_earns_none() -> None:
    """10 h down, 9 of them planned work: 98.6111 % of the month, and 99.8611 % for credits."""
    works = Interval(BEGIN, Instant(BEGIN + 9 * HOUR))
    text = terms(TABLE).replace("  cap:", "  conditions: {not_for: [works]}\n  cap:")
    agreement = agreed("exclusions: {works: {maintenance: planned}}\n" + text)
    calendar = Maintenance(
        source="calendar",
        name="move",
        kind=WorkKind.PLANNED,
        services=(),
        announced_at=at("2026-03-01"),
        planned=works,
    )
    (line,) = settled(agreement, down(10 * HOUR), maintenance=(calendar,)).lines
    assert line.banded is not None
    assert (line.owed, line.banded.reached) == (euros("20.00"), 1 - Fraction(1, 720))


UNIT = 1000
"""The line of shares in steps of a tenth of a per cent, and half steps between them."""
LINE = [Fraction(step, 2) for step in range(2 * UNIT + 1)]
Row = tuple[int | None, bool, int, bool]
"""Lower edge and whether it belongs, upper edge and whether it belongs."""


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    uppers = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True))
    found: list[Row] = []
    for upper in uppers:
        lower = draw(st.none() | st.integers(0, upper - 1))
        found.append((lower, draw(st.booleans()), upper, draw(st.booleans())))
    return found


def band(number: int, row: Row) -> str:
    lower, closed, upper, reached = row
    begin = "" if lower is None else f"{'at_least' if closed else 'above'}: {Fraction(lower, 10)} %, "
    begin = begin if lower is None else begin.replace(str(Fraction(lower, 10)), str(Decimal(lower) / 10))
    return f"{{{begin}{'at_most' if reached else 'below'}: {Decimal(upper) / 10} %, amount: {2**number} EUR}}"


def under(row: Row, figure: Fraction) -> bool:
    return figure <= row[2] if row[3] else figure < row[2]


def over(row: Row, figure: Fraction, others: list[Row]) -> bool:
    lower, closed, upper, _ = row
    if lower is not None:
        return figure >= lower if closed else figure > lower
    return not any(under(other, figure) for other in others if other[2] < upper)


def slowly(found: list[Row], counted: BandsCounted, figure: Fraction) -> int:
    """What a table owes, row by row, as a person would read it."""
    others = found
    if counted is BandsCounted.CUMULATIVE:
        # What lies in the band below one has passed it, and is owed it too.
        ends = [row[2] for row in found]
        others, found = [], [(None if row[0] in ends else row[0], *row[1:]) for row in found]
    holding = [
        (row[2], 2**number)
        for number, row in enumerate(found)
        if under(row, figure) and over(row, figure, others)
    ]
    if counted is BandsCounted.CUMULATIVE:
        return sum(amount for _, amount in holding)
    return min(holding, default=(0, 0))[1]


@given(rows(), st.sampled_from(BandsCounted), st.integers(0, 90))
def test_bands_owe_what_their_table_says_row_by_row(
    found: list[Row], counted: BandsCounted, half_steps: int
) -> None:
    figure = Fraction(half_steps, 2)
    text = [band(number, row) for number, row in enumerate(found)]
    agreement = banded(*text, more=f", bands_counted: {counted.value}, between_bands: nothing")
    assert agreement.credits is not None
    (rule,) = agreement.credits.rules
    holding = rule.formula.owed_at(figure / UNIT)  # type: ignore[union-attr]
    assert sum(each.amount.amount for each in holding) == slowly(found, counted, figure)
