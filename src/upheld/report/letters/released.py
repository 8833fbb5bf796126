"""Letters about statements that are there: what they say in a line, and where to read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from upheld.evaluation.statement import Verdict
from upheld.report.letters.letter import Letter
from upheld.report.text.wording import amount

MOST_CHANGES = 20
"""So many changes are named; of more, how many there are."""


class Told(Struct, frozen=True, kw_only=True):
    """What is told of a statement; never the evidence."""

    number: int
    agreement: str
    period: str
    revision: int
    whose: str
    """Customer, subscription and plan, as far as there are any."""
    verdicts: Mapping[str, int]
    breaches: int
    credit: str
    """What is owed, in words; empty where nothing is."""
    illustration: str
    link: str


class Superseded(Struct, frozen=True, kw_only=True):
    """The statement that stood before, and what differs from it."""

    number: int
    changes: tuple[str, ...]


def verdicts_in_a_line(verdicts: Mapping[str, int]) -> str:
    """Say how many objectives were found to be what: `2 missed, 5 met`."""
    order = sorted(Verdict, key=lambda each: each in (Verdict.MET, Verdict.TRACKED, Verdict.NOT_APPLICABLE))
    said = [f"{verdicts[each.value]} {each.value.lower()}" for each in order if verdicts.get(each.value)]
    return ", ".join(said) or "nothing was judged"


def letter_of_statement(told: Told) -> Letter:
    """Say that a statement is there."""
    return Letter(
        f"Statement No. {told.number}: {told.agreement}, {told.period}",
        f"The statement of {told.period} by {told.agreement} is there{_for(told)}.\n\n"
        f"{_says(told)}{_end(told)}",
    )


def letter_of_revision(told: Told, before: Superseded) -> Letter:
    """Say that a statement stands in place of another, which its reader was told of or has opened."""
    changes = "".join(f"- {each}\n" for each in before.changes)
    return Letter(
        f"Statement No. {told.number} in place of No. {before.number}: {told.agreement}, {told.period}",
        f"Evidence that came in late has changed what the statement of {told.period} by {told.agreement} "
        f"says{_for(told)}. Statement No. {told.number} stands in place of No. {before.number}, which you "
        f"were told of or have read.\n\nWhat changed:\n\n{changes}\n{_says(told)}{_end(told)}",
    )


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what differs between two documents of statements: verdicts by objective, then the credit."""
    old, new = _verdicts(before), _verdicts(after)
    changes = [
        f"{name}: {_said(old.get(name, ()))} before, {_said(new.get(name, ()))} now"
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]
    more = len(changes) - MOST_CHANGES
    if more > 0:
        changes = [*changes[:MOST_CHANGES], f"{more} more objectives"]
    if _credit(before) != _credit(after):
        changes.append(f"credit before: {_credit(before)}; now: {_credit(after)}")
    return tuple(changes) or ("figures or reasons; verdicts and credit stay as they were",)


def _verdicts(document: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in document["summary"]["objectives"]:
        found.setdefault(each["objective"], []).append(each["verdict"])
    return found


def _said(verdicts: Sequence[str]) -> str:
    return ", ".join(each.lower() for each in verdicts) or "not judged"


def _credit(document: Mapping[str, Any]) -> str:
    owed = document["summary"]["credit"]["owed"]
    return str(owed["why"]) if "why" in owed else amount(owed)


def _for(told: Told) -> str:
    return f" for {told.whose}" if told.whose else ""


def _says(told: Told) -> str:
    owed = f" Credit: {told.credit}." if told.credit else ""
    note = f"{told.illustration}\n\n" if told.illustration else ""
    return f"{note}Objectives: {verdicts_in_a_line(told.verdicts)}.{owed}\n"


def _end(told: Told) -> str:
    return f"\nRead it, with the reasons:\n\n{told.link}\n"
