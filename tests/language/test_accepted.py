"""Accepted facts: a warning that the parties know of becomes a note, and nothing is accepted in vain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from upheld.language.catalogue import Code
from upheld.language.diagnostic import Diagnostic, Level, as_json, render
from upheld.language.reading import ReadAgreement

Read = Callable[[str], ReadAgreement]

TEXT = """\
services: {app: {points: [web], sampled_every: 60 s}, idle: {points: [idle], sampled_every: 60 s}}
hours: {spare: always}
objectives: {uptime: {availability: app, target: ">= 99.99 %", period: calendar month, force: guarantee}}
"""


def accepting(*entries: str) -> str:
    return TEXT + "accepted:\n" + "".join(f"  - {entry}\n" for entry in entries)


def of(read: ReadAgreement, code: Code) -> list[Diagnostic]:
    return [each for each in read.diagnostics if each.code is code]


def test_an_accepted_warning_becomes_a_note(read: Read) -> None:
    (before,) = of(read(TEXT), Code.UNPROVABLE_TARGET)
    found = read(accepting("{code: unprovable-target, at: objectives.uptime, because: probes will follow}"))
    (after,) = of(found, Code.UNPROVABLE_TARGET)
    assert (before.level, after.level) == (Level.WARNING, Level.NOTE)
    assert after.accepted == "probes will follow"
    assert "note[unprovable-target]" in render(after)
    assert "accepted: probes will follow" in render(after)
    assert as_json(after)["accepted"] == "probes will follow"
    assert not of(found, Code.ACCEPTED_NOTHING)
    assert found.agreement is not None
    assert [each.code for each in found.agreement.accepted] == ["unprovable-target"]


@pytest.mark.parametrize("at", ["objectives", "objectives.uptime", "objectives.uptime.target"])
def test_what_is_accepted_above_is_accepted_below(read: Read, at: str) -> None:
    found = read(accepting(f"{{code: unprovable-target, at: {at}, because: we know}}"))
    assert [each.level for each in of(found, Code.UNPROVABLE_TARGET)] == [Level.NOTE]


def test_one_place_is_accepted_and_another_is_not(read: Read) -> None:
    found = read(accepting("{code: unused-name, at: hours.spare, because: for next year}"))
    levels = {each.place.line: each.level for each in of(found, Code.UNUSED_NAME)}
    assert sorted(level.value for level in levels.values()) == ["note", "warning"]


def test_without_a_place_all_are_accepted(read: Read) -> None:
    found = read(accepting("{code: unused-name, because: for next year}"))
    assert {each.level for each in of(found, Code.UNUSED_NAME)} == {Level.NOTE}


@pytest.mark.parametrize(
    "entry",
    [
        "{code: unused-name, at: services.app, because: x}",
        "{code: unused-name, at: nowhere.at.all, because: x}",
        "{code: cap-below-credit, because: x}",
        "{code: hole, because: x}",
        "{code: either, because: x}",
    ],
)
def test_what_is_accepted_in_vain_is_told(read: Read, entry: str) -> None:
    (told,) = of(read(accepting(entry)), Code.ACCEPTED_NOTHING)
    assert told.level is Level.WARNING
    assert told.line.strip() == f"- {entry}"


@pytest.mark.parametrize(
    ("code", "change"),
    [("hole", ("calendar month", "to be agreed")), ("either", ('">= 99.99 %"', "{either: [99 %, 98 %]}"))],
)
def test_what_is_open_is_not_accepted(read: Read, code: str, change: tuple[str, str]) -> None:
    found = read(accepting(f"{{code: {code}, at: objectives, because: x}}").replace(*change))
    (told,) = of(found, Code.ACCEPTED_NOTHING)
    assert "accepting does not decide it" in told.message
    assert [each.level for each in found.diagnostics if each.code.label == code] == [Level.WARNING]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{code: unprovable-target, at: objectives}", Code.MISSING_KEY),
        ("{at: objectives, because: x}", Code.MISSING_KEY),
        ("{code: unproveable-target, because: x}", Code.UNKNOWN_WORD),
        ("{code: unknown-key, because: x}", Code.UNKNOWN_WORD),
        ("{code: convention-default, because: x}", Code.UNKNOWN_WORD),
        ("unprovable-target", Code.WRONG_SHAPE),
    ],
)
def test_an_acceptance_says_what_and_why(read: Read, entry: str, code: Code) -> None:
    found = read(accepting(entry))
    assert code in {each.code for each in found.diagnostics}
    assert found.agreement is None


def test_the_code_that_was_meant_is_suggested(read: Read) -> None:
    (told,) = of(read(accepting("{code: unproveable-target, because: x}")), Code.UNKNOWN_WORD)
    assert "`unprovable-target`" in told.remedy


def test_a_fact_on_one_plan_alone_is_accepted_there(read: Read) -> None:
    plans = 'plans: {basic: {}, premium: {terms: {objectives: {uptime: {target: ">= 99.999 %"}}}}}\n'
    text = plans + TEXT.replace("99.99 %", "99 %")
    entry = (
        "accepted: [{code: unprovable-target, at: objectives.uptime, because: premium is watched by hand}]\n"
    )
    found = read(text + entry)
    assert [each.level for each in of(found, Code.UNPROVABLE_TARGET)] == [Level.NOTE]
    assert not of(found, Code.ACCEPTED_NOTHING)
