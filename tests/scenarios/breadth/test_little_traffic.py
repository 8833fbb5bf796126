"""Promises about figures that are not assessed where there was little traffic.

*For each destination with at least 1000 call attempts in a month the answer-seizure ratio is at least 45 %;
for others it is not assessed. Where it is lower, 5 % of the charges for the destination are credited.*
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import settled
from stage import Play

TERMS = """
measures:
  answered: {unit: count, measured_at: server side}
  calls: {unit: count, measured_at: server side}
objectives:
  asr:
    ratio: {of: answered, out_of: calls, regions: all, at_least: 1000 samples, with_fewer: does not apply}
    target: ">= 45 %"
    period: calendar month
credits:
  rules: {for: asr, amount: 5 % of monthly fee of the affected destination}
  cap: none
"""


def played(folder: Path, terms: str, **calls: tuple[int, int]) -> Play:
    """June, with the calls answered and attempted of each destination."""
    rows = "".join(
        f"  - {{measure: {name}, at: 2026-06-30, value: {count}, labels: region={where}}}\n"
        for where, counts in calls.items()
        for name, count in zip(("answered", "calls"), counts, strict=True)
    )
    return settled(
        folder,
        terms,
        f"period: 2026-06\nfee: {{monthly: 3000, resources: {{DE: 2000, FR: 1000}}}}\nmeasurements:\n{rows}",
    )


@pytest.mark.parametrize(
    ("de", "fr", "verdict", "owed"),
    [
        # 449 of 1000 are 44.9 %: 5 % of 2000. One of 999 is far below 45 %, and not assessed.
        ((449, 1000), (1, 999), "MISSED", "100.00 USD"),
        ((450, 1000), (1, 999), "MET", ""),
        ((449, 999), (1, 999), "NOT APPLICABLE", ""),
        ((449, 1000), (1, 1000), "MISSED", "150.00 USD"),
    ],
)
def test_destinations_with_few_calls_are_not_assessed(
    tmp_path: Path, de: tuple[int, int], fr: tuple[int, int], verdict: str, owed: str
) -> None:
    play = played(tmp_path, TERMS, DE=de, FR=fr)
    assert (play.verdict("asr"), play.owed if play.settlement["lines"] else "") == (verdict, owed)


def test_without_the_word_too_few_decide_nothing(tmp_path: Path) -> None:
    play = played(tmp_path, TERMS.replace(", with_fewer: does not apply", ""), DE=(450, 1000), FR=(1, 999))
    assert play.verdict("asr") == "INDETERMINATE"


def test_one_figure_for_all_may_be_of_too_few(tmp_path: Path) -> None:
    # Together 450 of 1000; one fewer is too few.
    terms = TERMS.replace(", regions: all", "").replace(" of the affected destination", "")
    assert played(tmp_path, terms, DE=(1, 500), FR=(1, 499)).verdict("asr") == "NOT APPLICABLE"
    assert played(tmp_path, terms, DE=(1, 500), FR=(1, 500)).verdict("asr") == "MISSED"


def test_where_nobody_counted_nothing_is_said(tmp_path: Path) -> None:
    play = settled(tmp_path, TERMS, "period: 2026-06\nfee: 3000\n")
    assert play.verdict("asr") == "INDETERMINATE"
