"""Interpretations of a text: readings taken together, one by one, and in whatever order they were chosen."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.errors import UsageError
from upheld.language.gazetteer import Gazetteer
from upheld.language.interpreting import each_reading, interpretation_of
from upheld.language.reading import ReadAgreement, read_agreement

Read = Callable[[str], ReadAgreement]
EXAMPLES = Path(__file__).parents[2] / "examples"

APP = "services: {app: {points: [web], sampled_every: 20 s}}\n"
OBJECTIVE = "objectives: {uptime: {availability: app, target: tracked, period: calendar month}}\n"


def test_each_reading_stands_in_some_agreement(read: Read) -> None:
    hours = (
        "hours: {desk: {open: Mon-Fri 09:00-17:00, holidays: {either: [none, BE, GB-ENG]}, time_zone: CET}}\n"
    )
    several = [*each_reading(interpretation_of(read(APP + hours + OBJECTIVE)))]
    assert {each.hours[0].zone for each in several} == {"Europe/Brussels", "Etc/GMT-1"}
    holidays = {str(rule.region) for each in several for rule in each.hours[0].versions[0].holidays.rules}
    assert holidays == {"BE", "GB-ENG"}


def test_each_reading_within_a_reading_stands_in_some_agreement(read: Read) -> None:
    hours = "hours: {desk: {either: [always, {open: Mon-Fri 09:00-17:00, time_zone: CET}]}}\n"
    zones = {each.hours[0].zone for each in each_reading(interpretation_of(read(APP + hours + OBJECTIVE)))}
    assert zones == {"Europe/Brussels", "Etc/GMT-1"}


def test_readings_that_contradict_each_other_are_no_agreement(read: Read) -> None:
    points = "services: {app: {points: [{either: [a, b]}, {either: [c, a]}], sampled_every: 20 s}}\n"
    text = interpretation_of(read(points + OBJECTIVE))
    first, second = text.open_terms
    assert text.read_as({first: 0, second: 1}) is None
    assert text.read_as({first: 1, second: 1}) is not None


def test_a_term_within_another_is_read_once_that_is(read: Read) -> None:
    works = (
        "exclusions: {works: {either: [{maintenance: planned}, {maintenance: planned, notice: 24 hours}]}}\n"
    )
    used = OBJECTIVE.replace("availability: app", "availability: {of: app, excluding: works}")
    text = interpretation_of(read(APP + works + used))
    (ways,) = text.open_terms
    announced = text.read_as({ways: 1})
    assert announced is not None
    (effect,) = announced.open_terms
    both = text.read_as({effect: 1, ways: 1})
    assert both is not None
    assert both.open_terms == ()
    assert text.read_as({effect: 1, ways: 0}) is None


def test_a_reading_that_leaves_a_value_to_be_agreed_is_refused(read: Read) -> None:
    target = OBJECTIVE.replace("target: tracked", 'target: {either: [">= 99 %", to be agreed]}')
    text = interpretation_of(read(APP + target))
    (term,) = text.open_terms
    with pytest.raises(UsageError, match="leaves a value to be agreed at a"):
        text.read_as({term: 1})


def test_nothing_is_judged_by_an_agreement_with_holes(read: Read) -> None:
    with pytest.raises(UsageError, match="has no interpretation"):
        interpretation_of(read(APP + OBJECTIVE.replace("tracked", "to be agreed")))


@pytest.mark.parametrize("name", ["optizio", "infopromo", "pimlayer", "upheld"])
def test_what_is_recalled_is_what_would_be_read_anew(name: str, gazetteer: Gazetteer) -> None:
    """Readings of published texts, taken together at random, in one recollection and each in its own."""
    file = EXAMPLES / name / "as-published.yaml"
    found = read_agreement({file.name: file.read_bytes()}, file.name, gazetteer)
    text, drawing = interpretation_of(found), random.Random(2026)
    for _ in range(40):
        choices = {
            term: drawing.randrange(len(term.readings)) for term in text.open_terms if drawing.random() < 0.4
        }
        recalled, anew = text.read_as(choices), interpretation_of(found).read_as(choices)
        assert repr(recalled and (recalled.agreement, recalled.questions)) == repr(
            anew and (anew.agreement, anew.questions)
        )
