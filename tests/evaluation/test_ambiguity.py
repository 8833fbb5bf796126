"""AMBIGUOUS: every promise by every reading that touches it, and what they agree on."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings_court import UTC, CountedReadings, ReadingsCourt, outcomes, text_of
from uptime_court import DOWN, UP, at, between, changes, evidence, work

from upheld.agreement.interpretation import Choices, OpenTerm, TermReading, line_of
from upheld.agreement.provenance import Place
from upheld.chrono.instant import DAY, HOUR, MINUTE
from upheld.evaluation.ambiguity.case import makes_difference, told_apart
from upheld.evaluation.ambiguity.exploration import MOST_COMBINATIONS, explore
from upheld.evaluation.ambiguity.matter import Matter
from upheld.evaluation.ambiguity.span import OF_EACH, span_of
from upheld.evaluation.reason import Count, Length, NoData, Share, Words
from upheld.evaluation.statement import Touched, Verdict
from upheld.evidence.evidence import Evidence

APP = "services: {app: {points: [p], sampled_every: 60 s}}\n"
WORKS = "exclusions: {works: {maintenance: planned, notice: 24 hours}}\n"
UPTIME = """\
objectives:
  uptime:
    availability: {of: app, excluding: works}
    target: ">= 99.5 %"
    period: calendar month
"""


def down(*stretches: tuple[str, str]) -> Evidence:
    """A service that was up but for these stretches, from the end of 2025 on."""
    records = [(at("2025-12-01"), UP)]
    for start, end in stretches:
        records += [(at(start), DOWN), (at(end), UP)]
    return evidence(changes(*records))


class TestVerdict:
    """Four hours of maintenance in April 2026, announced twelve hours before (clause PL-4)."""

    STRETCH = "2026-04-10 08:00", "2026-04-10 12:00"
    LATE = work(between(*STRETCH), notice=12 * HOUR)
    KNOWN = evidence(
        changes((at("2025-12-01"), UP), (at(STRETCH[0]), DOWN), (at(STRETCH[1]), UP)), maintenance=[LATE]
    )
    COURT = ReadingsCourt(text_of(UTC + APP + WORKS + UPTIME), KNOWN, "2026-04")

    def test_readings_that_differ_are_told_with_what_each_yields(self) -> None:
        found = self.COURT.finding("uptime")
        assert (found.verdict, found.breaches) == (Verdict.AMBIGUOUS, 0)
        assert found.figure == Words("99.4444 % to 100 %")
        assert outcomes(found) == {
            ("exclusions.works.notice_is: condition",): "MISSED",
            ("exclusions.works.notice_is: duty",): "MET",
        }
        assert [(each.verdict.value, each.breaches) for each in found.outcomes] == [("MISSED", 1), ("MET", 0)]

    def test_the_reasons_lead_to_those_of_each_reading(self) -> None:
        asked, missed, met = self.COURT.finding("uptime").reason.because
        assert asked.says.endswith("`notice_is: condition` or `notice_is: duty`")
        assert (missed.says, met.says) == (
            "MISSED by `exclusions.works.notice_is: condition`",
            "MET by `exclusions.works.notice_is: duty`",
        )
        assert "down for 4 h of 720 h measured" in missed.because[0].says
        assert met.because[0].because

    def test_a_reading_that_is_declared_leaves_nothing_open(self) -> None:
        body = UTC + APP + WORKS.replace("24 hours}", "24 hours, notice_is: duty}") + UPTIME
        found = ReadingsCourt(text_of(body), self.KNOWN, "2026-04").interpreted().statement
        assert [each.verdict for each in found.findings] == [Verdict.MET]
        assert found.undeclared == ()

    def test_where_all_readings_agree_the_finding_is_as_it_is_and_says_so(self) -> None:
        calm = ReadingsCourt(self.COURT.text, down(), "2026-04").finding("uptime")
        assert (calm.verdict, calm.outcomes) == (Verdict.MET, ())
        step = calm.reason.because[-1]
        assert (step.rule, len(step.because)) == ("reading.agreed", 1)

    def test_the_statement_names_what_is_open_and_what_rests_on_it(self) -> None:
        body = (
            UTC
            + APP
            + WORKS
            + UPTIME
            + "  other: {availability: app, target: tracked, period: calendar month}\n"
        )
        statement = ReadingsCourt(text_of(body), self.KNOWN, "2026-04").interpreted().statement
        (told,) = statement.undeclared
        assert (told.term.code, told.objectives, told.decides) == ("notice-effect", ("uptime",), ("uptime",))
        assert told.settlement == ()
        assert [each.line for each in told.term.readings] == ["notice_is: condition", "notice_is: duty"]

    def test_one_verdict_by_several_figures_stands(self) -> None:
        long = work(between("2026-04-10 08:00", "2026-04-10 16:00"), notice=12 * HOUR)
        known = evidence(
            changes((at("2025-12-01"), UP), (at("2026-04-10 08:00"), DOWN), (at("2026-04-11 08:00"), UP)),
            maintenance=[long],
        )
        found = ReadingsCourt(self.COURT.text, known, "2026-04").finding("uptime")
        assert (found.verdict, found.breaches, len(found.outcomes)) == (Verdict.MISSED, 1, 2)
        assert found.figure == Words("96.6666 % to 97.7528 %")


def test_readings_of_other_periods_come_to_one_finding() -> None:
    body = (
        UTC
        + APP
        + UPTIME.replace("{of: app, excluding: works}", "app").replace("    period: calendar month\n", "")
    )
    found = ReadingsCourt(text_of(body), down(("2026-03-10 00:00", "2026-03-10 06:00"))).finding("uptime")
    assert outcomes(found) == {
        ("period: calendar month",): "MISSED",
        ("period: calendar quarter",): "MET",
        ("period: calendar year",): "MET",
    }
    assert (found.verdict, found.is_final) == (Verdict.AMBIGUOUS, False)


def test_what_only_some_readings_promise_is_not_applicable_by_the_others() -> None:
    one = '{uptime: {availability: app, target: ">= 99 %", period: calendar month}}'
    two = one.replace("}}", '}, more: {availability: app, target: ">= 99.99 %", period: calendar month}}')
    text = text_of(UTC + APP + f"objectives: {{either: [{one}, {two}]}}\n")
    statement = ReadingsCourt(text, down(("2026-03-10 00:00", "2026-03-10 01:00"))).interpreted().statement
    assert [(each.objective.name, each.verdict.value) for each in statement.findings] == [
        ("uptime", "MET"),
        ("more", "AMBIGUOUS"),
    ]
    assert sorted(outcomes(statement.findings[1]).values()) == ["MISSED", "NOT APPLICABLE"]


IN_OFFICE = (
    "objectives: {o: {availability: {of: app, during: office}, target: tracked, period: calendar year}}\n"
)


def test_one_word_has_one_meaning_for_the_whole_statement() -> None:
    office = "hours: {office: {open: Mon-Fri 09:00-17:00, time_zone: CET}}\n"
    body = f"time_zone: CET\n{office}{APP}{IN_OFFICE}"
    text = text_of(body)
    (term,) = text.open_terms
    for number, zone in enumerate(("Europe/Brussels", "Etc/GMT-1")):
        read = text.read_as({term: number})
        assert read is not None
        assert (read.agreement.time_zone, read.agreement.hours[0].zone) == (zone, zone)


def test_lines_are_told_with_the_way_to_them() -> None:
    usual = text_of(
        UTC + APP.replace("[p]", "[p, {either: [q, r]}]") + UPTIME.replace(", excluding: works", "")
    )
    (point,) = usual.open_terms
    assert line_of(point, 1) == "services.app.points.1: r"
    quoted = "objectives:\n  answer:\n    clause: {reference: '4', quote: within 48 hours}\n"
    text = text_of(UTC + quoted + "    response: {}\n    within: {P1: 48 hours}\n")
    (hours,) = text.open_terms
    lines = [line_of(hours, number, ("objectives", "answer")) for number in range(2)]
    assert lines == ["within.P1.counted_in: wall clock", "response.hours: office hours"]
    assert (("hours", "office hours") in hours.parts) is True


def test_a_word_that_a_reading_brings_in_means_what_it_means_elsewhere() -> None:
    office = "hours: {office: {open: Mon-Fri 09:00-17:00, time_zone: {either: [UTC, CET]}}}\n"
    body = f"time_zone: CET\n{office}{APP}{IN_OFFICE}"
    text = text_of(body)
    zone, other = sorted(text.open_terms, key=lambda each: each.place)
    read = text.read_as({zone: 1, other: 1})
    assert read is not None
    assert read.open_terms == ()
    assert (read.agreement.time_zone, read.agreement.hours[0].zone) == ("Etc/GMT-1", "Etc/GMT-1")


def test_a_question_within_a_reading_is_asked_where_that_is_chosen() -> None:
    ways = "{either: [{maintenance: planned}, {maintenance: planned, notice: 24 hours}]}"
    text = text_of(UTC + APP + f"exclusions: {{works: {ways}}}\n" + UPTIME)
    found = ReadingsCourt(text, TestVerdict.KNOWN, "2026-04").finding("uptime")
    missed = [set(lines) for lines, verdict in outcomes(found).items() if verdict == "MISSED"]
    assert missed == [
        {
            "exclusions.works: {maintenance: planned, notice: 24 hours}",
            "exclusions.works.notice_is: condition",
        }
    ]
    assert all(verdict == "MET" for lines, verdict in outcomes(found).items() if set(lines) not in missed)


EITHER = '{either: [">= 99 %", ">= 98 %"]}'


class TestPruning:
    NAMES = tuple(f"o{number}" for number in range(8))
    BODY = (
        UTC
        + APP
        + "objectives:\n"
        + "".join(
            f"  {name}: {{availability: app, period: calendar month, target: {EITHER}}}\n" for name in NAMES
        )
    )

    def test_readings_that_do_not_touch_a_promise_do_not_multiply_it(self) -> None:
        court = ReadingsCourt(text_of(self.BODY), down())
        court.interpreted()
        assert sorted(court.judged[1:]) == sorted((name,) for name in self.NAMES for _ in range(2))

    def test_a_text_is_read_about_as_often_as_its_most_ambiguous_promise_needs(self) -> None:
        counted = CountedReadings(text_of(self.BODY))
        found = explore(counted, map(Matter, self.NAMES))
        assert [len(each.leaves) for each in found.values()] == [2] * 8
        assert counted.count <= 4

    def test_only_what_is_asked_for_is_judged(self) -> None:
        court = ReadingsCourt(text_of(self.BODY), down())
        assert [each.objective.name for each in court.interpreted(["o3"]).statement.findings] == ["o3"]
        assert court.judged == [(), ("o3",), ("o3",)]

    def test_what_is_open_elsewhere_touches_what_refers_to_it(self) -> None:
        body = UTC + APP + "hours: {day: {either: [Mon-Fri 08:00-18:00, Mon-Fri 09:00-17:00]}}\n"
        body += "objectives:\n  a: {availability: app, target: tracked, period: calendar month}\n"
        body += "  b: {availability: {of: app, during: day}, target: tracked, period: calendar month}\n"
        found = explore(text_of(body), map(Matter, ("a", "b")))
        assert [len(each.leaves) for each in found.values()] == [1, 2]

    def test_too_many_combinations_are_told_and_not_judged(self) -> None:
        points = ", ".join(f"{{either: [p{number}, q{number}]}}" for number in range(13))
        body = UTC + f"services: {{app: {{points: [{points}], sampled_every: 60 s}}}}\n"
        body += 'objectives:\n  first: {availability: app, target: ">= 99 %", period: calendar month}\n'
        court = ReadingsCourt(text_of(body), down())
        found = court.interpreted()
        (finding,) = found.statement.findings
        assert (finding.verdict, finding.outcomes) == (Verdict.AMBIGUOUS, ())
        assert "8192 combinations of readings or more" in finding.reason.says
        assert len(court.judged) == 1
        assert MOST_COMBINATIONS < 2**13

    def test_settlements_have_parts_of_their_own(self) -> None:
        body = (
            self.BODY
            + "credits: {per_breach: 10 % of monthly fee, eligible: {plans: [a]}, cap: none}\nplans: [a, b]\n"
        )
        body += "claims: {by: customer, within: 30 days}\n"
        explored = explore(text_of(body), [Matter(part) for part in Touched])
        sizes = {part: len(explored[Matter(part)].leaves) for part in Touched}
        assert sizes == {Touched.CREDITS: 2, Touched.CLAIMS: 3, Touched.PAYMENT: 1, Touched.TERMINATION: 1}


def open_term(line: int, count: int) -> OpenTerm:
    return OpenTerm(
        code="either",
        asks=f"question {line}",
        place=Place("a.yaml", line, 1),
        parts=((f"part{line}",),),
        readings=tuple(TermReading(f"key{line}: {number}", "") for number in range(count)),
    )


TERMS = (open_term(1, 2), open_term(2, 3), open_term(3, 2))
EVERY: list[Choices] = [
    dict(zip(TERMS, numbers, strict=True))
    for numbers in product(*(range(len(each.readings)) for each in TERMS))
]


@given(st.sets(st.integers(0, len(EVERY) - 1)))
def test_combinations_are_told_by_the_lines_that_matter(chosen: set[int]) -> None:
    several = [EVERY[number] for number in sorted(chosen)]
    told = told_apart(several)
    covered = [each for each in EVERY if any(some.items() <= each.items() for some in told)]
    assert covered == several
    for some in told:
        assert sum(some.items() <= each.items() for each in EVERY) == sum(
            some.items() <= each.items() for each in several
        )


@given(st.lists(st.integers(0, 1), min_size=len(EVERY), max_size=len(EVERY)))
def test_a_term_matters_where_another_reading_of_it_alone_comes_to_something_else(results: list[int]) -> None:
    several = list(zip(EVERY, results, strict=True))
    for term in TERMS:
        pairs = [
            (one, other)
            for one, first in several
            for other, second in several
            if first != second and {key for key in one if one[key] != other[key]} == {term}
        ]
        assert makes_difference(term, several) is bool(pairs)


@pytest.mark.parametrize(
    ("figures", "span"),
    [
        ([Share(1), Share(1)], Share(1)),  # type: ignore[arg-type]
        ([Length(2 * MINUTE), Length(DAY), Length(HOUR)], Words("2 min to 24 h")),  # type: ignore[arg-type]
        ([Count(3, "tickets"), Count(1, "tickets")], Words("1 to 3 tickets")),
        ([Count(3, "tickets"), Count(1, "outages")], OF_EACH),
        ([Length(HOUR, "elapsed"), Length(HOUR, "business hours")], OF_EACH),
        ([NoData("nothing"), Count(1, "outages")], OF_EACH),
    ],
)
def test_figures_are_spanned_where_they_can_be_compared(figures: list[object], span: object) -> None:
    assert span_of(figures) == span  # type: ignore[arg-type]
