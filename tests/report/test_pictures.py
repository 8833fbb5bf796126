"""Pictures: what lies where, what a reader is told, and colours that can be told apart."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

import made_kinds as kinds
import made_statements as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from upheld.chrono.instant import DAY, HOUR, MINUTE, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.evaluation.statement import ClocksRecord, ClockState, Finding, StatisticRecord, Verdict
from upheld.evidence.observation import State
from upheld.report.document import document_bytes, read_document
from upheld.report.figure import interval_data
from upheld.report.local_time import read_zone
from upheld.report.picture.dates import date_marks
from upheld.report.picture.drawing import Axis, Picture, across
from upheld.report.picture.palette import DARK, LIGHT, PAPERS, SHAPES, TEXT, Palette, contrast
from upheld.report.picture.pictures import pictures_of
from upheld.report.picture.standalone import standalone
from upheld.report.picture.target import scale_marks
from upheld.report.picture.tickets import share_taken
from upheld.report.picture.timeline import CELLS, cells_of

BRUSSELS = made.BRUSSELS


def drawn(finding: Finding) -> list[Picture]:
    statement = read_document(document_bytes(made.document(made.statement(finding))))["statement"]
    return pictures_of(statement["findings"][0], read_zone(statement["zone"]))


def shapes(picture: Picture, name: str) -> list[dict[str, str]]:
    svg = ElementTree.fromstring(picture.svg("p"))
    return [each.attrib for each in svg.iter() if name in each.get("class", "").split()]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_shapes_stand_out_from_every_paper(palette: Palette) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    for paper in PAPERS:
        for role in TEXT:
            assert contrast(palette[role], palette[paper]) >= 4.5, (role, paper)
        for role in SHAPES:
            assert contrast(palette[role], palette[paper]) >= 3, (role, paper)
    assert contrast(palette["bad"], palette["up"]) >= 3
    assert set(LIGHT) == set(DARK)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(st.fractions(-1, 3), st.fractions(0, 2), st.fractions(0, 2))
def test_an_axis_keeps_order_and_stays_within_its_ends(
    value: Fraction, low: Fraction, high: Fraction
) -> None:
    axis = Axis(low, high, Fraction(1, 5), Fraction(4, 5))
    assert Fraction(1, 5) <= axis.at(value) <= Fraction(4, 5)
    assert axis.at(value) <= axis.at(value + 1)


def test_shares_of_the_width_are_written_to_a_thousandth() -> None:
    assert [across(Fraction(*share)) for share in ((1, 3), (0, 1), (1, 1), (1, 8))] == [
        "33.333%",
        "0%",
        "100%",
        "12.5%",
    ]


MARCH = made.MARCH.interval
stretches = st.lists(
    st.tuples(
        st.integers(MARCH.start - DAY, MARCH.end), st.integers(1, 3 * DAY), st.sampled_from(list(State))
    ),
    max_size=12,
)


@given(stretches)
def test_each_cell_shows_the_worst_of_its_time(parts: list[tuple[int, int, State]]) -> None:
    timeline = [
        {
            **interval_data(Interval(Instant(start), Instant(start + length))),
            "state": state.name.lower(),
        }
        for start, length, state in parts
    ]
    cells = cells_of(timeline, MARCH)
    for number in range(0, CELLS, 37):
        first = MARCH.start + Fraction(MARCH.length * number, CELLS)
        after = MARCH.start + Fraction(MARCH.length * (number + 1), CELLS)
        within = {
            state.name.lower() for start, length, state in parts if start < after and start + length > first
        }
        expected = next((state for state in ("down", "degraded", "unknown", "up") if state in within), "")
        assert cells[number] == expected


def test_a_short_outage_in_a_long_period_is_drawn() -> None:
    short = made.outage("03-09 08:00", "03-09 08:01")
    timeline, _ = drawn(made.uptime_finding(record=made.availability_record((short,))))
    (down,) = shapes(timeline, "down")
    start = Fraction(short.interval.start - MARCH.start, MARCH.length)
    assert abs(Fraction(down["x"].removesuffix("%")) / 100 - start) < Fraction(1, CELLS)
    assert "1 outage, of which 1 min count as downtime" in timeline.says


def test_exclusions_lie_where_they_were_granted() -> None:
    timeline, _ = drawn(made.uptime_finding())
    (excluded,) = shapes(timeline, "excluded")
    start = Fraction(made.at("03-15 03:00") - MARCH.start, MARCH.length)
    assert excluded["x"] == across(start)
    assert [key.means for key in timeline.legend] == ["up", "down", "excluded"]


def test_an_allowance_that_is_overspent_reaches_beyond_its_end() -> None:
    _, allowance = drawn(made.uptime_finding())
    assert allowance.says == "5 h 20 min of 3 h 42 min 18 s used, 1 h 37 min 42 s over"
    (beyond,) = shapes(allowance, "beyond")
    (target,) = shapes(allowance, "target")
    assert beyond["x"] == target["x1"]


def test_a_tracked_availability_has_no_allowance() -> None:
    assert len(drawn(made.uptime_finding(verdict=Verdict.TRACKED))) == 1


def test_bins_beyond_the_target_are_told_apart() -> None:
    (spread,) = drawn(kinds.lcp_finding())
    assert len(shapes(spread, "beyond")) == 11  # from 2.6 s on, one of them empty
    assert "1751 values lie beyond the target" in spread.says
    (target,) = shapes(spread, "target")
    assert target["x1"] == "50%"


def test_areas_of_bins_compare() -> None:
    """Twice as wide and as many values: half as high."""
    finding = kinds.lcp_finding()
    record = finding.record
    assert isinstance(record, StatisticRecord)
    bins = (
        kinds.Bin(Fraction(0), Fraction(1_000_000), 10),
        kinds.Bin(Fraction(1_000_000), Fraction(3_000_000), 10),
    )
    (spread,) = drawn(replace(finding, record=replace(record, distribution=bins)))
    high, low = (int(each["height"]) for each in shapes(spread, "bin"))
    assert high == 2 * low


def test_a_floor_has_its_values_below_it_beyond() -> None:
    """Throughput must stay above its target."""
    finding = kinds.lcp_finding()
    one_second = kinds.Duration(Fraction(1), kinds.Unit.SECOND)
    floor = replace(kinds.LCP, target=kinds.Target(kinds.Operator.AT_LEAST, one_second))
    (spread,) = drawn(replace(finding, objective=floor))
    assert len(shapes(spread, "beyond")) == 4  # the bins that end at 0.2 s to 0.8 s


def test_a_figure_without_values_stands_alone_against_its_target() -> None:
    (alone,) = drawn(kinds.aggregate_finding())
    assert alone.says == "measured 0.087, promised p75 < 0.1"
    (bar,) = shapes(alone, "bar")
    assert Fraction(bar["width"].removesuffix("%")) < Fraction(shapes(alone, "target")[0]["x1"][:-1])


def test_parts_without_a_figure_say_so() -> None:
    (parts,) = drawn(kinds.latency_finding())
    assert "sa-east INDETERMINATE" in parts.says
    assert len(shapes(parts, "span")) == 1
    assert "no figure" in parts.svg("p")


@given(st.fractions(0, 100), st.fractions(Fraction(1, 10**6), 10**9))
def test_marks_along_an_axis_are_few_and_in_it(low: Fraction, length: Fraction) -> None:
    axis = Axis(low, low + length)
    marks = [value for value, _ in scale_marks(axis, "millionths")]
    assert 2 <= len(marks) <= 7
    assert all(low <= value <= low + length for value in marks)


def tickets(count: int, minutes: int = 90) -> Finding:
    clocks = tuple(
        made.clock(f"T-{number:03}", "03-05 09:00", "03-05 10:30", Micros(minutes * MINUTE))
        for number in range(count)
    )
    record = ClocksRecord(kept=count, breached=0, running=0, indeterminate=0, clocks=clocks)
    return made.response_finding(record=record)


def test_few_tickets_have_a_bar_each_and_many_a_distribution() -> None:
    (bars,) = drawn(tickets(40))
    assert len(shapes(bars, "bar")) == 40
    (columns,) = drawn(tickets(41))
    assert len(shapes(columns, "bar")) == 1
    assert "41 tickets: 41 kept, 0 breached" in columns.says
    assert drawn(tickets(0)) == []


@pytest.mark.parametrize(
    ("minutes", "column"),
    [(0, "0%"), (24, "0%"), (25, "4.762%"), (240, "42.857%"), (241, "47.619%"), (9_999, "95.238%")],
)
def test_a_ticket_stands_in_the_tenth_of_its_target_it_took(minutes: int, column: str) -> None:
    """21 columns; exactly the target, which keeps it, stands left of the line."""
    (columns,) = drawn(tickets(60, minutes))
    (bar,) = shapes(columns, "bin")
    assert bar["x"] == column


def test_the_furthest_over_stands_first_and_is_cut() -> None:
    clocks = (
        made.clock("early", "03-05 09:00", "03-05 10:30", Micros(60 * MINUTE)),
        made.clock("late", "03-05 09:00", "03-09 10:30", Micros(40 * HOUR)),
    )
    record = ClocksRecord(kept=1, breached=1, running=0, indeterminate=0, clocks=clocks)
    (bars,) = drawn(made.response_finding(record=record))
    svg = str(bars.svg("p"))
    assert svg.index(">late<") < svg.index(">early<")
    assert "→ 1000 %" in svg


def test_a_clock_without_time_is_over_at_once() -> None:
    assert share_taken({"elapsed": 5, "remaining": -5}) > 1
    assert share_taken({"elapsed": 0, "remaining": 0}) == 1


def test_each_state_of_occasions_has_its_lane() -> None:
    (lanes,) = drawn(kinds.notices_finding())
    assert len(shapes(lanes, "lane")) == 4
    svg = str(lanes.svg("p"))
    assert all(f'href="#mark-{state.value}"' in svg for state in ClockState)


def test_copies_and_the_gap_between_them() -> None:
    (copies,) = drawn(kinds.copies_finding())
    assert copies.says == "29 copies; 1 gap longer than promised"
    (gap,) = shapes(copies, "beyond")
    assert gap["x"] == across(Fraction(made.at("03-16 01:00") - MARCH.start, MARCH.length))
    assert str(copies.svg("p")).count("#mark-copy") == 29


def test_gaps_in_evidence_are_where_they_were() -> None:
    (coverage,) = drawn(kinds.coverage_finding())
    assert "database_health 95.0874 %" in coverage.says
    (gap,) = shapes(coverage, "gap")
    assert gap["x"] == across(Fraction(made.at("03-11 06:00") - MARCH.start, MARCH.length))


def labels(interval: Interval) -> list[str]:
    return [label for _, label in date_marks(interval, BRUSSELS)]


def test_dates_are_marked_by_days_weeks_or_months() -> None:
    assert labels(MARCH) == ["1 Mar", "8 Mar", "15 Mar", "22 Mar", "29 Mar"]
    assert labels(made.between("03-28 12:00", "03-31 12:00")) == ["29 Mar", "30 Mar", "31 Mar"]
    assert labels(made.between("01-01 00:00", "06-30 00:00")) == ["1 Feb", "1 Mar", "1 Apr", "1 May", "1 Jun"]


def test_midnight_is_that_of_the_wall_on_both_sides_of_a_clock_change() -> None:
    before = {label: at for at, label in date_marks(MARCH, BRUSSELS)}
    assert before["22 Mar"] == made.at("03-21 23:00")
    after = {label: at for at, label in date_marks(made.between("03-29 12:00", "04-02 12:00"), BRUSSELS)}
    assert after["30 Mar"] == made.at("03-29 22:00")


def test_no_dates_are_marked_where_the_zone_is_not_known() -> None:
    assert date_marks(made.between("12-20 00:00", "12-31 12:00"), BRUSSELS) == []


@pytest.mark.parametrize("finding", [made.uptime_finding(), kinds.lcp_finding(), kinds.notices_finding()])
def test_a_picture_stands_alone_with_its_colours_written_out(finding: Finding) -> None:
    for picture in drawn(finding):
        text = standalone(picture, 640)
        svg = ElementTree.fromstring(text)
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(" not in text
        assert LIGHT["bad"] in text
        ids = {each.get("id") for each in svg.iter()}
        assert {name.removeprefix("#") for name in re.findall(r'href="([^"]*)"', text)} <= ids
