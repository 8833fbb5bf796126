"""Reviews held against slow readings of what they look for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.chrono.hours import HoursVersion, ServiceHours
from upheld.chrono.instant import DAY, MINUTE, Micros
from upheld.chrono.window import Weekday, Window
from upheld.chrono.zone import WallTime, wall_midnight
from upheld.collect.almanac import build_almanac
from upheld.language.catalogue import Code
from upheld.language.reading import ReadAgreement
from upheld.language.review.calendars import edges_in_changes
from upheld.language.review.percentiles import samples_needed

Read = Callable[[str], ReadAgreement]
quick = settings(max_examples=60, deadline=None)

HOURS = "hours:\n  office: Mon-Fri 09:00-17:00\n"
APP = "services:\n  app: {points: [web], sampled_every: 60 s}\n"


def codes(read: ReadAgreement) -> set[Code]:
    return {each.code for each in read.diagnostics}


def lines(read: ReadAgreement, code: Code) -> list[int]:
    return sorted(each.place.line for each in read.diagnostics if each.code is code)


@given(st.fractions(Fraction(1, 100), Fraction(999, 1000), max_denominator=1000))
def test_so_many_samples_are_needed_for_a_percentile(share: Fraction) -> None:
    tail = max(share, 1 - share)
    count = 1
    while 1 - tail**count < Fraction(19, 20):
        count += 1
    assert samples_needed(share) == count


@pytest.mark.parametrize(("share", "count"), [("3/4", 11), ("95/100", 59), ("99/100", 299)])
def test_samples_that_textbooks_name(share: str, count: int) -> None:
    assert samples_needed(Fraction(share)) == count


minutes = st.integers(1, 9)
plans = st.sampled_from(["", ", plans: a", ", plans: b"])


@quick
@given(st.lists(st.tuples(st.sampled_from("PQRS"), minutes, plans), min_size=1, max_size=7))
def test_a_lower_priority_is_never_faster(read: Read, promised: list[tuple[str, int, str]]) -> None:
    rank = list(dict.fromkeys(priority for priority, _, _ in promised))
    declared = ", ".join(f"{each}: some impact" for each in rank)
    text = f"plans: [a, b]\n{HOURS}priorities: {{{declared}}}\nobjectives:\n" + "".join(
        f"  o{number}: {{response: {{priority: {priority}, hours: office}}, within: {count} min{on}}}\n"
        for number, (priority, count, on) in enumerate(promised)
    )
    outrun = {
        low[0]
        for high, low in combinations(sorted(promised, key=lambda each: rank.index(each[0])), 2)
        if high[0] != low[0] and low[1] < high[1] and meet(high[2], low[2])
    }
    said = [each for each in read(text).diagnostics if each.code is Code.PRIORITY_INVERSION]
    assert {each.message[1] for each in said} == outrun
    assert len(said) == len(outrun)


@pytest.mark.parametrize(
    ("within", "outrun"),
    [
        # Named from the lowest up, which their names say, or their times alone.
        ("{low: 24 h, normal: 8 h, critical: 1 h}", []),
        ("{P4: 24 h, P3: 8 h, P1: 1 h}", []),
        ("{question: 3 h, defect: 2 h, crash: 1 h}", []),
        # Nothing tells whether a question stands above a defect, and the times go up and down.
        ("{question: 3 h, defect: 4 h, crash: 1 h}", ["crash"]),
        # The names say which stands above which, in whatever order they are written.
        ("{low: 1 h, critical: 4 h}", ["low"]),
        ("{P1: 4 h, P3: 1 h}", ["P3"]),
    ],
)
def test_a_list_from_the_lowest_priority_up_is_no_inversion(
    read: Read, within: str, outrun: list[str]
) -> None:
    text = f"{HOURS}objectives:\n  reply: {{response: {{hours: office}}, within: {within}}}\n"
    said = [each.message for each in read(text).diagnostics if each.code is Code.PRIORITY_INVERSION]
    assert [message.split("`")[1] for message in said] == outrun


def test_a_workaround_is_no_fix_that_outruns_one(read: Read) -> None:
    around, fix = "hours: office, solved_by: solution or workaround", "hours: office, solved_by: solution"
    text = f"{HOURS}objectives:\n  around: {{resolution: {{{around}}}, within: {{P1: 8 h, P2: 16 h}}}}\n"
    text += f"  fix: {{resolution: {{{fix}}}, within: {{P1: 40 h, P2: 80 h}}}}\n"
    assert Code.PRIORITY_INVERSION not in [each.code for each in read(text).diagnostics]


@quick
@given(st.lists(st.tuples(st.sampled_from("PQ"), minutes, plans), min_size=1, max_size=6))
def test_one_wait_has_one_time(read: Read, promised: list[tuple[str, int, str]]) -> None:
    text = f"plans: [a, b]\n{HOURS}objectives:\n" + "".join(
        f"  o{number}: {{response: {{priority: {priority}, hours: office}}, within: {count} min{on}}}\n"
        for number, (priority, count, on) in enumerate(promised)
    )
    first = text.count("\n") - len(promised) + 7
    contrary = {
        number
        for number, later in enumerate(promised)
        if any(
            one[0] == later[0] and one[1] != later[1] and meet(one[2], later[2]) for one in promised[:number]
        )
    }
    assert lines(read(text), Code.CONTRADICTORY_TARGETS) == sorted(first + number for number in contrary)


@quick
@given(st.lists(st.tuples(st.sampled_from(["99", "99.5"]), plans), min_size=1, max_size=6))
def test_one_figure_has_one_target(read: Read, promised: list[tuple[str, str]]) -> None:
    text = f"plans: [a, b]\n{APP}objectives:\n" + "".join(
        f"  o{number}: {{availability: app, target: {target} %, period: calendar month{on}}}\n"
        for number, (target, on) in enumerate(promised)
    )
    said = bool(lines(read(text), Code.CONTRADICTORY_TARGETS))
    assert said == any(
        one[0] != other[0] and meet(one[1], other[1]) for one, other in combinations(promised, 2)
    )


def meet(one: str, other: str) -> bool:
    return not one or not other or one == other


@pytest.mark.parametrize(
    ("above", "below", "overlap"),
    [
        ("severe performance degradation", "major performance issues", True),
        (
            "total failure in production or severe performance degradation",
            "major issues that affect performance",
            True,
        ),
        ("serious outages of the shop", "significant outages of the shop", True),
        ("complete unavailability or major functionality failure", "significant functionality impact", False),
        ("severe service interruptions", "partial service interruptions", False),
        ("severe performance degradation", "small performance issues", False),
        ("production is largely unavailable", "part of the service fails", False),
    ],
)
def test_classes_that_overlap(read: Read, above: str, below: str, overlap: bool) -> None:
    text = (
        f"priorities:\n  high: {above}\n  low: {below}\nobjectives: {{o: {{response: {{}}, within: 4 h}}}}\n"
    )
    assert lines(read(text), Code.PRIORITY_OVERLAP) == ([9] if overlap else [])


@pytest.mark.parametrize(
    ("classes", "gap"),
    [
        (["impact without workaround", "questions, requests"], True),
        (["impact without workaround", "minor issues", "questions"], False),
        (["impact without workaround", "{impact: the rest, workaround: available}"], False),
        (["{impact: it fails, workaround: none}", "questions"], True),
        (["{impact: it fails, workaround: any}", "questions"], False),
        (["impact without workaround"], False),
    ],
)
def test_troubles_without_a_class(read: Read, classes: list[str], gap: bool) -> None:
    text = "priorities:\n" + "".join(f"  p{number}: {each}\n" for number, each in enumerate(classes))
    found = read(text + "objectives: {o: {response: {}, within: 4 h}}\n")
    assert (Code.PRIORITY_GAP in codes(found)) == gap


zones = st.sampled_from(
    ["Europe/Brussels", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "UTC"]
)


@quick
@given(
    name=zones,
    days=st.sets(st.sampled_from(Weekday), min_size=1, max_size=3),
    opens=st.integers(0, 95),
    length=st.integers(1, 60),
)
def test_edges_that_clocks_skip_or_repeat(name: str, days: set[Weekday], opens: int, length: int) -> None:
    quarter = 15 * MINUTE
    window = Window(frozenset(days), Micros(opens * quarter), Micros((opens + length) * quarter))
    hours = ServiceHours("night", name, (HoursVersion(windows=(window,)),))
    zone = build_almanac([name], [], 2026, 2026).zones[0]
    expected = set()
    for number in range(365):
        on = date(2026, 1, 1) + timedelta(number)
        for day_window in hours.version_on(on).weekly(Weekday(on.weekday())):
            for edge in (day_window.opens, day_window.closes):
                wall = WallTime(wall_midnight(on) + edge)
                count = len(zone.instants(wall))
                begins_gap = count == 0 and len(zone.instants(WallTime(wall - 1))) == 1
                if edge not in (0, DAY) and count != 1 and not begins_gap:
                    expected.add((edge, on, "twice" if count else "never"))
    found = {each for each in edges_in_changes(hours, zone) if each[1].year == 2026}
    assert found == expected


@given(st.integers(1, 400))
def test_the_end_of_office_hours_that_is_named(read: Read, hours: int) -> None:
    text = (
        f'objectives: {{o: {{resolution: {{}}, within: {hours} h, clause: {{reference: a, quote: "x"}}}}}}\n'
    )
    (said,) = [each for each in read(text).diagnostics if each.code is Code.CLOCK_HOURS]
    at, left = Weekday.MONDAY, hours
    day = 0
    while left > 8:
        day, left = day + 1, left - 8
    at = Weekday(day % 5)
    named = f"{at.name.capitalize()} at {9 + left:02d}:00"
    assert f"on {named}" in said.message
    assert said.message.endswith(named) == (day < 5)


@pytest.mark.parametrize(
    ("within", "start", "early"),
    [
        ("7 days", "failure", True),
        ("30 days", "failure", True),
        ("31 days", "failure", False),
        ("1 month", "failure", False),
        ("48 hours", "awareness of the failure", True),
        ("7 days", "end of the month", False),
    ],
)
def test_claims_that_close_before_the_month_is_judged(
    read: Read, within: str, start: str, early: bool
) -> None:
    text = (
        f"{APP}objectives: {{o: {{availability: app, target: 99 %, period: calendar month}}}}\n"
        f"credits: {{per_breach: 10 % of monthly fee, cap: none}}\n"
        f"claims: {{by: customer, within: {within}, from: {start}}}\n"
    )
    assert (Code.CLAIM_CLOSES_EARLY in codes(read(text))) == early


@pytest.mark.parametrize(
    ("about", "period", "said"),
    [
        ("approximately 43 minutes", "calendar month", True),
        ("about 8.76 hours", "calendar year", True),
        ("approximately 40.32 minutes", "rolling 28 days", False),
        ("approximately 40 minutes", "rolling 28 days", True),
        ("43 minutes", "calendar month", False),
    ],
)
def test_round_figures_beside_exact_ones(read: Read, about: str, period: str, said: bool) -> None:
    quote = f"99.9 %, permitting {about} of downtime"
    text = (
        f"{APP}objectives:\n  o:\n    availability: app\n    target: 99.9 %\n    period: {period}\n"
        f"    clause: {{reference: a, quote: '{quote}'}}\n"
    )
    assert (Code.APPROXIMATE_FIGURE in codes(read(text))) == said


def test_force_is_asked_for_where_words_aim(read: Read) -> None:
    text = (
        HOURS + "objectives:\n  o: {resolution: office, within: 4 h%s, clause: {reference: a, quote: '%s'}}\n"
    )
    asked = read(text % ("", "our goal is 4 hours"))
    (question,) = [each for each in asked.questions if each.code is Code.AMBIGUOUS_FORCE]
    assert [each.label for each in question.readings] == ["force: guarantee", "force: target"]
    for reading in question.readings:
        decided = asked.with_readings(reading)
        assert decided.agreement is not None
        assert decided.agreement.objectives[0].force.value == reading.label.removeprefix("force: ")
        assert Code.AMBIGUOUS_FORCE not in codes(decided)
    assert Code.AMBIGUOUS_FORCE not in codes(read(text % (", force: target", "our goal is 4 hours")))
    assert Code.AMBIGUOUS_FORCE not in codes(read(text % ("", "within 4 hours")))


def test_what_one_breach_is_can_be_declared_by_a_reading(read: Read) -> None:
    text = (
        f"{HOURS}objectives: {{o: {{response: office, within: 4 h}}}}\n"
        "credits: {per_breach: 10 % of monthly fee, cap: none}\n"
    )
    for conventions in ("", "conventions: {missing_data: left out}\n"):
        asked = read(text + conventions)
        (question,) = [each for each in asked.questions if each.code is Code.BREACH_UNIT]
        for reading in question.readings:
            decided = asked.with_readings(reading)
            assert decided.agreement is not None
            assert f"one_breach: {decided.agreement.conventions.one_breach.value}" == reading.label
            assert Code.BREACH_UNIT not in codes(decided)


@pytest.mark.parametrize(
    ("written", "high", "low"),
    [
        ("5-15 minutes", "15 min", "5 min"),
        ("within 15 – 30 minutes", "30 min", "15 min"),
        ("1 to 12 hours", "12 h", "1 h"),
        ("between 5 and 15 minutes", "15 min", "5 min"),
        ("30 minutes to 2 hours", "2 h", "30 min"),
        ("2-4 business hours", "4 business hours", "2 business hours"),
    ],
)
def test_of_a_range_the_upper_end_binds_meanwhile(read: Read, written: str, high: str, low: str) -> None:
    asked = read(f"{HOURS}objectives: {{o: {{response: office, within: {written}}}}}\n")
    (question,) = [each for each in asked.questions if each.code is Code.RANGE_BOUND]
    bounds = []
    for reading in question.readings:
        decided = asked.with_readings(reading)
        assert decided.agreement is not None
        (cell,) = decided.agreement.objectives[0].indicator.cells  # type: ignore[union-attr]
        bounds.append(str(cell.inside.target.bound))
    assert sorted(bounds) == sorted([high, low])
    assert asked.agreement is not None
    assert asked.agreement.objectives[0] == asked.with_readings(question.readings[0]).agreement.objectives[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["CET", "EET", "WET", "GMT", "EST", "PST", "CST", "MST"])
def test_an_abbreviation_is_a_clock_on_the_wall_or_an_offset(read: Read, name: str) -> None:
    hours = f"hours: {{o: {{open: Mon-Fri 09:00-17:00, time_zone: {name}}}}}\n"
    asked = read(hours + "objectives: {o: {response: o, within: 4 h}}\n")
    (question,) = [each for each in asked.questions if each.code is Code.AMBIGUOUS_ZONE]
    wall, fixed = (asked.with_readings(reading).agreement for reading in question.readings)
    assert wall is not None
    assert fixed is not None
    names = [wall.hours[0].zone, fixed.hours[0].zone]
    one, other = (build_almanac([each], [], 2026, 2026).zones[0] for each in names)
    assert len(set(other.offsets)) == 1
    assert min(one.offsets) == other.offsets[0]


@pytest.mark.parametrize(
    ("written", "asked"), [("3 days", True), ("3 business days", False), ("72 h", False)]
)
def test_bare_days(read: Read, written: str, asked: bool) -> None:
    found = read(f"{HOURS}objectives: {{o: {{response: office, within: {written}}}}}\n")
    assert (Code.AMBIGUOUS_DAY in codes(found)) == asked
    alone = read(f"objectives: {{o: {{response: {{}}, within: {written.replace('business ', '')}}}}}\n")
    assert Code.AMBIGUOUS_DAY not in codes(alone)
