"""Questions: what the words leave open, with readings that can be declared one by one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from upheld.agreement.exclusion import MaintenanceExclusion, NoticeIs
from upheld.agreement.provenance import Place
from upheld.agreement.statistic import Percentile, Statistic
from upheld.language.catalogue import Code
from upheld.language.diagnostic import Level
from upheld.language.directive import Directive, Open, Within
from upheld.language.gazetteer import Gazetteer
from upheld.language.node import Node, ScalarNode
from upheld.language.patch import Edit, put, walk_nodes, written
from upheld.language.question import Question
from upheld.language.reader import Reader
from upheld.language.reading import ReadAgreement
from upheld.language.reference import directives
from upheld.language.source import read_source

Read = Callable[[str], ReadAgreement]

APP = "services: {app: {points: [web], sampled_every: 20 s}}\n"
WORKS = "exclusions: {works: {maintenance: planned, notice: at least 24 hours}}\n"
UPTIME = """\
objectives:
  uptime:
    availability: {of: app, excluding: works}
    target: ">= 99.5 %"
    period: calendar month
    force: guarantee
"""
OPEN_ROWS = [(record, row) for record, row in directives() if isinstance(row.default, Open)]


def question(read: ReadAgreement, code: str) -> Question:
    (found,) = (each for each in read.questions if each.code.label == code)
    return found


def notice_of(read: ReadAgreement) -> NoticeIs:
    assert read.agreement is not None
    (exclusion,) = read.agreement.exclusions
    assert isinstance(exclusion, MaintenanceExclusion)
    return exclusion.notice_is


def targets(read: ReadAgreement) -> list[str]:
    assert read.agreement is not None
    return [str(each.target) for each in read.agreement.objectives]


def test_a_key_without_a_safe_default_is_asked_for(read: Read) -> None:
    found = read(APP + WORKS + UPTIME)
    (asked,) = found.questions
    assert asked.code is Code.NOTICE_EFFECT
    assert [each.label for each in asked.readings] == ["notice_is: condition", "notice_is: duty"]
    assert notice_of(found) is NoticeIs.CONDITION
    (told,) = (each for each in found.diagnostics if each.code is Code.NOTICE_EFFECT)
    assert told.level is Level.WARNING
    assert all(f"`{each.label}`" in told.remedy for each in asked.readings)


def test_a_reading_declares_what_was_open(read: Read) -> None:
    found = read(APP + WORKS + UPTIME)
    for way, meant in zip(found.questions[0].readings, NoticeIs, strict=True):
        declared = found.with_readings(way)
        assert declared.questions == ()
        assert notice_of(declared) is meant


def test_what_is_written_is_not_asked(read: Read) -> None:
    assert read(APP + WORKS.replace("}}", ", notice_is: duty}}") + UPTIME).questions == ()


def test_what_does_not_matter_is_not_asked(read: Read) -> None:
    assert read(APP + "exclusions: {works: {maintenance: planned}}\n" + UPTIME).questions == ()


def test_a_misspelt_key_is_not_asked_for_as_well(read: Read) -> None:
    found = read(APP + WORKS.replace("}}", ", notice_iz: duty}}") + UPTIME)
    assert [each.code for each in found.diagnostics if each.level is Level.ERROR] == [Code.UNKNOWN_KEY]
    assert found.questions == ()


def test_alternatives_stand_in_place_of_a_value(read: Read) -> None:
    text = UPTIME.replace('">= 99.5 %"', '{either: [">= 99.5 %", ">= 99.9 %"], asks: which page holds.}')
    found = read(APP + WORKS + text)
    asked = question(found, "either")
    assert asked.asks == "which page holds"
    assert [each.label for each in asked.readings] == ['target: ">= 99.5 %"', 'target: ">= 99.9 %"']
    assert targets(found) == [">= 99.5 %"]
    assert targets(found.with_readings(asked.readings[1])) == [">= 99.9 %"]


def test_readings_combine(read: Read) -> None:
    text = UPTIME.replace('">= 99.5 %"', '{either: [">= 99.5 %", ">= 99.9 %"]}')
    found = read(APP + WORKS + text)
    two, notice = question(found, "either"), question(found, "notice-effect")
    for pair in ((two.readings[1], notice.readings[1]), (notice.readings[1], two.readings[1])):
        declared = found.with_readings(*pair)
        assert (targets(declared), notice_of(declared)) == ([">= 99.9 %"], NoticeIs.DUTY)
        assert declared.questions == ()
    once = found.with_readings(two.readings[1])
    assert [each.code for each in once.questions] == [Code.NOTICE_EFFECT]
    assert notice_of(once.with_readings(once.questions[0].readings[1])) is NoticeIs.DUTY


@pytest.mark.parametrize(
    ("either", "first", "second"),
    [
        ("{either: [{maintenance: planned, notice: 24 hours}, {maintenance: planned}]}", 1, 0),
        ("{either: [{maintenance: planned}, {maintenance: planned, notice: 24 hours}]}", 0, 1),
    ],
)
def test_a_question_within_an_alternative_goes_with_it(
    read: Read, either: str, first: int, second: int
) -> None:
    found = read(APP + f"exclusions: {{works: {either}}}\n" + UPTIME)
    asked = question(found, "either")
    assert sum(each.code is Code.NOTICE_EFFECT for each in found.questions) == first
    other = found.with_readings(asked.readings[1])
    assert [each.code for each in other.questions] == [Code.NOTICE_EFFECT] * second
    if first:
        inner = question(found, "notice-effect").readings[1]
        kept = found.with_readings(asked.readings[0], inner)
        assert kept.questions == found.with_readings(asked.readings[0], inner).questions
        assert notice_of(found.with_readings(inner)) is NoticeIs.DUTY


def test_a_reading_of_a_short_form_spells_it_out(read: Read) -> None:
    text = APP + "measures: {page_load: {unit: duration, of: app, measured_at: server side}}\n"
    text += (
        "objectives: {pages: {percentile: page_load, target: < 2 s, period: calendar month, force: target}}\n"
    )
    found = read(text)
    asked = question(found, "percentile-unstated")
    assert [each.label for each in asked.readings] == ["p: 75", "p: 95", "p: 50"]
    shares = []
    for way in asked.readings:
        agreement = found.with_readings(way).agreement
        assert agreement is not None
        indicator = agreement.objectives[0].indicator
        assert isinstance(indicator, Statistic)
        assert isinstance(indicator.summary, Percentile)
        assert indicator.of == "page_load"
        shares.append(indicator.summary.share)
    assert shares == [Fraction(3, 4), Fraction(19, 20), Fraction(1, 2)]


def test_two_edits_of_one_short_form_keep_one_another() -> None:
    place = Place("a.yaml", 1, 1)
    root: Node = written("{percentile: page_load}", place)
    for key, words in (("p", "75"), ("at_least", "100 samples")):
        root = put(root, Edit(("percentile", key), written(words, place), short="of"))
    leaves = [(path, node.text) for path, node in walk_nodes(root) if isinstance(node, ScalarNode)]
    values = {path: text for path, text in leaves if text != path[-1]}
    assert values == {
        ("percentile", "of"): "page_load",
        ("percentile", "p"): "75",
        ("percentile", "at_least"): "100 samples",
    }


@pytest.mark.parametrize(
    "path", [("objectives", "nothing", "target"), ("services", 0), ("services", "app", 3)]
)
def test_an_edit_leads_somewhere(path: tuple[str | int, ...]) -> None:
    place = Place("a.yaml", 1, 1)
    with pytest.raises(LookupError):
        put(written("{services: {app: [1, 2]}}", place), Edit(path, written("1", place)))


def test_an_alternative_may_be_a_list_or_stand_in_one(read: Read) -> None:
    text = "services: {app: {points: [{either: [web, api]}, core], sampled_every: {either: [20 s, 10 s]}}}\n"
    found = read(text + UPTIME.replace("{of: app, excluding: works}", "app"))
    assert found.agreement is not None
    (points, every) = found.questions
    assert [each.label for each in every.readings] == ["sampled_every: 20 s", "sampled_every: 10 s"]
    names = [
        [point.name for point in agreement.services[0].points]
        for way in points.readings
        if (agreement := found.with_readings(way).agreement) is not None
    ]
    assert names == [["web", "core"], ["api", "core"]]


def test_what_is_wrong_with_a_later_alternative_is_told(read: Read) -> None:
    text = UPTIME.replace('">= 99.5 %"', '{either: [">= 99.5 %", {either: 5}, 101 %]}')
    found = read(APP + text.replace(", excluding: works", ""))
    errors = [each.code for each in found.diagnostics if each.level is Level.ERROR]
    assert errors == [Code.WRONG_SHAPE, Code.TARGET_OUT_OF_RANGE]
    assert found.agreement is None


@pytest.mark.parametrize(
    "value",
    [
        '{either: [">= 99.5 %"]}',
        '{either: [">= 99.5 %", {either: [">= 99 %", ">= 98 %"]}]}',
        f"{{either: [{', '.join(f'99.{number} %' for number in range(10, 50))}]}}",
    ],
    ids=["one alone", "one within another", "too many"],
)
def test_alternatives_that_are_none(read: Read, value: str) -> None:
    found = read(APP + UPTIME.replace('">= 99.5 %"', value).replace(", excluding: works", ""))
    assert Code.WRONG_SHAPE in {each.code for each in found.diagnostics}
    assert found.questions == ()


def test_what_only_one_alternative_uses_is_in_use(read: Read) -> None:
    hours = "hours: {day: Mon-Fri 09:00-17:00, night: Mon-Sun 00:00-06:00}\n"
    of = "{either: [{of: app, during: day}, {of: app, during: night}]}"
    found = read(APP + hours + UPTIME.replace("{of: app, excluding: works}", of))
    assert Code.UNUSED_NAME not in {each.code for each in found.diagnostics}


def test_a_name_may_be_called_either(read: Read) -> None:
    text = APP.replace("app", "either") + UPTIME.replace("{of: app, excluding: works}", "either")
    found = read(text)
    assert found.questions == ()
    assert found.agreement is not None


@pytest.mark.parametrize(
    ("record", "row"), OPEN_ROWS, ids=lambda each: getattr(each, "key", None) or each.name
)
def test_every_open_row_offers_words_that_are_read_as_meant(
    record: object, row: object, gazetteer: Gazetteer
) -> None:
    assert isinstance(row, Directive)
    assert isinstance(row.default, Open)
    assert len(row.default.senses) >= 2
    assert row.default.code.level is Level.WARNING
    assert not row.default.asks.endswith((".", "?"))
    for sense in row.default.senses:
        source = read_source("a.yaml", f"{row.key}: {sense.words}\n".encode())
        assert source.root is not None
        key, node = source.root.entries[0]
        reader = Reader(gazetteer, {"a.yaml": source.lines}, root=source.root)
        assert row.kind.read(node, Within(reader, key)) == sense.value
        assert reader.diagnostics == []
        assert written(sense.words, key.place) is not None
        assert sense.meaning.rstrip(".") == sense.meaning != ""
