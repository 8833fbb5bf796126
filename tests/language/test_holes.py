"""Holes: what is still to be agreed keeps an agreement from being judged, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from agreements import plainly, read_text, roots
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.language.catalogue import Code
from upheld.language.diagnostic import Level
from upheld.language.patch import Edit, put, walk_nodes, written
from upheld.language.reading import ReadAgreement

Read = Callable[[str], ReadAgreement]

APP = "services: {app: {points: [web], sampled_every: 20 s}}\n"
UPTIME = (
    'objectives: {uptime: {availability: app, target: ">= 99.5 %", period: calendar month, force: target}}\n'
)


@pytest.mark.parametrize(
    "text",
    [
        APP + UPTIME.replace('">= 99.5 %"', "to be agreed"),
        APP + UPTIME.replace('">= 99.5 %"', '"to be agreed"'),
        APP + UPTIME.replace('">= 99.5 %"', "To  be agreed"),
        APP + UPTIME.replace("availability: app", "availability: to be agreed"),
        APP + UPTIME.replace("calendar month", "to be agreed"),
        APP.replace("[web]", "[web, to be agreed]") + UPTIME,
        APP.replace("[web]", "to be agreed") + UPTIME,
        APP.replace("{points: [web], sampled_every: 20 s}", "to be agreed") + UPTIME,
        APP + "objectives: to be agreed\n",
        APP + UPTIME + "currency: to be agreed\n",
        APP + UPTIME + "plans: to be agreed\n",
        APP + UPTIME + "plans: {standard: to be agreed}\n",
        APP + UPTIME + "plans: {standard: {terms: {currency: to be agreed}}}\n",
        APP + UPTIME + "conventions: {missing_data: to be agreed}\n",
        APP + "objectives: {first: {response: {}, within: {P1: to be agreed, P2: 1 h}, force: target}}\n",
    ],
)
def test_a_hole_may_stand_for_any_value(read: Read, text: str) -> None:
    found = read(text)
    assert not found.has_errors
    assert found.agreement is None
    assert len(found.holes) == 1
    told = [each for each in found.diagnostics if each.code is Code.HOLE]
    assert [each.place for each in told] == list(found.holes)
    assert all(each.level is Level.WARNING for each in told)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (UPTIME.replace("calendar month", "to be agreed"), "`period` is still to be agreed"),
        ("plans: {standard: {terms: {currency: to be agreed}}}\n", "`currency` is still to be agreed"),
        (APP.replace("[web]", "[web, to be agreed]"), "`points` is still to be agreed"),
    ],
)
def test_a_hole_is_named_by_its_key(read: Read, text: str, says: str) -> None:
    assert [each.message for each in read(text).diagnostics if each.code is Code.HOLE] == [says]


def test_several_holes_are_all_told_and_errors_beside_them(read: Read) -> None:
    found = read(
        APP
        + UPTIME.replace("app,", "aap,").replace("calendar month", "to be agreed")
        + "currency: to be agreed\n"
    )
    assert len(found.holes) == 2
    assert [each.code for each in found.diagnostics if each.level is Level.ERROR] == [Code.UNKNOWN_NAME]


def test_an_agreement_without_holes_has_none(read: Read) -> None:
    found = read(APP + UPTIME)
    assert found.holes == ()
    assert found.agreement is not None


def test_a_hole_is_no_key_and_no_part_of_a_text(read: Read) -> None:
    found = read(APP + UPTIME.replace("uptime", "to be agreed") + "currency: EUR\n")
    assert found.holes == ()
    assert read(APP + UPTIME.replace("app, target", "app, clause: it is to be agreed, target")).holes == ()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_hole_makes_trouble_of_its_own(data: st.DataObject) -> None:
    root = data.draw(st.sampled_from(roots()))
    values = sorted({path for path, _ in walk_nodes(root) if len(path) > 1}, key=str)
    path = data.draw(st.sampled_from(values))
    hole = written("to be agreed", root.place)
    found = read_text(plainly(put(root, Edit(path, hole))))
    assert found.agreement is None
    assert found.holes
    assert [each for each in found.diagnostics if each.level is Level.ERROR] == []
