"""What times leave open: in which hours they run, which figure binds, and what outside hours means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.agreement.clock import Cell, RunsOn, TicketClock
from upheld.agreement.objective import Objective
from upheld.collect.gazetteer import gazetteer
from upheld.language.catalogue import Code
from upheld.language.fair_copy import read_copy
from upheld.language.manuscript import assemble
from upheld.language.question import Question
from upheld.language.reading import ReadAgreement
from upheld.language.review.reviews import ASKING

Read = Callable[[str], ReadAgreement]
BAD = sorted((Path(__file__).parents[1] / "diagnostics" / "bad").glob("*.yaml"))

SOLUTION = """\
objectives:
  solution:
    clause: {reference: "4", quote: Issues will be fixed within 48 hours.}
    resolution: {}
    within: {medium: 48 hours, low: {time: 72 hours}, lowest: tracked}
"""
UPTIME = """\
services: {app: {points: [web], sampled_every: 60 s}}
objectives:
  uptime:
    clause: {reference: "1", quote: "99.9 % monthly, approximately 43 minutes of downtime"}
    availability: app
    target: ">= 99.9 %"
    period: calendar month
"""
SUPPORT = """\
hours:
  support:
    - {until: 2026-03-01, open: Mon-Fri 09:00-17:00}
    - {from: 2026-03-01, until: 2026-09-01, open: Mon-Fri 09:00-21:00}
    - {from: 2026-09-01, open: always}
objectives:
  answer: {response: support, within: {inside_hours: 30 minutes, outside_hours: 2 hours}}
"""


def asked(read: ReadAgreement, code: Code) -> Question:
    (found,) = (each for each in read.questions if each.code is code)
    return found


def objective(read: ReadAgreement) -> Objective:
    assert read.agreement is not None
    (found,) = read.agreement.objectives
    return found


def clock(read: ReadAgreement) -> TicketClock:
    found = objective(read).indicator
    assert isinstance(found, TicketClock)
    return found


def runs_on(cells: tuple[Cell, ...]) -> set[RunsOn]:
    return {cell.inside.runs_on for cell in cells}


def test_a_time_runs_round_the_clock_or_in_usual_office_hours(read: Read) -> None:
    found = read(SOLUTION)
    question = asked(found, Code.CLOCK_HOURS)
    assert [each.label for each in question.readings] == ["counted_in: wall clock", "hours: office hours"]
    always, office = (found.with_readings(each) for each in question.readings)
    assert always.questions == office.questions == ()
    assert (clock(always).hours, runs_on(clock(always).cells)) == (None, {RunsOn.WALL_CLOCK})
    assert (clock(office).hours, runs_on(clock(office).cells)) == ("office hours", {RunsOn.SERVICE_HOURS})
    assert clock(always).tracked == clock(office).tracked == ("lowest",)
    assert office.agreement is not None
    assert [each.name for each in office.agreement.hours] == ["office hours"]


def test_hours_that_are_declared_are_the_readings(read: Read) -> None:
    hours = "hours: {desk: Mon-Sat 08:00-18:00, line: always, night: Mon-Sun 22:00-24:00}\n"
    question = asked(read(hours + SOLUTION), Code.CLOCK_HOURS)
    assert [each.label for each in question.readings] == [
        "counted_in: wall clock",
        "hours: desk",
        "hours: night",
    ]
    assert clock(read(hours + SOLUTION).with_readings(question.readings[2])).hours == "night"


def test_a_round_figure_illustrates_or_binds(read: Read) -> None:
    found = read(UPTIME)
    question = asked(found, Code.APPROXIMATE_FIGURE)
    percentage, minutes = (found.with_readings(each) for each in question.readings)
    assert percentage.questions == minutes.questions == ()
    assert str(objective(percentage).target) == ">= 99.9 %"
    assert objective(percentage).qualified_by == ("approximately 43 minutes",)
    assert str(objective(minutes).target) == "<= 43 min"


def test_words_that_weaken_a_promise_already_stay_beside_a_round_figure(read: Read) -> None:
    found = read(UPTIME + "    qualified_by: [results may vary]\n")
    declared = found.with_readings(asked(found, Code.APPROXIMATE_FIGURE).readings[0])
    assert objective(declared).qualified_by == ("results may vary", "approximately 43 minutes")


@pytest.mark.parametrize(
    ("target", "code"),
    [("<= 43 min", None), (">= 43 min", Code.TARGET_DIRECTION), ("<= 3 business hours", Code.WRONG_UNIT)],
)
def test_an_availability_may_bound_the_downtime(read: Read, target: str, code: Code | None) -> None:
    text = UPTIME.replace('">= 99.9 %"', f'"{target}"').replace(", approximately 43 minutes of downtime", "")
    told = {each.code for each in read(text).diagnostics} & {Code.TARGET_DIRECTION, Code.WRONG_UNIT}
    assert told == ({code} if code is not None else set())


def test_outside_hours_means_those_of_now_or_of_the_time_before(read: Read) -> None:
    found = read(SUPPORT)
    question = asked(found, Code.OUTSIDE_HOURS_NEVER)
    now, before = (found.with_readings(each) for each in question.readings)
    assert now.questions == before.questions == ()
    assert clock(now).cells_by == clock(now).hours == clock(before).hours == "support"
    assert clock(before).cells_by == "support until 2026-09-01"
    assert before.agreement is not None
    of_name = {each.name: each for each in before.agreement.hours}
    (only,) = of_name["support until 2026-09-01"].versions
    assert only.windows == of_name["support"].versions[1].windows
    assert (only.since, only.until) == (None, None)


def test_hours_that_never_closed_leave_nothing_to_ask(read: Read) -> None:
    found = read(SUPPORT.replace(SUPPORT[SUPPORT.index("\n    -") : SUPPORT.index("\nobj")], " always"))
    assert found.questions == ()
    assert Code.OUTSIDE_HOURS_NEVER in {each.code for each in found.diagnostics}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_only_the_reviews_that_ask_are_needed_for_the_sense(path: Path) -> None:
    text = assemble({path.name: path.read_bytes()}, path.name)
    if text.root is not None:
        lean = read_copy(text.root, text, gazetteer(), reviews=ASKING)
        assert lean.questions == read_copy(text.root, text, gazetteer()).questions
